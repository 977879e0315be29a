package org.headwater.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headwater.dictionary.DictionaryPages;
import org.headwater.mapping.Mappings;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /docs}: the dictionary and what fills it, generated from the mappings this gateway runs with. */
@Controller
class ReferencePages {

    private final Mappings mappings;
    private final Path folder;
    private boolean written;

    ReferencePages(Mappings mappings, @Value("${headwater.data-dir:data}") Path data) {
        this.mappings = mappings;
        this.folder = data.resolve("docs");
    }

    @GetMapping({"/docs", "/docs/"})
    String index() {
        return "redirect:/docs/index.html";
    }

    @GetMapping("/docs/{page:[a-z0-9-]+\\.(?:html|css)}")
    ResponseEntity<Resource> page(@PathVariable String page) throws IOException {
        write();
        Path file = folder.resolve(page);
        if (!Files.isRegularFile(file)) {
            return ResponseEntity.notFound().build();
        }
        Resource resource = new FileSystemResource(file);
        return ResponseEntity.ok()
                .contentType(MediaTypeFactory.getMediaType(resource).orElse(MediaType.TEXT_HTML))
                .body(resource);
    }

    /** Once a start, when the first reader comes: a second or two nobody else needs to wait for. */
    private synchronized void write() throws IOException {
        if (!written) {
            DictionaryPages.write(folder, mappings.dictionary(), mappings.uses());
            written = true;
        }
    }
}

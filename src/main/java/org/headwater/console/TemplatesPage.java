package org.headwater.console;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.headwater.mapping.Mappings;
import org.headwater.template.Template;
import org.headwater.template.TemplateWorkbook;
import org.headwater.template.Templates;
import org.headwater.yaml.YamlFile;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** {@code /templates}: the spreadsheets a community organization fills in, one for each kind of service. */
@Controller
class TemplatesPage {
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final Templates templates;

    TemplatesPage(Mappings mappings) {
        // what is wrong with them check tells; here the sound ones are offered
        List<YamlFile> files = YamlFile.packed("mappings/templates", problem -> {});
        this.templates = Templates.load(files, mappings.dictionary(), mappings::conceptMap, problem -> {});
    }

    @GetMapping("/templates")
    String all(Model model) {
        model.addAttribute("templates", templates.all());
        return "console/templates";
    }

    @GetMapping("/templates/{name:[a-z-]+}.xlsx")
    void one(@PathVariable String name, HttpServletResponse response) throws IOException {
        Template template = templates.find(name).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        response.setContentType(XLSX);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(template.file())
                        .build()
                        .toString());
        try (OutputStream out = response.getOutputStream()) {
            TemplateWorkbook.write(template, out);
        }
    }
}

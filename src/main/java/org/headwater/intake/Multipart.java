package org.headwater.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.UploadContext;

/**
 * The files of a multipart upload (RFC 7578), read as they come in: none is parked on disk first, where a crash would
 * leave it lying about.
 */
final class Multipart {

    private Multipart() {}

    /** Whether a request was announced as multipart. */
    static boolean is(HttpServletRequest request) {
        return RawBodies.announced(request).toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    /**
     * Hands over every file of an upload; fields that are no files are passed over.
     *
     * @return how many files there were
     */
    static int forEachFile(HttpServletRequest request, Archive.FileReader files) throws IOException {
        FileUpload upload = new FileUpload();
        upload.setFileCountMax(-1);
        int count = 0;
        try {
            FileItemIterator parts = upload.getItemIterator(new Announced(request));
            while (parts.hasNext()) {
                FileItemStream part = parts.next();
                if (part.isFormField()) {
                    continue;
                }
                try (InputStream content = part.openStream()) {
                    files.read(baseName(part.getName()), content);
                }
                count++;
            }
        } catch (FileUploadException e) {
            throw new Malformed(e);
        }
        return count;
    }

    /** Some browsers send a whole path. */
    private static String baseName(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** What was sent is no multipart upload, although it was announced as one. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(Throwable cause) {
            super(cause);
        }
    }

    private record Announced(HttpServletRequest request) implements UploadContext {
        @Override
        public long contentLength() {
            return request.getContentLengthLong();
        }

        @Override
        public String getCharacterEncoding() {
            return Objects.requireNonNullElse(request.getCharacterEncoding(), "UTF-8");
        }

        @Override
        public String getContentType() {
            return RawBodies.announced(request);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return request.getInputStream();
        }
    }
}

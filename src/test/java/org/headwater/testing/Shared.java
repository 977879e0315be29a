package org.headwater.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Material that is not ours to carry: other projects' sample files and published FHIR packages. It lies beside the project
 * ({@code ../shared}), or where {@code -Dheadwater.shared} or {@code HEADWATER_SHARED} says; tests that read it are skipped
 * without it.
 */
public final class Shared {

    private Shared() {}

    /** A file or folder of the shared material; empty when it is not at hand. */
    public static Optional<Path> find(String path) {
        return Optional.of(root().resolve(path)).filter(Files::exists);
    }

    /** What to tell about a test that was skipped for want of it. */
    public static String missing(String path) {
        return "There is no " + root().resolve(path) + ": set HEADWATER_SHARED to the folder that holds it.";
    }

    private static Path root() {
        String given = System.getProperty("headwater.shared", System.getenv("HEADWATER_SHARED"));
        return Path.of(given == null ? "../shared" : given);
    }
}

package org.headwater.console;

import java.nio.file.Path;
import org.headwater.testing.GatewayTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Tests of the console in a real browser; each gets a browser of its own, with nobody signed in. */
@GatewayTest
abstract class InBrowser {

    /** Where a test may put files to send. */
    @TempDir
    Path files;

    @LocalServerPort
    int port;

    Browser browser;

    @BeforeEach
    void open() {
        browser = Browser.open("http://localhost:" + port);
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }
}

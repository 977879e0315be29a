package org.headwater.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headwater.access.HttpCalls.basic;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class FirstSignInTests {

    @Test
    void theFirstStartMakesAnAdministratorAndLaterOnesKeepIt(@TempDir Path data, CapturedOutput log) throws Exception {
        String told;
        try (ConfigurableApplicationContext gateway = AccessGateway.start(data)) {
            told = Files.readString(data.resolve("first-sign-in.txt")).strip();
            String password = told.substring("admin / ".length());

            assertThat(log.getAll()).contains("sign in at " + AccessGateway.address(gateway) + "/ as " + told);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("first-sign-in.txt"))))
                    .isEqualTo("rw-------");
            assertThat(calls(gateway).get("/feeds", basic("admin", password)).statusCode())
                    .isEqualTo(200);
        }
        int firstLog = log.getAll().length();
        try (ConfigurableApplicationContext gateway = AccessGateway.start(data)) {
            String password = told.substring("admin / ".length());

            assertThat(log.getAll().substring(firstLog)).doesNotContain(password);
            assertThat(calls(gateway).get("/feeds", basic("admin", password)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPasswordOfTheSettingsIsKeptAndNeverShown(@TempDir Path data, CapturedOutput log) {
        try (ConfigurableApplicationContext gateway =
                AccessGateway.start(data, "--headwater.admin.password=first-choice-of-words")) {
            assertThat(calls(gateway)
                            .get("/feeds", basic("admin", "first-choice-of-words"))
                            .statusCode())
                    .isEqualTo(200);
        }
        try (ConfigurableApplicationContext gateway =
                AccessGateway.start(data, "--headwater.admin.password=second-choice-of-words")) {
            assertThat(calls(gateway)
                            .get("/feeds", basic("admin", "second-choice-of-words"))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(data.resolve("first-sign-in.txt")).doesNotExist();
        assertThat(log.getAll()).doesNotContain("choice-of-words");
    }

    private static HttpCalls calls(ConfigurableApplicationContext gateway) {
        return new HttpCalls(AccessGateway.address(gateway));
    }
}

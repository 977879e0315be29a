package org.headwater.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Makes the first administrator when nobody may sign in yet, and tells the password once: at the end of the log, and in
 * a file only the gateway's own account can read.
 */
@Component
class FirstSignIn implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(FirstSignIn.class);

    private final Users users;
    private final AuditTrail audit;
    private final AdminSettings settings;
    private final Environment environment;
    private final Clock clock;
    private final Path file;

    private @Nullable String password;

    FirstSignIn(
            Users users,
            AuditTrail audit,
            AdminSettings settings,
            Environment environment,
            Clock clock,
            @Value("${headwater.data-dir:data}") Path data) {
        this.users = users;
        this.audit = audit;
        this.settings = settings;
        this.environment = environment;
        this.clock = clock;
        this.file = data.resolve("first-sign-in.txt");
    }

    /** Before the first request can come in. */
    @Override
    public void afterSingletonsInstantiated() {
        audit.prune();
        if (settings.password() != null) {
            users.keepAdministrator(settings.name(), settings.password());
        } else if (users.none()) {
            makeUp();
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void tell() {
        String address = "http://localhost:" + environment.getProperty("local.server.port", "8080") + "/";
        if (password != null) {
            log.info("sign in at {} as {} / {}", address, settings.name(), password);
            password = null;
        } else if (Files.exists(file)) {
            log.info("sign in at {}; the first password is kept in {}", address, file);
        } else {
            log.info("sign in at {}", address);
        }
    }

    private void makeUp() {
        String made = Secrets.password();
        Users.Person first = new Users.Person(settings.name(), Role.ADMINISTRATOR, clock.instant());
        if (users.insertIfAbsent(first, made)) {
            password = made;
            keep(made);
        }
    }

    private void keep(String made) {
        try {
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
            Files.createDirectories(folder);
            Files.deleteIfExists(file);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, settings.name() + " / " + made + System.lineSeparator());
        } catch (IOException e) {
            log.warn(
                    "the first password could not be kept in {} cause={}",
                    file,
                    e.getClass().getSimpleName());
        }
    }
}

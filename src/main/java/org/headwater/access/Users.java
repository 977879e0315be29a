package org.headwater.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/** The people who may sign in to the console. */
@Service
public class Users {
    /** Fewest characters of a password a person chooses (NIST SP 800-63B §3.1.1.2 asks for 8, advises 15). */
    public static final int SHORTEST_PASSWORD = 12;

    /** bcrypt reads no further. */
    private static final int MOST_BYTES = 72;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,99}");

    private final JdbcClient jdbc;
    private final PasswordEncoder passwords;
    private final Clock clock;
    private final AuditTrail audit;

    Users(JdbcClient jdbc, PasswordEncoder passwords, Clock clock, AuditTrail audit) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.clock = clock;
        this.audit = audit;
    }

    /** A person who may sign in. */
    public record Person(String name, Role role, Instant since) {}

    /** What came of adding a person. */
    public sealed interface Addition {
        /** The person may sign in with this password, which is kept nowhere in clear. */
        record Added(Person person, String password) implements Addition {
            /** Prints no password. */
            @Override
            public String toString() {
                return "Added[" + person.name() + "]";
            }
        }

        /** Nothing changed; why, in words for a person. */
        record Refused(String why) implements Addition {}
    }

    /** Everybody who may sign in, by name. */
    public List<Person> all() {
        return jdbc.sql("select name, role, created_at from hw_user order by name")
                .query((row, number) -> new Person(
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Lets somebody in, with a password made up here. */
    public Addition add(String name, Role role) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        if (!NAME.matcher(wanted).matches()) {
            return new Addition.Refused(
                    "A sign-in name has letters, digits, dots, dashes, underscores or @, and starts with a letter or digit.");
        }
        String password = Secrets.password();
        Person person = new Person(wanted, role, clock.instant());
        if (!insertIfAbsent(person, password)) {
            return new Addition.Refused("Somebody already signs in by that name.");
        }
        audit.note("user-added", wanted);
        return new Addition.Added(person, password);
    }

    /** Locks somebody out for good; false when there is no such person or it is the last administrator. */
    public boolean remove(String name) {
        int removed = jdbc.sql("""
                        delete from hw_user where name = ?
                        and (role <> 'ADMINISTRATOR' or (select count(*) from hw_user where role = 'ADMINISTRATOR') > 1)""").param(name).update();
        if (removed == 1) {
            audit.note("user-removed", name);
        }
        return removed == 1;
    }

    /**
     * Changes a person's own password.
     *
     * @return why not, in words for a person; empty when it was changed
     */
    public Optional<String> changePassword(String name, String current, String wanted) {
        if (wanted.length() < SHORTEST_PASSWORD) {
            return Optional.of("Choose a password of at least " + SHORTEST_PASSWORD + " characters.");
        }
        if (wanted.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return Optional.of("Choose a password of at most " + MOST_BYTES + " characters.");
        }
        if (!passwords.matches(current, hashOf(name).orElse(""))) {
            return Optional.of("The current password is not right.");
        }
        setPassword(name, wanted);
        audit.note("password-changed", name);
        return Optional.empty();
    }

    UserDetails signingIn(String name) {
        return jdbc.sql("select name, password_hash, role from hw_user where name = ?")
                .param(name.strip().toLowerCase(Locale.ROOT))
                .query((row, number) -> details(
                        row.getString("name"), row.getString("password_hash"), Role.valueOf(row.getString("role"))))
                .optional()
                // Spring hides this behind "bad credentials" and spends the same time on it.
                .orElseThrow(() -> new UsernameNotFoundException("no such user"));
    }

    private static UserDetails details(String name, String hash, Role role) {
        String[] authorities =
                role.scopes().stream().map(scope -> Caller.SCOPE + scope).toArray(String[]::new);
        return User.withUsername(name).password(hash).authorities(authorities).build();
    }

    boolean none() {
        return jdbc.sql("select count(*) from hw_user").query(Long.class).single() == 0;
    }

    boolean insertIfAbsent(Person person, String password) {
        try {
            jdbc.sql("insert into hw_user (name, password_hash, role, created_at) values (?, ?, ?, ?)")
                    .params(
                            person.name(),
                            passwords.encode(password),
                            person.role().name(),
                            person.since().atOffset(ZoneOffset.UTC))
                    .update();
            return true;
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    /** Sees to it that the administrator of the settings exists and has the password of the settings. */
    void keepAdministrator(String name, String password) {
        Optional<String> hash = hashOf(name);
        if (hash.isEmpty()) {
            insertIfAbsent(new Person(name, Role.ADMINISTRATOR, clock.instant()), password);
        } else if (!passwords.matches(password, hash.get())) {
            setPassword(name, password);
        }
    }

    private void setPassword(String name, String password) {
        jdbc.sql("update hw_user set password_hash = ? where name = ?")
                .params(passwords.encode(password), name)
                .update();
    }

    private Optional<String> hashOf(String name) {
        return jdbc.sql("select password_hash from hw_user where name = ?")
                .param(name)
                .query(String.class)
                .optional();
    }
}

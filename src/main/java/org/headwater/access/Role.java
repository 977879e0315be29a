package org.headwater.access;

import java.util.List;
import java.util.Locale;

/** What a person who signs in to the console is there for. */
public enum Role {
    /** Declares feeds, gives out clients, looks after people's sign-ins; may do everything. */
    ADMINISTRATOR("admin", "intake/*", "user/*.cruds"),
    /** Looks at records and findings and sends files. */
    MEMBER("intake/*", "user/*.rs");

    private final List<String> scopes;

    Role(String... scopes) {
        this.scopes = List.of(scopes);
    }

    /** The word shown on screens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the role may do, in the words a token would carry. */
    List<String> scopes() {
        return scopes;
    }
}

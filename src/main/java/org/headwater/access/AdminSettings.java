package org.headwater.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first administrator.
 *
 * @param name how the administrator made at the first start signs in
 * @param password the administrator's password, kept in step with this setting at every start; without it one is made up
 *     at the first start
 */
@ConfigurationProperties(prefix = "headwater.admin", ignoreUnknownFields = false)
record AdminSettings(
        @DefaultValue("admin") String name, @Nullable String password) {

    AdminSettings {
        password = password == null || password.isBlank() ? null : password;
    }

    /** Prints no password. */
    @Override
    public String toString() {
        return "AdminSettings[" + name + "]";
    }
}

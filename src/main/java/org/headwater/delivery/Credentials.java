package org.headwater.delivery;

import org.jspecify.annotations.Nullable;

/**
 * How we show a destination who we are over HTTP. The secret itself is no part of a declaration, only its name.
 *
 * @param user of Basic authentication; null for a bearer token
 * @param secret the name below {@code headwater.delivery.secrets} under which the password or token is set
 */
public record Credentials(@Nullable String user, String secret) {}

package org.headwater.access;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** The gateway's own address, as its callers see it. */
@Component
class Addresses {
    private final SecuritySettings settings;

    Addresses(SecuritySettings settings) {
        this.settings = settings;
    }

    /** The configured address, else that of the request; without a slash at its end. */
    String base(UriComponentsBuilder ofRequest) {
        String base = settings.baseUrl() == null
                ? ofRequest.replacePath(null).replaceQuery(null).build().toUriString()
                : settings.baseUrl().toString();
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }
}

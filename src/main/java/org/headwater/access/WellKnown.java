package org.headwater.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Tells systems how to get a token: exactly what exists, and nothing that does not yet. */
@RestController
class WellKnown {
    private static final List<String> METHODS = List.of("client_secret_basic", "client_secret_post", "private_key_jwt");

    private final Addresses addresses;

    WellKnown(Addresses addresses) {
        this.addresses = addresses;
    }

    /** RFC 8414. */
    @GetMapping("/.well-known/oauth-authorization-server")
    Map<String, Object> authorizationServer() {
        return issuer();
    }

    /** SMART App Launch 2.2 §2.1. */
    @GetMapping("/.well-known/smart-configuration")
    Map<String, Object> smart() {
        Map<String, Object> told = issuer();
        told.put(
                "capabilities",
                List.of(
                        "client-confidential-asymmetric",
                        "client-confidential-symmetric",
                        "permission-v1",
                        "permission-v2"));
        return told;
    }

    private Map<String, Object> issuer() {
        String base = addresses.base(ServletUriComponentsBuilder.fromCurrentContextPath());
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("issuer", base);
        told.put("token_endpoint", base + "/oauth2/token");
        told.put("jwks_uri", base + "/oauth2/jwks");
        told.put("token_endpoint_auth_methods_supported", METHODS);
        told.put("token_endpoint_auth_signing_alg_values_supported", ClientKeys.ALGORITHM_NAMES);
        told.put("grant_types_supported", List.of("client_credentials"));
        told.put("response_types_supported", List.of());
        told.put("scopes_supported", List.of("system/*.rs", "system/*.cruds", "system/*.read", "system/*.write"));
        return told;
    }
}

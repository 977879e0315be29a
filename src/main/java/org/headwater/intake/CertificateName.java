package org.headwater.intake;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * A client certificate's subject, or those parts of one that must be in it.
 *
 * @param text as an administrator wrote it: {@code CN=lab.mercy.org,O=Mercy}
 */
record CertificateName(String text, Set<String> parts) {

    CertificateName {
        parts = Set.copyOf(parts);
    }

    static Optional<CertificateName> parse(String text) {
        Set<String> parts = parts(text);
        return parts.isEmpty() ? Optional.empty() : Optional.of(new CertificateName(text, parts));
    }

    private static Set<String> parts(String name) {
        try {
            return new LdapName(name)
                    .getRdns().stream().map(CertificateName::part).collect(Collectors.toSet());
        } catch (InvalidNameException e) {
            return Set.of();
        }
    }

    private static String part(Rdn rdn) {
        return (rdn.getType() + "=" + rdn.getValue()).toLowerCase(Locale.ROOT);
    }

    boolean fits(X500Principal subject) {
        return parts(subject.getName()).containsAll(parts);
    }

    @Override
    public String toString() {
        return text;
    }
}

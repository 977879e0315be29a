package org.headwater.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Who may connect, or send to a feed, over MLLP. An empty list says nothing; where both say something, both must hold.
 *
 * @param addresses where from
 * @param certificates subjects of client certificates
 */
record Peers(List<AddressRange> addresses, List<CertificateName> certificates) {

    static final Peers ANY = new Peers(List.of(), List.of());

    Peers {
        addresses = List.copyOf(addresses);
        certificates = List.copyOf(certificates);
    }

    /** Reads lists as administrators write them, and tells what is wrong with each entry. */
    static Peers read(List<String> addresses, List<String> certificates, Consumer<String> problems) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : addresses) {
            AddressRange.parse(text)
                    .ifPresentOrElse(
                            ranges::add,
                            () -> problems.accept(
                                    "\"" + text
                                            + "\" is no address; write numbers, such as 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32"));
        }
        List<CertificateName> names = new ArrayList<>();
        for (String text : certificates) {
            CertificateName.parse(text)
                    .ifPresentOrElse(
                            names::add,
                            () -> problems.accept("\"" + text
                                    + "\" is no subject of a certificate; write CN=lab.mercy.org, or more of it:"
                                    + " CN=lab.mercy.org,O=Mercy"));
        }
        return new Peers(ranges, names);
    }

    static Peers of(List<String> addresses, List<String> certificates) {
        List<String> problems = new ArrayList<>();
        Peers peers = read(addresses, certificates, problems::add);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return peers;
    }

    boolean any() {
        return addresses.isEmpty() && certificates.isEmpty();
    }

    boolean allowAddress(MllpPeer peer) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(peer.address()));
    }

    boolean allowCertificate(MllpPeer peer) {
        return certificates.isEmpty()
                || peer.subject()
                        .map(subject -> certificates.stream().anyMatch(name -> name.fits(subject)))
                        .orElse(false);
    }

    boolean allow(MllpPeer peer) {
        return allowAddress(peer) && allowCertificate(peer);
    }

    List<String> addressTexts() {
        return addresses.stream().map(AddressRange::text).collect(Collectors.toList());
    }

    List<String> certificateTexts() {
        return certificates.stream().map(CertificateName::text).collect(Collectors.toList());
    }
}

package org.headwater.intake;

import java.net.InetAddress;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * The other end of a connection.
 *
 * @param port ours, that it connected to
 * @param subject of the certificate it showed; empty without one
 */
record MllpPeer(InetAddress address, int port, Optional<X500Principal> subject) {}

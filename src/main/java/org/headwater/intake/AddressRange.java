package org.headwater.intake;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses that have their first bits in common.
 *
 * @param text as an administrator wrote it: {@code 10.1.0.0/16}, {@code 10.1.2.3}, {@code 2001:db8::/32}
 */
record AddressRange(String text, InetAddress first, int bits) {

    /** Only numbers: a name would be looked up, and what it then stands for nobody would see. */
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text.strip() : text.substring(0, slash).strip();
        if (!NUMERIC.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress first = InetAddress.getByName(address);
            int all = first.getAddress().length * 8;
            int bits =
                    slash < 0 ? all : Integer.parseInt(text.substring(slash + 1).strip());
            return bits < 0 || bits > all ? Optional.empty() : Optional.of(new AddressRange(text, first, bits));
        } catch (UnknownHostException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((mine[i / 8] & mask) != (other[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}

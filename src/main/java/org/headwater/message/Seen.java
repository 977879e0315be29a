package org.headwater.message;

import java.util.HashSet;
import java.util.Set;

/** What came before, as far back as memory is worth it: digests, and not for ever. */
final class Seen {

    private static final int MOST = 200_000;

    private final Set<Long> digests = new HashSet<>();

    /** Takes note of a text; tells whether it is new. */
    boolean add(String text) {
        if (digests.size() >= MOST) {
            digests.clear();
        }
        long digest = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            digest = 31 * digest + text.charAt(i);
        }
        return digests.add(digest);
    }
}

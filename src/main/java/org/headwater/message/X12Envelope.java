package org.headwater.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands around a transaction's content.
 *
 * @param interchange ISA
 * @param group GS; null when the sender left it out
 * @param header ST; outside any transaction, the segment that stands in its place (TA1)
 */
record X12Envelope(X12Segment interchange, @Nullable X12Segment group, X12Segment header) {

    List<X12Segment> segments() {
        return group == null ? List.of(interchange, header) : List.of(interchange, group, header);
    }

    /** What GS08 says: version, release and guide. */
    String version() {
        return group == null ? "" : group.element(8);
    }
}

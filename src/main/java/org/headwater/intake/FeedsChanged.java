package org.headwater.intake;

import java.util.List;

/**
 * Feeds were declared or changed.
 *
 * @param feeds all that are declared now
 */
public record FeedsChanged(List<Feed> feeds) {}

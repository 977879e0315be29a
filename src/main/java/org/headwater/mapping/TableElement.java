package org.headwater.mapping;

import org.jspecify.annotations.Nullable;

/**
 * A dictionary element that mappings of tables record.
 *
 * @param name the element's name
 * @param conceptMap the concept map its values go through; null when they are recorded as they are
 * @param othersKept whether a value the map lacks is recorded in the sender's own words, rather than left out
 */
public record TableElement(String name, @Nullable String conceptMap, boolean othersKept) {}

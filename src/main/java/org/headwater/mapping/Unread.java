package org.headwater.mapping;

/**
 * A place that holds data no rule read.
 *
 * @param place in the format's own words, without repetition, row or line numbers ({@code ZPD-3}, {@code column "Boxes"}):
 *     the same for all units that hold it
 * @param location where it first stands in this unit ({@code ZPD[2]-3})
 */
public record Unread(String place, String location) {}

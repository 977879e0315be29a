package org.headwater.intake;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A share of the lanes, for one worker. A lane is chosen by feed and person: units about one person on one feed share it
 * and take effect in the order they were accepted, different people go in parallel. Lanes are dealt in slots, so that a
 * share is said in few words.
 *
 * @param slots from 0 to {@link #SLOTS} - 1
 */
public record Lanes(Set<Integer> slots) {

    /** How many lanes there are. */
    public static final int COUNT = 256;

    /** How many slots the lanes are dealt in; a worker has at least one, so this is the most workers there can be. */
    public static final int SLOTS = 32;

    public Lanes {
        slots = Set.copyOf(slots);
    }

    /** Every lane. */
    public static Lanes all() {
        return new Lanes(IntStream.range(0, SLOTS).boxed().collect(Collectors.toSet()));
    }

    /** This share dealt anew among some workers: what the one of a number, from 0, gets of it. */
    public Lanes dealt(int worker, int workers) {
        return new Lanes(slots.stream().filter(slot -> slot % workers == worker).collect(Collectors.toSet()));
    }

    /** The slots as a list for SQL: {@code 0,1,2}. */
    String list() {
        return new TreeSet<>(slots).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The lane of a unit; units that name nobody share the one lane of their feed. */
    static int of(FeedId feed, @Nullable Digest person) {
        Digest chooser = person == null ? Digest.of(feed.value().getBytes(StandardCharsets.UTF_8)) : person;
        return Math.floorMod(chooser.prefix(), COUNT);
    }

    /** What stands for a person in the inbox, so that the key itself need not. */
    static Digest person(FeedId feed, String personKey) {
        return Digest.of((feed + "\n" + personKey).getBytes(StandardCharsets.UTF_8));
    }
}

package org.headwater.problem;

/**
 * Where in the sender's own data something stands, in the sender's own words: {@code PID-3[2].1}, {@code 2300/CLM05-1
 * (segment 17)}, {@code row 4, column "DOB"}, {@code line 212}. Never holds a value from the data, so that a location may
 * be logged.
 *
 * @param path the place as its format's practitioners write it; empty for the unit as a whole
 */
public record Location(String path) {
    /** The unit as a whole. */
    public static final Location WHOLE = new Location("");

    @Override
    public String toString() {
        return path;
    }
}

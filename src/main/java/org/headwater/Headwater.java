package org.headwater;

/** Starts Headwater. */
public final class Headwater {
    private Headwater() {}

    public static void main(String[] args) {}
}

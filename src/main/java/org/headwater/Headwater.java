package org.headwater;

import org.springframework.boot.SpringApplication;

/** Starts Headwater. */
public final class Headwater {
    private Headwater() {}

    public static void main(String[] args) {
        SpringApplication.run(Gateway.class, args);
    }
}

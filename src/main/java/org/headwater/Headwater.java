package org.headwater;

import org.headwater.cli.Commands;
import org.springframework.boot.SpringApplication;

/** Runs a command where one is named, else starts the gateway. */
public final class Headwater {
    private Headwater() {}

    public static void main(String[] args) {
        if (Commands.called(args)) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(Gateway.class, args);
    }
}

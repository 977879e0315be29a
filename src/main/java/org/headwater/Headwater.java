package org.headwater;

import org.headwater.cli.Commands;
import org.springframework.boot.SpringApplication;

/** Runs a command where one is named, else starts the gateway. */
public final class Headwater {
    private Headwater() {}

    public static void main(String[] args) {
        // HAPI sets properties only Woodstox knows; another StAX parser on the class path must not be found before it.
        System.setProperty("javax.xml.stream.XMLInputFactory", "com.ctc.wstx.stax.WstxInputFactory");
        System.setProperty("javax.xml.stream.XMLOutputFactory", "com.ctc.wstx.stax.WstxOutputFactory");
        System.setProperty("javax.xml.stream.XMLEventFactory", "com.ctc.wstx.stax.WstxEventFactory");
        if (Commands.called(args)) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(Gateway.class, args);
    }
}

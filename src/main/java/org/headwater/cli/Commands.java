package org.headwater.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Headwater's commands. Exit codes: 0 well, 1 something was found wrong, 2 called wrongly. */
@CommandLine.Command(
        name = "headwater",
        description = "Health-data interoperability gateway. Without a command the gateway starts.",
        subcommands = {
            MapCommand.class,
            CheckCommand.class,
            DocsCommand.class,
            TemplatesCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Commands {

    private Commands() {}

    /** Whether these arguments call a command rather than start the gateway. */
    public static boolean called(String... args) {
        if (args.length == 0) {
            return false;
        }
        return commandLine().getSubcommands().containsKey(args[0])
                || List.of("-h", "--help", "-V", "--version").contains(args[0]);
    }

    /** Runs a command; answers the exit code. */
    public static int run(String... args) {
        // Standard output belongs to the command's result.
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").setLevel(Level.OFF);
        return commandLine().execute(args);
    }

    private static CommandLine commandLine() {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        return new CommandLine(new Commands()).setOut(out);
    }
}

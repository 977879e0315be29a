package org.headwater.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks v2 messages by the million: {@code bench/run fuzz [inputs] [first]}. Not a test; {@link FuzzTests} is. */
public final class FuzzBench {

    private static final long STUCK_NANOS = 60_000_000_000L;

    private FuzzBench() {}

    public static void main(String[] args) throws IOException {
        long inputs = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Fuzzing fuzzing = new Fuzzing();
        Path folder = Files.createDirectories(Path.of("target", "bench", "fuzz"));
        watch(fuzzing, folder);
        Figures figures = new Figures("fuzz");
        figures.setting("first input", first);
        figures.setting("heap MiB", Runtime.getRuntime().maxMemory() >> 20);
        long start = System.nanoTime();
        for (long done = 0; done < inputs; ) {
            long some = Math.min(10_000, inputs - done);
            fuzzing.run(first + done, first + done + some);
            done += some;
            if (done % 100_000 == 0) {
                System.out.println(done + " inputs, " + fuzzing.faults().size() + " faults");
            }
        }
        figures.add("rate", inputs / ((System.nanoTime() - start) / 1e9), "inputs/s");
        fuzzing.tell(figures);
        for (var fault : fuzzing.faults().entrySet()) {
            long number = Long.parseLong(fault.getValue().replaceAll("\\D", ""));
            Path kept = folder.resolve(number + ".hl7");
            Files.write(kept, fuzzing.message(number));
            System.out.println(fault.getKey() + ": " + kept);
        }
        figures.write();
        System.exit(fuzzing.faults().isEmpty() ? 0 : 1);
    }

    /** Ends the run when a message hangs, and says where. */
    private static void watch(Fuzzing fuzzing, Path folder) {
        Thread main = Thread.currentThread();
        Thread watch = new Thread(() -> {
            while (fuzzing.underWay() < STUCK_NANOS) {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    return;
                }
            }
            long number = fuzzing.current();
            System.out.println("input " + number + " hangs");
            for (StackTraceElement frame : main.getStackTrace()) {
                System.out.println("  at " + frame);
            }
            try {
                Files.write(folder.resolve(number + ".hl7"), fuzzing.message(number));
            } catch (IOException e) {
                System.out.println("not kept: " + e.getClass().getSimpleName());
            }
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.start();
    }
}

package io.berth;

import io.berth.io.Product;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's entry point. */
public final class Berthd {
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    private Berthd() {}

    public static void main(String[] arguments) throws InterruptedException {
        // Before anything logs or starts a virtual thread: both are read once.
        System.setProperty("java.util.logging.manager", Logs.LastingManager.class.getName());
        raiseParallelism();
        try {
            CommandLine line = CommandLine.parse(List.of(arguments));
            switch (line.wish()) {
                case HELP -> System.out.print(Usage.text());
                case VERSION -> System.out.println(Product.NAME + " version " + Product.VERSION);
                case RUN -> run(line.settings());
            }
        } catch (ConfigException | IOException e) {
            System.err.println("berthd: " + e.getMessage());
            System.exit(1);
        }
    }

    /** File reads hold a virtual thread's carrier, hence more carriers than cores. A flag of the JVM says otherwise. */
    private static void raiseParallelism() {
        if (System.getProperty(PARALLELISM) == null) {
            System.setProperty(PARALLELISM, "32");
        }
    }

    private static void run(Settings flags) throws IOException, InterruptedException {
        long start = System.nanoTime();
        ConfigSource source = new ConfigSource(flags, Surroundings.ofProcess());
        ConfigSource.Loaded loaded = source.read();
        Logs.toStandardError(loaded.config().logLevel());
        Logger log = LoggerFactory.getLogger(Berthd.class);
        loaded.meaningless().forEach(key -> log.warn("the directive {} has no effect here", key));
        Daemon daemon = new Daemon();
        if (!isStoppedBySigterm(daemon, log)) {
            return; // it came already
        }
        daemon.start(loaded, source::read);
        if (!daemon.isClosed()) {
            if (!Hangup.then(daemon::onHangup)) {
                log.warn(
                        "SIGHUP was ignored when this began (nohup), and so it stays: POST /berth/registries/reload does the same");
            }
            long took = (System.nanoTime() - start) / 1_000_000;
            log.info("{} {} is ready after {} ms", Product.NAME, Product.VERSION, took);
        }
        new CountDownLatch(1).await();
    }

    /** The JVM ends with 143 of its own accord after SIGTERM, once this hook has run. Whether the JVM is still to end. */
    private static boolean isStoppedBySigterm(Daemon daemon, Logger log) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon, log), "stop"));
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    private static void stop(Daemon daemon, Logger log) {
        if (!daemon.isClosed()) {
            log.info("stopping");
            daemon.close();
        }
    }
}

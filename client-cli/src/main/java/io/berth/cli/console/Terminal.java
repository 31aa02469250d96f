package io.berth.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which streams are a terminal, and how wide it is. */
public interface Terminal {
    /** Taken where the width cannot be known. */
    int WIDTH_UNKNOWN = 80;

    /** Of stream 0, 1 or 2. */
    boolean isTerminal(int stream);

    /** Columns of the terminal, {@link #WIDTH_UNKNOWN} without one. */
    int width();

    /** Whether what is typed is shown; off while a password is. */
    default void echo(boolean shown) {}

    /**
     * Asks Linux's /proc, as {@code System.console()} costs a fifth of the start time; the width is
     * asked of {@code stty} only when a command needs it.
     */
    static Terminal ofProcess(String columns) {
        return new Terminal() {
            private int width;

            @Override
            public boolean isTerminal(int stream) {
                try {
                    String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream))
                            .toString();
                    return target.startsWith("/dev/pts/")
                            || target.startsWith("/dev/tty")
                            || target.equals("/dev/console");
                } catch (IOException | UnsupportedOperationException e) {
                    return false;
                }
            }

            @Override
            public int width() {
                if (width == 0) {
                    width = measured(columns);
                }
                return width;
            }

            @Override
            public void echo(boolean shown) {
                stty(shown ? "echo" : "-echo");
                if (!shown) {
                    // A Ctrl-C must not leave a terminal that shows nothing.
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> stty("echo")));
                }
            }
        };
    }

    private static void stty(String setting) {
        try {
            new ProcessBuilder("stty", setting)
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // No terminal that could show anything.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int measured(String columns) {
        int given = number(columns);
        if (given > 0) {
            return given;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            int asked = number(size.substring(size.indexOf(' ') + 1));
            return asked > 0 ? asked : WIDTH_UNKNOWN;
        } catch (IOException e) {
            return WIDTH_UNKNOWN;
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

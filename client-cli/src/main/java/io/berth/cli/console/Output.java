package io.berth.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text to a stream as UTF-8, whatever the locale, as Go programs write it. Kept back until
 * {@link #flush}. Once the reader is gone nothing more is written and nothing is said about it.
 */
public final class Output {
    private static final int BUFFER = 8192;

    private final OutputStream out;
    private final StringBuilder text = new StringBuilder();
    private boolean broken;

    public Output(OutputStream out) {
        this.out = out;
    }

    public Output print(String part) {
        text.append(part);
        if (text.length() >= BUFFER) {
            flush();
        }
        return this;
    }

    public Output line(String line) {
        return print(line).print("\n");
    }

    public void flush() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        try {
            if (!broken) {
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            broken = true;
        }
    }

    /** Hands on all bytes of a stream, behind the text so far. */
    public void copy(InputStream in) throws IOException {
        flush();
        in.transferTo(out);
        out.flush();
    }

    /** Whether the reader is gone: a command that streams can stop. */
    public boolean isBroken() {
        return broken;
    }
}

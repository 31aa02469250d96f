package io.berth.cli.command;

import io.berth.cli.console.Console;
import io.berth.cli.console.Output;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import io.berth.cli.text.Sizes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shows an engine's progress rows. On a terminal every id has its line, which is rewritten in
 * place; the lines end where a row without an id comes. Elsewhere each status is a line and rows
 * with counts are left out, as they would be thousands.
 */
final class Progress {
    private static final int BAR = 50;
    private static final int WIDTH_FOR_BAR = 110;
    private static final int WIDTH_FOR_TIME = 50;

    /** When a line's transfer was first seen, and at which byte. */
    private record Start(long nanos, long current) {}

    private final Console console;
    private final boolean terminal;
    private final boolean quiet;
    private final LongSupplier nanos;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Start> starts = new HashMap<>();

    Progress(Console console, boolean terminal, boolean quiet, LongSupplier nanos) {
        this.console = console;
        this.terminal = terminal;
        this.quiet = quiet;
        this.nanos = nanos;
    }

    static Progress to(Console console, boolean quiet) {
        return new Progress(console, !quiet && console.isOutTerminal(), quiet, System::nanoTime);
    }

    /** A row that is an error ends the command with its text. */
    void show(JsonObject row) {
        if (!row.text("error").isEmpty() || row.has("errorDetail")) {
            String detail = row.object("errorDetail").text("message");
            throw new CliException(detail.isEmpty() ? row.text("error") : detail);
        }
        boolean silent = row.has("aux") && row.text("status").isEmpty();
        if (quiet || silent) {
            return;
        }
        String id = row.text("id");
        boolean hasProgress = row.get("progressDetail") instanceof JsonObject;
        int up = 0;
        if (!id.isEmpty() && hasProgress) {
            up = line(id);
        } else {
            lines.clear();
        }
        print(row, id, hasProgress);
        if (up > 0) {
            console.out().print("\u001b[" + up + "B");
        }
    }

    /** Puts the cursor on the id's line; how many lines up that was. */
    private int line(String id) {
        Integer line = lines.get(id);
        Output out = console.out();
        if (line == null) {
            line = lines.size();
            lines.put(id, line);
            out.print(terminal ? "\n" : "");
        }
        int up = terminal ? lines.size() - line : 0;
        out.print(up > 0 ? "\u001b[" + up + "A" : "");
        return up;
    }

    private void print(JsonObject row, String id, boolean hasProgress) {
        Output out = console.out();
        String status = row.text("status");
        String counts = hasProgress ? counts(id + status, row.object("progressDetail")) : "";
        boolean rewrites = terminal && hasProgress && row.text("stream").isEmpty();
        if (!rewrites && !counts.isEmpty()) {
            return;
        }
        out.print(rewrites ? "\u001b[2K\r" : "").print(id.isEmpty() ? "" : id + ": ");
        if (rewrites) {
            out.print(status).print(" ").print(counts).print("\r");
        } else if (!row.text("stream").isEmpty()) {
            out.print(row.text("stream"));
        } else {
            out.line(status);
        }
    }

    /** The bar, the numbers, the speed and the time left, as far as the row and the terminal's width give them. */
    private String counts(String key, JsonObject detail) {
        long current = detail.number("current");
        long total = detail.number("total");
        if (current <= 0 && total <= 0) {
            return "";
        }
        if (!terminal) {
            return "counts";
        }
        if (!detail.text("units").isEmpty() && !detail.text("units").equals("bytes")) {
            return total > 0
                    ? current + "/" + total + " " + detail.text("units")
                    : current + " " + detail.text("units");
        }
        String size = Sizes.human(current);
        if (total <= 0) {
            return right(size);
        }
        int width = console.terminal().width();
        StringBuilder out = new StringBuilder();
        int half = (int) Math.min(current * BAR / total, BAR);
        if (width > WIDTH_FOR_BAR) {
            out.append('[')
                    .append("=".repeat(half))
                    .append('>')
                    .append(" ".repeat(BAR - half))
                    .append("]  ");
        }
        if (!detail.flag("hidecounts")) {
            out.append(current > total ? right(size) : right(size) + "/" + Sizes.human(total));
        }
        if (width > WIDTH_FOR_TIME && half < BAR) {
            out.append(rate(key, current, total));
        }
        return out.toString();
    }

    private String rate(String key, long current, long total) {
        long now = nanos.getAsLong();
        Start start = starts.computeIfAbsent(key, _ -> new Start(now, current));
        double seconds = (now - start.nanos) / 1e9;
        double speed = (double) (current - start.current) / Math.max(seconds, 1e-3);
        if (seconds < 0.2 || speed <= 0) {
            return "";
        }
        return "  " + Sizes.three((long) speed) + "/s  " + left((long) ((double) (total - current) / speed));
    }

    private static String left(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        String minutes = seconds / 60 % 60 + "m" + seconds % 60 + "s";
        return seconds < 3600 ? minutes : seconds / 3600 + "h" + minutes;
    }

    private static String right(String size) {
        return " ".repeat(Math.max(0, 8 - size.length())) + size;
    }
}

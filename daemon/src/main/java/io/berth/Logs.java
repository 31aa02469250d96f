package io.berth;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up the logger behind slf4j: one line an entry, to standard error. */
final class Logs {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withLocale(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Logger OURS = Logger.getLogger("io.berth");

    /** Kept from being collected, and their levels with them. */
    private static final Logger[] QUIET = {
        // Tells of streams that were cut, which the writer's side has told already.
        Logger.getLogger("org.springframework.web.server.adapter.HttpWebHandlerAdapter"),
        Logger.getLogger("reactor.netty")
    };

    private Logs() {}

    /** Must run before anything logs. */
    static void toStandardError(LogLevel level) {
        Handler handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler preset : root.getHandlers()) {
            root.removeHandler(preset);
        }
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        level(level);
        for (Logger quiet : QUIET) {
            quiet.setLevel(Level.OFF);
        }
    }

    /** What is logged from now on. */
    static void level(LogLevel level) {
        OURS.setLevel(level.level());
        for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            handler.setLevel(level.level());
        }
    }

    /** The manager that forgets nothing: the JDK's drops all handlers when the JVM begins to end, and the stop is told later. */
    public static final class LastingManager extends LogManager {
        @Override
        public void reset() {}
    }

    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord entry) {
            StringBuilder line = new StringBuilder(160);
            line.append(TIME.format(Instant.ofEpochMilli(entry.getMillis())));
            line.append(' ').append(name(entry.getLevel())).append(' ');
            line.append(formatMessage(entry).replace("\n", "\\n").replace("\r", "\\r"));
            if (entry.getThrown() != null) {
                StringWriter trace = new StringWriter();
                entry.getThrown().printStackTrace(new PrintWriter(trace));
                line.append('\n').append(trace.toString().stripTrailing());
            }
            return line.append('\n').toString();
        }

        private static String name(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (level.intValue() >= Level.WARNING.intValue()) {
                return "WARN";
            }
            return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
        }
    }
}

package io.berth;

import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;

/** How much is logged, in dockerd's names. */
enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL;

    static LogLevel parse(String text) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ConfigException("invalid logging level: " + text));
    }

    Level level() {
        return switch (this) {
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR, FATAL -> Level.SEVERE;
        };
    }
}

package io.berth.image;

import io.berth.problem.Problem.InvalidParameter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code HEALTHCHECK NONE}, or {@code HEALTHCHECK [--interval=…] … CMD …}. */
final class Healthchecks {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern FLAG = Pattern.compile("--([a-z-]+)=(\\S+)\\s*");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ns|us|ms|s|m|h)");
    private static final Map<String, String> TIMES = Map.of(
            "interval", "Interval",
            "timeout", "Timeout",
            "start-period", "StartPeriod",
            "start-interval", "StartInterval");

    private Healthchecks() {}

    /** The check that {@code text} describes; {@code command} reads what it runs. */
    static ObjectNode of(String text, Function<String, ArrayNode> command) {
        ObjectNode check = JSON.createObjectNode();
        Matcher flag = FLAG.matcher(text);
        int at = 0;
        while (flag.find() && flag.start() == at) {
            put(check, flag.group(1), flag.group(2));
            at = flag.end();
        }
        String[] rest = text.substring(at).split("\\s+", 2);
        String what = rest.length > 1 ? rest[1].strip() : "";
        switch (rest[0].toUpperCase(Locale.ROOT)) {
            case "NONE" -> check.putArray("Test").add("NONE");
            case "CMD" -> test(check, what, command);
            case "" -> throw new InvalidParameter("HEALTHCHECK requires at least one argument");
            default -> throw new InvalidParameter("Unknown type in HEALTHCHECK (try CMD)");
        }
        return check;
    }

    private static void test(ObjectNode check, String text, Function<String, ArrayNode> command) {
        if (text.isEmpty()) {
            throw new InvalidParameter("Missing command after HEALTHCHECK CMD");
        }
        ArrayNode run = command.apply(text);
        ArrayNode test = check.putArray("Test");
        boolean isShell =
                run.size() > 1 && run.get(run.size() - 1).stringValue("").equals(text);
        test.add(isShell ? "CMD-SHELL" : "CMD");
        if (isShell) {
            test.add(text);
        } else {
            test.addAll(run);
        }
    }

    private static void put(ObjectNode check, String flag, String value) {
        String member = TIMES.get(flag);
        if (member != null) {
            check.put(member, nanos(flag, value));
        } else if (flag.equals("retries") && value.matches("[1-9][0-9]{0,8}")) {
            check.put("Retries", Integer.parseInt(value));
        } else {
            throw new InvalidParameter("bad flag of HEALTHCHECK: --" + flag + '=' + value);
        }
    }

    /** Go's notation, {@code 1m30s}, in nanoseconds. */
    private static long nanos(String flag, String value) {
        Duration all = Duration.ZERO;
        Matcher part = TIME.matcher(value);
        int at = 0;
        while (part.find() && part.start() == at) {
            all = all.plus(part(Long.parseLong(part.group(1)), part.group(2)));
            at = part.end();
        }
        if (at != value.length() || all.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidParameter("bad flag of HEALTHCHECK: --" + flag + '=' + value);
        }
        return all.toNanos();
    }

    private static Duration part(long count, String unit) {
        return switch (unit) {
            case "ns" -> Duration.ofNanos(count);
            case "us" -> Duration.ofNanos(count * 1000);
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}

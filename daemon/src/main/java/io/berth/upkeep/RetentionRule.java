package io.berth.upkeep;

import io.berth.image.Glob;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.upkeep.Holding.Place;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stays and what goes, of the repositories that it is about. A tag goes where every condition of the rule says so.
 *
 * @param in where; null for everywhere
 * @param repositories a pattern of repositories; null for all, and for what has no name
 * @param keepLast how many of a repository's tags stay, the newest ones; 0 where that is no condition
 * @param unusedFor how long it must not have been used; zero where that is no condition
 * @param above how full the disk must be; null where that is no condition
 * @param downTo with {@code above}: how full it is to be afterwards; the least recently used goes first
 */
public record RetentionRule(
        @Nullable Place in,
        @Nullable String repositories,
        int keepLast,
        Duration unusedFor,
        @Nullable Level above,
        @Nullable Level downTo) {
    private static final Set<String> KEYS = Set.of("in", "repository", "keep-last", "unused-for", "above", "down-to");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,5})([smhdw])");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,5}");

    /**
     * Reads a rule, such as {@code repository=team/*,keep-last=3,unused-for=30d}.
     *
     * @throws InvalidParameter where it is none
     */
    public static RetentionRule parse(String text) {
        Map<String, String> parts = parts(text);
        String above = parts.get("above");
        String downTo = parts.get("down-to");
        if ((above == null) != (downTo == null)) {
            throw bad(text, "above and down-to belong together");
        }
        RetentionRule rule = new RetentionRule(
                place(text, parts.get("in")),
                pattern(text, parts.get("repository")),
                count(text, parts.get("keep-last")),
                duration(text, parts.get("unused-for")),
                above == null ? null : Level.parse(above),
                downTo == null ? null : Level.parse(downTo));
        if (rule.keepLast == 0 && rule.unusedFor.isZero() && above == null) {
            throw bad(text, "keep-last, unused-for or above is expected");
        }
        if (rule.above != null && rule.downTo != null && !rule.downTo.isBelow(rule.above)) {
            throw bad(text, "down-to must be less than above, and of the same kind");
        }
        return rule;
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key) || parts.put(key, part.substring(equals + 1)) != null) {
                throw bad(text, "\"" + part + "\" is not understood");
            }
        }
        return parts;
    }

    private static @Nullable Place place(String text, @Nullable String in) {
        return switch (in) {
            case null -> null;
            case "images" -> Place.IMAGES;
            case "registry" -> Place.REGISTRY;
            default -> throw bad(text, "in is images or registry");
        };
    }

    private static @Nullable String pattern(String text, @Nullable String pattern) {
        if (pattern != null && Glob.compile(pattern).isEmpty()) {
            throw bad(text, "\"" + pattern + "\" is no pattern");
        }
        return pattern;
    }

    private static int count(String text, @Nullable String count) {
        if (count != null && !COUNT.matcher(count).matches()) {
            throw bad(text, "keep-last is a number from 1 on");
        }
        return count == null ? 0 : Integer.parseInt(count);
    }

    private static Duration duration(String text, @Nullable String duration) {
        if (duration == null) {
            return Duration.ZERO;
        }
        Matcher parts = DURATION.matcher(duration);
        if (!parts.matches() || parts.group(1).matches("0+")) {
            throw bad(text, "unused-for is a duration, such as 12h, 30d or 8w");
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }

    private static InvalidParameter bad(String text, String why) {
        return new InvalidParameter("invalid retention rule \"" + text + "\": " + why);
    }

    /** Whether the rule is about a repository there; {@code ""} is that of what has no name. */
    boolean concerns(Place place, String repository) {
        if (in != null && in != place) {
            return false;
        }
        if (repositories == null) {
            return true;
        }
        return !repository.isEmpty()
                && Glob.compile(repositories)
                        .filter(glob -> glob.matches(repository))
                        .isPresent();
    }
}

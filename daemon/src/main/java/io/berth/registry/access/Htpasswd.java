package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Users and the bcrypt hashes of their passwords, as {@code htpasswd -B} writes them: {@code name:$2y$10$…}, one a line;
 * empty lines and those that begin with {@code #} say nothing.
 *
 * @param hashes by name
 */
record Htpasswd(Map<String, String> hashes) {
    static final Htpasswd NOBODY = new Htpasswd(Map.of());

    private static final int COST_MIN = 4;
    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

    Htpasswd {
        hashes = Map.copyOf(hashes);
    }

    /**
     * Reads the text of such a file.
     *
     * @throws Corrupt with the number of the first line that is anything else, and never with its hash
     */
    static Htpasswd parse(String text) {
        Map<String, String> hashes = new HashMap<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || colon > Limits.USER_NAME_LENGTH_MAX) {
                throw bad(number, "name:hash is expected");
            }
            String name = line.substring(0, colon);
            if (hashes.put(name, hash(number, name, line.substring(colon + 1))) != null) {
                throw bad(number, "the user " + name + " stands there twice");
            }
        }
        return new Htpasswd(hashes);
    }

    private static String hash(int number, String name, String hash) {
        Matcher parts = HASH.matcher(hash);
        if (!parts.matches()) {
            throw bad(number, "the password of " + name + " is not hashed with bcrypt: htpasswd -B does that");
        }
        int cost = Integer.parseInt(parts.group(1));
        if (cost < COST_MIN || cost > Limits.BCRYPT_COST_MAX) {
            throw bad(
                    number,
                    "the password of " + name + " is hashed at cost " + cost + ": " + COST_MIN + " to "
                            + Limits.BCRYPT_COST_MAX + " is expected");
        }
        return hash;
    }

    private static Corrupt bad(int line, String why) {
        return new Corrupt(Subject.STORE, "line " + line + ": " + why);
    }

    boolean has(String user) {
        return hashes.containsKey(user);
    }

    @Nullable
    String hash(String user) {
        return hashes.get(user);
    }

    /** The highest cost of all, which is what it takes to refuse somebody whom nobody knows. */
    int cost() {
        return hashes.values().stream()
                .mapToInt(hash -> Integer.parseInt(hash.substring(4, 6)))
                .max()
                .orElse(COST_MIN);
    }
}

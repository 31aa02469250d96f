package io.berth;

import io.berth.remote.Proxies;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings as they were written, from flags, from the file, or both. */
final class Settings {
    private final Map<Option, List<String>> values = new EnumMap<>(Option.class);

    /** A second value replaces the first, except in lists. */
    void put(Option option, String value) {
        List<String> present = values.computeIfAbsent(option, _ -> new ArrayList<>());
        if (!option.kind().isRepeated()) {
            present.clear();
        }
        present.add(value);
    }

    /** An empty list is a setting too. */
    void putAll(Option option, List<String> list) {
        values.put(option, new ArrayList<>(list));
    }

    boolean has(Option option) {
        return values.containsKey(option);
    }

    List<String> all(Option option) {
        return values.getOrDefault(option, List.of());
    }

    Optional<String> one(Option option) {
        return all(option).stream().findFirst();
    }

    /**
     * These flags and the settings of a file together.
     *
     * @throws ConfigException where both have a setting
     */
    Settings with(Settings file) {
        List<String> twice = new ArrayList<>();
        Settings merged = new Settings();
        for (Option option : Option.values()) {
            if (has(option) && file.has(option)) {
                twice.add("%s: (from flag: %s, from file: %s)"
                        .formatted(lastPart(option.key()), shown(option), file.shown(option)));
            }
            Settings source = has(option) ? this : file;
            if (source.has(option)) {
                merged.putAll(option, source.all(option));
            }
        }
        if (!twice.isEmpty()) {
            throw new ConfigException("the following directives are specified both as a flag and in the configuration"
                    + " file: " + String.join(", ", twice));
        }
        return merged;
    }

    private String shown(Option option) {
        if (option == Option.HTTP_PROXY || option == Option.HTTPS_PROXY) {
            return Proxies.masked(all(option).getFirst());
        }
        if (option.kind() == Kind.OBJECTS) {
            return "[" + all(option).size() + " objects]"; // what is in them may be a secret
        }
        return option.kind() == Kind.LIST
                ? "[" + String.join(" ", all(option)) + "]"
                : all(option).getFirst();
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}

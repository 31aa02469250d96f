package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.io.Loopback;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an access file (docs/decisions has its form); what it does not know it refuses, and never overlooks. */
final class AccessReader {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmgt]?)");
    private static final String UNITS = "kmgt";
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9._:/-]{1,255}");

    private final Path file;

    private AccessReader(Path file) {
        this.file = file;
    }

    /**
     * Reads the bytes of a file.
     *
     * @param file what its names of other files are relative to
     * @throws Corrupt with the reason where it is no access file
     */
    static AccessFile read(Path file, byte[] bytes) {
        return new AccessReader(file).file(Fields.read(bytes, Subject.STORE, "access file"));
    }

    private AccessFile file(Fields all) {
        all.only("users", "groups", "rules", "immutable", "quotas", "tokens", "issuer");
        Map<String, Set<String>> groups = groups(all);
        List<Rules.Rule> rules = listed(all, "rules", rule -> rule(rule, groups.keySet()));
        return new AccessFile(
                all.text("users").isEmpty() ? null : file.resolveSibling(all.text("users")),
                new Rules(groups, rules),
                new ImmutableTags(listed(all, "immutable", AccessReader::immutable)),
                new Quotas(listed(all, "quotas", AccessReader::quota)),
                tokens(all.objectOrNull("tokens")),
                issuer(all.objectOrNull("issuer")));
    }

    private static <T> List<T> listed(Fields all, String name, Function<Fields, T> reader) {
        List<T> rules = all.objects(name, reader);
        if (rules.size() > Limits.ACCESS_RULES_MAX) {
            throw bad("more than " + Limits.ACCESS_RULES_MAX + " " + name);
        }
        return rules;
    }

    private static Map<String, Set<String>> groups(Fields all) {
        Fields groups = all.objectOrNull("groups");
        if (groups == null) {
            return Map.of();
        }
        Map<String, Set<String>> members = new HashMap<>();
        for (String name : groups.names()) {
            members.put(name, Set.copyOf(groups.texts(name)));
        }
        return members;
    }

    private static Rules.Rule rule(Fields rule, Set<String> groups) {
        rule.only("repositories", "who", "may");
        List<Who> who = some(rule, "who").stream().map(Who::parse).toList();
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (String word : some(rule, "may")) {
            rights.add(Right.byWord(word)
                    .orElseThrow(() -> bad("\"may\" must be pull, push, delete or image, and is \"" + word + '"')));
        }
        for (Who one : who) {
            if (one instanceof Who.Group(var name) && !groups.contains(name)) {
                throw bad("there is no group \"" + name + '"');
            }
            if (one instanceof Who.Anyone && rights.contains(Right.IMAGE)) {
                throw bad("\"image\" is for users: nobody names local images without a password");
            }
        }
        return new Rules.Rule(repositories(rule), who, rights);
    }

    private static List<NamePattern> repositories(Fields rule) {
        return some(rule, "repositories").stream().map(NamePattern::parse).toList();
    }

    private static ImmutableTags.Rule immutable(Fields rule) {
        rule.only("repositories", "tags", "except");
        return new ImmutableTags.Rule(repositories(rule), tags(some(rule, "tags")), tags(rule.texts("except")));
    }

    private static List<TagPattern> tags(List<String> texts) {
        return texts.stream().map(TagPattern::parse).toList();
    }

    private static Quota quota(Fields quota) {
        quota.only("repositories", "size");
        return new Quota(String.join(", ", some(quota, "repositories")), repositories(quota), size(quota.text("size")));
    }

    /** Bytes, or as docker writes sizes: {@code 500m}, {@code 10g}, in powers of 1024. */
    private static long size(String text) {
        Matcher parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw bad("\"size\" must be like 500m or 10g, and is \"" + text + '"');
        }
        int power = parts.group(2).isEmpty() ? 0 : UNITS.indexOf(parts.group(2)) + 1;
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * power));
        } catch (ArithmeticException e) {
            throw bad("\"size\" is too large: \"" + text + '"');
        }
    }

    private static TokenSettings tokens(@Nullable Fields tokens) {
        TokenSettings standard = TokenSettings.STANDARD;
        if (tokens == null) {
            return standard;
        }
        tokens.only("challenge", "realm", "service", "seconds");
        String realm = tokens.text("realm");
        TokenSettings settings = new TokenSettings(
                isBearer(tokens.text("challenge")),
                realm.isEmpty() ? null : url("realm", realm),
                tokens.has("service") ? tokens.text("service") : standard.service(),
                Duration.ofSeconds(
                        tokens.number("seconds", (int) standard.lifetime().toSeconds())));
        if (!SERVICE.matcher(settings.service()).matches()) {
            throw bad("\"service\" is no name of a service: \"" + settings.service() + '"');
        }
        if (settings.lifetime().compareTo(TokenSettings.LIFETIME_MIN) < 0
                || settings.lifetime().compareTo(TokenSettings.LIFETIME_MAX) > 0) {
            throw bad("\"seconds\" must be 60 to 86400: that long a token is good");
        }
        return settings;
    }

    private static boolean isBearer(String challenge) {
        return switch (challenge) {
            case "", "bearer" -> true;
            case "basic" -> false;
            default -> throw bad("\"challenge\" must be bearer or basic, and is \"" + challenge + '"');
        };
    }

    private static @Nullable IssuerSettings issuer(@Nullable Fields issuer) {
        if (issuer == null) {
            return null;
        }
        issuer.only("name", "audience", "keys");
        IssuerSettings settings =
                new IssuerSettings(given(issuer, "name"), given(issuer, "audience"), given(issuer, "keys"));
        return settings.isRemote()
                ? new IssuerSettings(settings.name(), settings.audience(), safe(url("keys", settings.keys())))
                : settings;
    }

    /** Keys that anybody on the way could replace are none. */
    private static String safe(String url) {
        URI uri = URI.create(url);
        if (!Loopback.isHost(uri.getHost()) && !"https".equals(uri.getScheme())) {
            throw bad("\"keys\" must be fetched with TLS, and are at \"" + url + '"');
        }
        return url;
    }

    private static String given(Fields fields, String name) {
        return Optional.of(fields.text(name))
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> bad("\"issuer\" has no \"" + name + '"'));
    }

    private static String url(String name, String text) {
        try {
            URI uri = URI.create(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return uri.toString();
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw bad('"' + name + "\" must be a http or https URL, and is \"" + text + '"');
    }

    private static List<String> some(Fields rule, String name) {
        List<String> texts = rule.texts(name);
        if (texts.isEmpty()) {
            throw bad("a rule has no \"" + name + '"');
        }
        return texts;
    }

    private static Corrupt bad(String why) {
        return new Corrupt(Subject.STORE, "invalid access file: " + why);
    }
}

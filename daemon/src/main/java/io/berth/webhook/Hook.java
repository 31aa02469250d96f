package io.berth.webhook;

import io.berth.event.EventFilter;
import io.berth.io.Loopback;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One webhook, as the configuration has it: {@code {"name": "ci", "url": "https://ci.example/hook", "filters": {"type":
 * ["image"]}, "secrets-file": "/etc/berth/ci.json"}}.
 *
 * @param name by which its place in the log is remembered
 * @param url absolute, {@code http} or {@code https}; not to be shown, since some have their secret in its path
 * @param filters as {@code GET /events} takes them; empty for all events
 * @param secrets see {@link HookSecrets}; null where there are none
 */
public record Hook(
        String name,
        URI url,
        Map<String, List<String>> filters,
        @Nullable Path secrets) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public Hook {
        filters = Map.copyOf(filters);
    }

    /**
     * Reads one.
     *
     * @throws InvalidParameter where it is none, with no more of the address than its host
     */
    public static Hook parse(String json) {
        try {
            Fields all = Fields.read(json.getBytes(StandardCharsets.UTF_8), Subject.REQUEST, "webhook");
            all.only("name", "url", "filters", "secrets-file");
            String name = all.text("name");
            if (!NAME.matcher(name).matches()) {
                throw new InvalidParameter(
                        "invalid webhook: a name of up to 64 letters, digits, ., _ and - is expected");
            }
            String secrets = all.text("secrets-file");
            return new Hook(
                    name,
                    url(name, all.text("url")),
                    filters(all),
                    secrets.isEmpty() ? null : Path.of(secrets).toAbsolutePath().normalize());
        } catch (Corrupt e) {
            throw new InvalidParameter(e.text());
        }
    }

    private static URI url(String name, String text) {
        try {
            URI url = URI.create(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // The text may hold a secret.
        }
        throw new InvalidParameter("invalid webhook " + name
                + ": a url of http or https is expected, without user and password (the secrets-file is for these)");
    }

    private static Map<String, List<String>> filters(Fields all) {
        Fields given = all.objectOrNull("filters");
        Map<String, List<String>> filters = new LinkedHashMap<>();
        if (given != null) {
            given.names().forEach(key -> filters.put(key, given.texts(key)));
        }
        return filters;
    }

    EventFilter filter() {
        return new EventFilter(key -> filters.getOrDefault(key, List.of()));
    }

    /** Whether what is sent can be read on the way there. */
    boolean isOpen() {
        return "http".equals(url.getScheme()) && !Loopback.isHost(url.getHost());
    }

    /** The address without what may be a secret in it. */
    String shown() {
        return url.getScheme() + "://" + url.getRawAuthority()
                + (url.getRawPath().length() > 1 ? "/…" : "");
    }

    @Override
    public String toString() {
        return name + " (" + shown() + ")";
    }
}

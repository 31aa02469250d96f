package io.berth;

import io.berth.remote.Proxies;
import java.util.Locale;
import java.util.Map;

/**
 * The proxies as they were written; each is empty where there is none. They may hold passwords.
 *
 * @param none what is reached without a proxy, with commas between
 */
record ProxyUrls(String http, String https, String none) {
    /** From settings, and from the environment for what they do not tell (as Go programs read it). */
    static ProxyUrls of(Settings settings, Map<String, String> environment) {
        return new ProxyUrls(
                one(settings, Option.HTTP_PROXY, environment),
                one(settings, Option.HTTPS_PROXY, environment),
                one(settings, Option.NO_PROXY, environment));
    }

    private static String one(Settings settings, Option option, Map<String, String> environment) {
        String lower = option.flag().replace('-', '_');
        String upper = environment.getOrDefault(lower.toUpperCase(Locale.ROOT), "");
        return settings.one(option).orElse(upper.isEmpty() ? environment.getOrDefault(lower, "") : upper);
    }

    Proxies parsed() {
        try {
            return Proxies.of(http, https, none);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("invalid proxy: " + e.getMessage());
        }
    }

    /** The same, without what is secret. */
    ProxyUrls masked() {
        return new ProxyUrls(Proxies.masked(http), Proxies.masked(https), none);
    }

    @Override
    public String toString() {
        ProxyUrls shown = masked();
        return "ProxyUrls[" + shown.http + ", " + shown.https + ", " + shown.none + ']';
    }
}

package io.berth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** A mirror's address, in the form that dockerd takes. */
final class MirrorUrl {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private MirrorUrl() {}

    static void check(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            throw new ConfigException("invalid mirror: \"" + text + "\" is not a valid URI");
        }
        if (url.getScheme() == null || url.getHost() == null) {
            throw new ConfigException("invalid mirror: no scheme specified for \"" + text
                    + "\": must use either 'https://' or 'http://'");
        }
        if (!SCHEMES.contains(url.getScheme())) {
            throw new ConfigException("invalid mirror: unsupported scheme \"" + url.getScheme() + "\" in \"" + text
                    + "\": must use either 'https://' or 'http://'");
        }
        if (url.getUserInfo() != null) {
            throw new ConfigException("invalid mirror: username/password not allowed in URI \"" + text + "\"");
        }
        if (url.getQuery() != null || url.getFragment() != null) {
            throw new ConfigException("invalid mirror: query or fragment at end of the URI \"" + text + "\"");
        }
    }
}

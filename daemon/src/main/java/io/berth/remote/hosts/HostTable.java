package io.berth.remote.hosts;

import io.berth.remote.transport.Tls;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The keys of one host in a {@code hosts.toml}; the server's stand at the root. */
final class HostTable {
    private static final Set<String> KEYS =
            Set.of("capabilities", "ca", "client", "skip_verify", "header", "override_path", "dial_timeout");
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8192}");

    /** Headers that belong to the connection, not to whoever configures it. */
    private static final Set<String> FRAMING =
            Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "range");

    private final Path file;
    private final String where;
    private final JsonNode table;

    HostTable(Path file, String where, JsonNode table) {
        this.file = file;
        this.where = where;
        this.table = table;
    }

    /**
     * The host.
     *
     * @param address as it was written; empty is the registry itself
     * @param others keys that are no keys of a host, and may stand here all the same
     */
    Host read(String address, List<String> others) {
        if (!table.isObject()) {
            throw failed("a table is expected");
        }
        table.forEachEntry((key, _) -> {
            if (!KEYS.contains(key) && !others.contains(key)) {
                throw failed("unknown key " + key);
            }
        });
        boolean override = flag("override_path");
        URI url = address.isEmpty() ? null : url(address);
        return new Host(
                url == null ? null : URI.create(url.getScheme() + "://" + url.getRawAuthority()),
                url == null ? Host.ROOT : root(url, override),
                capabilities(),
                headers(),
                tls(),
                dial());
    }

    private URI url(String address) {
        String text = address.contains("://") ? address : "https://" + address;
        try {
            URI url = new URI(text);
            if (SCHEMES.contains(String.valueOf(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw failed("not the address of a host: http(s)://host[:port][/path] is expected");
    }

    private static String root(URI url, boolean override) {
        String path = String.valueOf(url.normalize().getRawPath());
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return override || path.endsWith(Host.ROOT) ? path : path + Host.ROOT;
    }

    private Set<Capability> capabilities() {
        List<String> texts = strings("capabilities");
        if (texts.isEmpty()) {
            return EnumSet.allOf(Capability.class);
        }
        Set<Capability> all = EnumSet.noneOf(Capability.class);
        texts.forEach(text -> all.add(Capability.find(text).orElseThrow(() -> failed("unknown capability " + text))));
        return all;
    }

    private Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>();
        JsonNode header = table.path("header");
        if (!header.isMissingNode() && !header.isObject()) {
            throw failed("header must be a table");
        }
        header.forEachEntry((name, value) -> {
            if (!TOKEN.matcher(name).matches() || FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                throw failed("header " + name + " cannot be set");
            }
            String text = String.join(", ", strings(value, "header " + name));
            if (!VALUE.matcher(text).matches()) {
                throw failed("the value of header " + name + " is not one"); // which may be a secret
            }
            all.put(name, text);
        });
        return all;
    }

    private Tls tls() {
        List<X509Certificate> authorities = new ArrayList<>();
        strings("ca").forEach(ca -> authorities.addAll(CertificateFiles.authorities(path(ca))));
        List<Tls.Identity> identities = new ArrayList<>();
        JsonNode client = table.path("client");
        if (client.isArray()) {
            client.forEach(one -> identities.add(identity(one)));
        } else if (!client.isMissingNode()) {
            identities.add(identity(client));
        }
        return new Tls(!flag("skip_verify"), authorities, identities);
    }

    /** A file with both, or a pair of them; the second of a pair may be empty. */
    private Tls.Identity identity(JsonNode client) {
        List<String> files = strings(client, "client");
        if (files.isEmpty() || files.size() > 2) {
            throw failed("client must be a file, or pairs of a certificate and a key");
        }
        Path certificate = path(files.getFirst());
        return CertificateFiles.identity(certificate, files.getLast().isEmpty() ? certificate : path(files.getLast()));
    }

    private @Nullable Duration dial() {
        List<String> text = strings("dial_timeout");
        if (text.isEmpty()) {
            return null;
        }
        Duration dial = GoDuration.parse(text.getFirst()).orElse(Duration.ZERO);
        if (text.size() > 1 || dial.toMillis() <= 0 || dial.compareTo(Duration.ofHours(1)) > 0) {
            throw failed("dial_timeout must be a duration of at most an hour, such as \"5s\"");
        }
        return dial;
    }

    private boolean flag(String key) {
        JsonNode value = table.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw failed(key + " must be true or false");
        }
        return value.asBoolean(false);
    }

    private List<String> strings(String key) {
        return strings(table.path(key), key);
    }

    private List<String> strings(JsonNode value, String what) {
        List<String> all = new ArrayList<>();
        if (value.isString()) {
            all.add(value.stringValue());
        } else if (value.isArray()) {
            value.forEach(one -> {
                if (!one.isString()) {
                    throw failed(what + " must be a string or an array of strings");
                }
                all.add(one.stringValue());
            });
        } else if (!value.isMissingNode()) {
            throw failed(what + " must be a string or an array of strings");
        }
        return all;
    }

    private Path path(String text) {
        try {
            return file.resolveSibling(text);
        } catch (InvalidPathException e) {
            throw failed("not a path of a file");
        }
    }

    private HostsException failed(String reason) {
        return CertificateFiles.failed(file, where + ": " + reason);
    }
}

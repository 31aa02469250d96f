package io.berth.remote.credential;

import io.berth.io.Limits;
import io.berth.io.RemoteLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The daemon's own credentials, in the form of docker's {@code config.json}: {@code auths}, {@code credHelpers},
 * {@code credsStore}. Looked at anew at each question, read anew when it has changed; a change that cannot be used leaves
 * what was read before, and is told in the log. Answers of helpers are kept in memory for a minute.
 */
public final class CredentialsFile implements KnownCredentials {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialsFile.class);
    private static final Duration ANSWER_LIFE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final String path;
    private final Clock clock;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile Stamp stamp;
    private volatile JsonNode config;

    private record Stamp(FileTime modified, FileTime changed, long size) {}

    private record Answer(Credentials credentials, Instant until) {}

    /**
     * Reads the file.
     *
     * @param path where helpers are looked for, as {@code PATH} has it
     * @throws IOException with a text for a person, where the file cannot be used or others may read it
     */
    public CredentialsFile(Path file, String path, Clock clock) throws IOException {
        this.file = file;
        this.path = path;
        this.clock = clock;
        this.stamp = stamp();
        this.config = read();
    }

    private Stamp stamp() throws IOException {
        OwnedFile.check("credentials file", file);
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime");
        return new Stamp(seen.lastModifiedTime(), changed, seen.size());
    }

    private JsonNode read() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(Limits.CREDENTIALS_FILE_BYTES_MAX + 1);
        }
        if (bytes.length > Limits.CREDENTIALS_FILE_BYTES_MAX) {
            throw new IOException(
                    "the credentials file " + file + " is larger than " + Limits.CREDENTIALS_FILE_BYTES_MAX + " bytes");
        }
        try {
            JsonNode read = JSON.readTree(bytes);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (JacksonException e) {
            // The parser's text may quote a secret.
        }
        throw new IOException("the credentials file " + file + " is not a JSON object");
    }

    @Override
    public Credentials of(String registry) {
        refresh();
        JsonNode now = config;
        Credentials found = Credentials.anonymous();
        String helper = helper(now, registry);
        if (!helper.isEmpty()) {
            String server = key(now.path("auths"), registry).orElse(ServerAddress.key(registry));
            found = ask(helper, server);
        }
        return found instanceof Credentials.Anonymous ? listed(now, registry) : found;
    }

    private synchronized void refresh() {
        Stamp now;
        try {
            now = stamp();
            if (now.equals(stamp)) {
                return;
            }
            config = read();
            answers.clear();
            stamp = now;
            LOG.info("read the credentials file {} anew", file);
        } catch (IOException e) {
            LOG.warn("{}; what was read before stays in force", e.getMessage());
        }
    }

    private static String helper(JsonNode config, String registry) {
        JsonNode helpers = config.path("credHelpers");
        return key(helpers, registry)
                .map(name -> helpers.path(name).asString(""))
                .orElse(config.path("credsStore").asString(""));
    }

    private static Credentials listed(JsonNode config, String registry) {
        JsonNode auths = config.path("auths");
        return key(auths, registry)
                .map(name -> AuthConfig.credentials(auths.path(name)))
                .orElse(Credentials.anonymous());
    }

    /** The member that stands for this registry, however it is written. */
    private static Optional<String> key(JsonNode object, String registry) {
        return object.propertyNames().stream()
                .filter(name -> ServerAddress.registry(name).equals(ServerAddress.registry(registry)))
                .findFirst();
    }

    private Credentials ask(String helper, String server) {
        if (answers.size() >= Limits.REMEMBERED_MAX) {
            answers.clear();
        }
        return answers.compute(helper + ' ' + server, (_, kept) -> {
                    Instant now = clock.instant();
                    return kept != null && now.isBefore(kept.until)
                            ? kept
                            : new Answer(run(helper, server), now.plus(ANSWER_LIFE));
                })
                .credentials;
    }

    private Credentials run(String helper, String server) {
        try {
            return new CredentialHelper(helper, path, RemoteLimits.HELPER_WAIT_MAX).get(server);
        } catch (IOException e) {
            LOG.warn("no credentials for {}: {}", ServerAddress.registry(server), e.getMessage());
            return Credentials.anonymous();
        }
    }
}

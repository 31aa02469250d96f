package io.berth.webhook;

import io.berth.io.Limits;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import io.berth.remote.credential.OwnedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What only a webhook's receiver may know: a file of mode 0600, {@code {"key": "…", "headers": {"Authorization": "Bearer
 * …"}}}.
 *
 * @param key that signs what is sent; empty where nothing is signed
 * @param headers that are sent along
 */
record HookSecrets(String key, Map<String, String> headers) {
    static final HookSecrets NONE = new HookSecrets("", Map.of());

    private static final String HMAC = "HmacSHA256";
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");
    private static final Pattern VALUE = Pattern.compile("[ -~]{0,4096}");
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "connection",
            "user-agent",
            "accept-encoding");

    HookSecrets {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads them.
     *
     * @throws IOException with a text that tells nothing of the file's contents
     */
    static HookSecrets read(Path file) throws IOException {
        OwnedFile.check("secrets file", file);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(Limits.CREDENTIALS_FILE_BYTES_MAX + 1);
        }
        if (bytes.length > Limits.CREDENTIALS_FILE_BYTES_MAX) {
            throw unusable(file, "it has more than " + Limits.CREDENTIALS_FILE_BYTES_MAX + " bytes");
        }
        try {
            Fields all = Fields.read(bytes, Subject.REQUEST, "secrets file");
            all.only("key", "headers");
            HookSecrets read = new HookSecrets(all.text("key"), all.textMap("headers"));
            for (Map.Entry<String, String> header : read.headers.entrySet()) {
                check(file, header.getKey(), header.getValue());
            }
            return read;
        } catch (Corrupt _) {
            throw unusable(
                    file, "a JSON object with \"key\", \"headers\" or both is expected"); // its text may quote them
        }
    }

    private static void check(Path file, String name, String value) throws IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!HEADER.matcher(name).matches() || OURS.contains(lower) || lower.startsWith("berth-")) {
            throw unusable(file, "it has a header that cannot be set");
        }
        if (!VALUE.matcher(value).matches()) {
            throw unusable(file, "the header " + name + " is not of printable ASCII");
        }
    }

    private static IOException unusable(Path file, String reason) {
        return new IOException("the secrets file " + file + " cannot be used: " + reason);
    }

    boolean signs() {
        return !key.isEmpty();
    }

    /** {@code sha256=} and the HMAC of these bytes, in hexadecimal digits. */
    String signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "secrets";
    }
}

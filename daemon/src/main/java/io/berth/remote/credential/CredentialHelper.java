package io.berth.remote.credential;

import io.berth.io.RemoteLimits;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program {@code docker-credential-NAME} (docker-credential-helpers, "protocol"): the server's address on its standard
 * input, {@code {"ServerURL", "Username", "Secret"}} on its output. Nothing that it says is ever repeated in an error.
 */
final class CredentialHelper {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");
    private static final String TOKEN_USER = "<token>";
    private static final String NOT_FOUND = "credentials not found";
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final String path;
    private final Duration patience;

    /**
     * @param name what follows {@code docker-credential-}
     * @param path directories to look in, as {@code PATH} has them; relative ones are passed over
     */
    CredentialHelper(String name, String path, Duration patience) {
        this.name = name;
        this.path = path;
        this.patience = patience;
    }

    /**
     * The credentials for this server; nobody where the program says that it has none.
     *
     * @throws IOException where there is no such program, or it fails, hangs or says too much
     */
    Credentials get(String server) throws IOException {
        Process process = new ProcessBuilder(program().toString(), "get")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return talk(process, server);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path program() throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("a credential helper's name may have small letters, digits, '.', '_' and '-' alone");
        }
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory).resolve("docker-credential-" + name);
            if (candidate.isAbsolute() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new IOException("docker-credential-" + name + " is not in the daemon's PATH");
    }

    private Credentials talk(Process process, String server) throws IOException {
        AtomicReference<byte[]> said = new AtomicReference<>(new byte[0]);
        CountDownLatch heard = new CountDownLatch(1);
        Thread.ofVirtual().name("credential-helper").start(() -> {
            said.set(hear(process));
            heard.countDown();
        });
        try (var in = process.getOutputStream()) {
            in.write(server.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It need not read what it is asked; its answer counts.
        }
        if (!ended(process, heard)) {
            throw new IOException(
                    "docker-credential-" + name + " did not answer within " + patience.toSeconds() + " s");
        }
        byte[] answer = said.get();
        if (answer.length > RemoteLimits.HELPER_ANSWER_BYTES_MAX) {
            throw new IOException(
                    "docker-credential-" + name + " said more than " + RemoteLimits.HELPER_ANSWER_BYTES_MAX + " bytes");
        }
        return read(process.exitValue(), new String(answer, StandardCharsets.UTF_8));
    }

    private static byte[] hear(Process process) {
        try {
            InputStream out = process.getInputStream();
            byte[] answer = out.readNBytes(RemoteLimits.HELPER_ANSWER_BYTES_MAX + 1);
            if (answer.length > RemoteLimits.HELPER_ANSWER_BYTES_MAX) {
                process.destroyForcibly();
            }
            return answer;
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** Whether it has come to its end, and all that it said has been heard. */
    private boolean ended(Process process, CountDownLatch heard) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)
                    && heard.await(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while a credential helper ran", e);
        }
    }

    private Credentials read(int exit, String answer) throws IOException {
        if (exit != 0) {
            if (answer.contains(NOT_FOUND)) {
                return Credentials.anonymous();
            }
            throw new IOException("docker-credential-" + name + " failed with exit status " + exit);
        }
        JsonNode found = json(answer)
                .orElseThrow(() -> new IOException("docker-credential-" + name + " did not answer in JSON"));
        String user = found.path("Username").asString("");
        String secret = found.path("Secret").asString("");
        if (secret.isEmpty()) {
            return Credentials.anonymous();
        }
        return user.equals(TOKEN_USER) ? new Credentials.IdentityToken(secret) : new Credentials.Password(user, secret);
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}

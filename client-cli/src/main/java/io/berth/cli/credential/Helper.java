package io.berth.cli.credential;

import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A program {@code docker-credential-NAME}: what it is told goes to its standard input, never onto its command line. */
record Helper(String name) {
    private static final String TOKEN_USER = "<token>";
    private static final String NOT_FOUND = "credentials not found";

    Known get(String server) throws IOException {
        String answer;
        try {
            answer = run("get", server, "getting");
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains(NOT_FOUND)) {
                return Known.NOTHING;
            }
            throw e;
        }
        if (!(JsonReader.parse(answer.getBytes(StandardCharsets.UTF_8)) instanceof JsonObject found)) {
            return Known.NOTHING;
        }
        String secret = found.text("Secret");
        return found.text("Username").equals(TOKEN_USER)
                ? new Known("", "", secret, "")
                : Known.password(found.text("Username"), secret);
    }

    void store(String server, Known known) throws IOException {
        boolean token = !known.identityToken().isEmpty();
        JsonObject told = new JsonObject()
                .put("ServerURL", server)
                .put("Username", token ? TOKEN_USER : known.user())
                .put("Secret", token ? known.identityToken() : known.password());
        StringBuilder json = new StringBuilder();
        new JsonWriter(json, false).write(told);
        run("store", json.toString(), "storing");
    }

    void erase(String server) throws IOException {
        run("erase", server, "erasing");
    }

    /** In docker's words where it fails. */
    private String run(String action, String input, String doing) throws IOException {
        String program = "docker-credential-" + name;
        Process process;
        try {
            process = new ProcessBuilder(program, action)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "error " + doing + " credentials - err: exec: \"" + program
                            + "\": executable file not found in $PATH, out: ``",
                    e);
        }
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It need not read what it is told; how it ends counts.
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = exit(process);
        if (exit != 0) {
            throw new IOException(
                    "error " + doing + " credentials - err: exit status " + exit + ", out: `" + said.strip() + "`");
        }
        return said;
    }

    private static int exit(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}

package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts and files as docker's CLI 28 has them. */
class LoginTest extends CommandTest {
    private static final String SUCCESS = "{\"Status\":\"Login Succeeded\"}";
    private static final String INSECURE = "WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n";

    @TempDir
    Path directory;

    LoginTest() {
        super("1.47");
    }

    @BeforeEach
    void letIn() {
        fake.answer("POST /v1.47/auth", SUCCESS);
        console.set("DOCKER_CONFIG", directory.resolve("docker").toString());
    }

    private Path file() {
        return directory.resolve("docker/config.json");
    }

    private String config() throws IOException {
        return Files.readString(file());
    }

    private void config(String json) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), json);
    }

    private String unencrypted() {
        return "\nWARNING! Your credentials are stored unencrypted in '" + file() + "'.\n"
                + "Configure a credential helper to remove this warning. See\n"
                + "https://docs.docker.com/go/credential-store/\n\n";
    }

    @Test
    void passwordFromStandardInputIsCheckedAndKept() throws IOException {
        assertThat(console.input("s3cret\n").run("login", "-u", "me", "--password-stdin", "https://reg.test:5000/v2/"))
                .isZero();
        assertThat(console.out()).isEqualTo("Login Succeeded\n");
        assertThat(console.err()).isEqualTo(unencrypted());
        assertThat(fake.bodies())
                .contains("{\"username\":\"me\",\"password\":\"s3cret\",\"serveraddress\":\"reg.test:5000\"}");
        assertThat(config())
                .isEqualTo(
                        "{\n\t\"auths\": {\n\t\t\"reg.test:5000\": {\n\t\t\t\"auth\": \"bWU6czNjcmV0\"\n\t\t}\n\t}\n}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void passwordOnTheCommandLineIsWarnedOf() throws IOException {
        assertThat(console.run("login", "-u", "me", "-p", "s3cret")).isZero();
        assertThat(console.err()).isEqualTo(INSECURE + unencrypted());
        assertThat(config()).contains("https://index.docker.io/v1/");
    }

    @Test
    void refusalIsToldAndKeepsNothing() {
        fake.answer("POST /v1.47/auth", "401 Unauthorized", "{\"message\":\"login attempt failed\"}");
        assertThat(console.run("login", "-u", "me", "-p", "no", "reg.test")).isEqualTo(1);
        assertThat(console.err()).isEqualTo(INSECURE + "Error response from daemon: login attempt failed\n");
        assertThat(file()).doesNotExist();
    }

    @Test
    void wrongUse() {
        assertThat(console.run("login", "reg.test")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("Error: Cannot perform an interactive login from a non TTY device\n");
        assertThat(console.run("login", "--password-stdin", "reg.test")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("the --password-stdin option requires --username to be set\n");
        assertThat(console.run("login", "-u", "a", "-p", "b", "--password-stdin"))
                .isEqualTo(1);
        assertThat(console.err())
                .isEqualTo("conflicting options: cannot specify both --password and --password-stdin\n");
        assertThat(console.run("login", "-u", "a", "-p", "")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("password is empty\n");
    }

    @Test
    void personIsAskedAtATerminal() {
        assertThat(console.terminal(80).input("me\ns3cret\n").run("login", "reg.test"))
                .isZero();
        assertThat(console.out()).isEqualTo("Username: Password: \nLogin Succeeded\n");
        assertThat(fake.bodies().getLast()).contains("\"username\":\"me\",\"password\":\"s3cret\"");
    }

    @Test
    void storedCredentialsAreTriedFirst() throws IOException {
        config("{\"auths\":{\"reg.test\":{\"auth\":\"bWU6czNjcmV0\"}}}");
        assertThat(console.run("login", "reg.test")).isZero();
        assertThat(console.err()).startsWith("Authenticating with existing credentials... [Username: me]\n");
        fake.answer("POST /v1.47/auth", "401 Unauthorized", "{\"message\":\"no\"}");
        assertThat(console.run("login", "reg.test")).isEqualTo(1);
        assertThat(console.err()).contains("Stored credentials invalid or expired\n");
    }

    @Test
    void identityTokenTakesThePlaceOfThePassword() throws IOException {
        fake.answer("POST /v1.47/auth", "{\"IdentityToken\":\"lasting\",\"Status\":\"Login Succeeded\"}");
        assertThat(console.run("login", "-u", "a", "-p", "s3cret", "reg.test")).isZero();
        assertThat(console.err()).isEqualTo(INSECURE);
        assertThat(config())
                .isEqualTo("{\n\t\"auths\": {\n\t\t\"reg.test\": {\n\t\t\t\"auth\": \"YTo=\",\n"
                        + "\t\t\t\"identitytoken\": \"lasting\"\n\t\t}\n\t}\n}");
    }

    @Test
    void whatElseIsInTheFileStays() throws IOException {
        config("{\"proxies\":{\"n\":1.50},\"auths\":{\"a.test\":{\"auth\":\"dTpw\"}},\"psFormat\":\"x\"}");
        assertThat(console.run("login", "-u", "a", "-p", "b", "b.test")).isZero();
        assertThat(console.run("logout", "a.test")).isZero();
        assertThat(config())
                .isEqualTo("{\n\t\"proxies\": {\n\t\t\"n\": 1.50\n\t},\n\t\"auths\": {\n\t\t\"b.test\": {\n"
                        + "\t\t\t\"auth\": \"YTpi\"\n\t\t}\n\t},\n\t\"psFormat\": \"x\"\n}");
        assertThat(file().getParent()).isDirectoryNotContaining("glob:**config.json?*");
    }

    @Test
    void logoutForgetsEveryFormOfTheName() throws IOException {
        config("{\"auths\":{\"https://reg.test\":{\"auth\":\"dTpw\"},\"reg.test\":{\"auth\":\"dTpw\"}}}");
        assertThat(console.run("logout", "reg.test")).isZero();
        assertThat(console.out()).isEqualTo("Removing login credentials for reg.test\n");
        assertThat(config()).isEqualTo("{\n\t\"auths\": {}\n}");
        assertThat(console.run("logout")).isZero();
        assertThat(console.out()).isEqualTo("Removing login credentials for https://index.docker.io/v1/\n");
    }

    @Test
    void environmentGoesFirstAndIsTold() {
        console.set("DOCKER_AUTH_CONFIG", "{\"auths\":{\"reg.test\":{\"auth\":\"ZTp4\"}}}");
        assertThat(console.run("login", "reg.test")).isZero();
        assertThat(console.err()).startsWith("WARNING: DOCKER_AUTH_CONFIG is set and takes precedence.\n");
        assertThat(fake.bodies().getLast()).contains("\"username\":\"e\"");
    }

    @Test
    void helperThatFailsIsTold() throws IOException {
        config("{\"credsStore\":\"berth-no-such-helper\"}");
        assertThat(console.run("login", "-u", "a", "-p", "b", "reg.test")).isEqualTo(1);
        assertThat(console.err())
                .isEqualTo(INSECURE + "Error saving credentials: error storing credentials - err: exec:"
                        + " \"docker-credential-berth-no-such-helper\": executable file not found in $PATH, out: ``\n");
    }
}

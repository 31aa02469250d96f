"""Logging in and out, by docker and by berth, and the credentials that the daemon has of its own."""
import base64
import http.server
import json
import subprocess
import threading
import unittest

from harness.case import BerthTest, registries, work
from harness.clients import Cli, berth, dockers, newest_docker
from harness.daemon import Daemon
from harness.processes import CLEAN_PATH

HELPER = """#!/bin/sh
# keeps what it is told beside itself, and who called it
echo "$@" >> "$0.calls"
input=$(cat)
case $1 in
  store) printf %s "$input" > "$0.kept" ;;
  erase) rm -f "$0.kept" ;;
  get) [ -f "$0.kept" ] && cat "$0.kept" || { echo "credentials not found in native keychain"; exit 1; } ;;
esac
"""
SECRETS = ("hunter2-and-more", base64.b64encode(b"tester:hunter2-and-more").decode())


def helper(folder, name):
    program = folder / ("docker-credential-" + name)
    program.write_text(HELPER)
    program.chmod(0o755)
    return program


def credentials(**members):
    file = work("c") / "credentials.json"
    file.write_text(json.dumps(members))
    file.chmod(0o600)
    return file


class Login(BerthTest):
    def cli(self, program):
        home = work("home")
        made = berth(self.daemon.host, home) if program == "berth" else Cli(program, self.daemon.host, home)
        made.config = home / ".docker" / "config.json"
        return made

    def clients(self):
        for version, path in dockers().items():
            with self.subTest(client="docker " + version):
                yield self.cli(path)
        with self.subTest(client="berth"):
            yield self.cli("berth")

    def test_inAndOut(self):
        for cli in self.clients():
            r = cli.run("login", "-u", "tester", "--password-stdin", self.registry.auth, stdin="secret\n")
            self.assertEqual((0, "Login Succeeded"), (r.code, r.out.strip()), r)
            self.assertIn("stored unencrypted", r.err)
            self.assertEqual({self.registry.auth: {"auth": base64.b64encode(b"tester:secret").decode()}}, json.loads(cli.config.read_text())["auths"])
            self.assertEqual(0o600, cli.config.stat().st_mode & 0o777)
            cli.ok("pull", "-q", self.registry.auth + "/library/labels:1")
            self.assertEqual("Removing login credentials for %s\n" % self.registry.auth, cli.ok("logout", self.registry.auth))
            self.assertEqual({}, json.loads(cli.config.read_text()).get("auths", {}))
            self.assertNotEqual(0, cli.run("pull", self.registry.auth + "/library/labels:2").code)

    def test_wrongPassword(self):
        for cli in self.clients():
            r = cli.run("login", "-u", "tester", "-p", "no", self.registry.auth)
            self.assertEqual(1, r.code)
            self.assertIn("WARNING! Using --password via the CLI is insecure. Use --password-stdin.", r.err)
            self.assertIn("Error response from daemon: login attempt to http://%s/v2/ failed with status: 401 Unauthorized" % self.registry.auth, r.err)
            self.assertFalse(cli.config.exists() and "auth\"" in cli.config.read_text())

    def test_sameTexts(self):
        """berth says what docker's newest CLI says"""
        docker, ours = self.cli(newest_docker()[1]), self.cli("berth")
        for args in (["login", self.registry.auth], ["login", "--password-stdin", self.registry.auth], ["login", "-u", "a", "-p", "b", "--password-stdin", self.registry.auth], ["login", "-u", "a", "-p", "b", "127.0.0.1:1"], ["logout", "x.test"], ["logout"]):
            with self.subTest(command=" ".join(args)):
                self.assertEqual(docker.run(*args), ours.run(*args))
        for args in (["login", "-u", "tester", "-p", "secret", self.registry.auth],):
            theirs, mine = docker.run(*args), ours.run(*args)
            self.assertEqual(theirs.out, mine.out)
            self.assertEqual(theirs.err.replace(str(docker.config), "FILE"), mine.err.replace(str(ours.config), "FILE"))
            self.assertEqual(docker.config.read_text(), ours.config.read_text())

    def test_helper(self):
        for cli in self.clients():
            folder = work("bin")
            program = helper(folder, "fake")
            cli.env["PATH"] = "%s:%s" % (folder, CLEAN_PATH)
            cli.config.parent.mkdir(parents=True, exist_ok=True)
            cli.config.write_text('{"credsStore": "fake"}')
            self.assertEqual("Login Succeeded\n", cli.run("login", "-u", "tester", "--password-stdin", self.registry.auth, stdin="secret").out)
            self.assertEqual("secret", json.loads(program.with_name(program.name + ".kept").read_text())["Secret"])
            self.assertNotIn("c2VjcmV0", cli.config.read_text())
            cli.ok("pull", "-q", self.registry.auth + "/library/labels:3")
            cli.ok("logout", self.registry.auth)
            self.assertFalse(program.with_name(program.name + ".kept").exists())
            self.assertNotIn("secret", program.with_name(program.name + ".calls").read_text())


class OwnCredentials(unittest.TestCase):
    """The daemon's own, for clients who bring none and for mirrors."""

    def start(self, file, *flags, **env):
        made = Daemon(work("d"), "--credentials-file", file, *flags)
        self.addCleanup(made.__exit__)
        return made.start(wrapper=["env", *("%s=%s" % x for x in env.items())] if env else ())

    def pulled(self, daemon, image):
        return daemon.pull(image, "1").message()

    def test_registryAndMirror(self):
        auth = registries().auth
        pair = base64.b64encode(b"tester:secret").decode()
        daemon = self.start(credentials(auths={auth: {"auth": pair}}), "--registry-mirror", "http://" + auth)
        self.assertEqual("", self.pulled(daemon, auth + "/library/labels"))
        self.assertEqual("", self.pulled(daemon, "labels"))
        self.assertNotIn(pair, daemon.logged())

    def test_callersComeFirst(self):
        auth = registries().auth
        daemon = self.start(credentials(auths={auth: {"username": "tester", "password": "secret"}}))
        wrong = base64.urlsafe_b64encode(json.dumps({"username": "tester", "password": "no"}).encode()).decode()
        self.assertIn("incorrect username or password", daemon.pull(auth + "/library/labels", "1", headers=[("X-Registry-Auth", wrong)]).message())

    def test_helperThatTheDaemonRuns(self):
        auth = registries().auth
        folder = work("bin")
        program = helper(folder, "fake")
        program.with_name(program.name + ".kept").write_text(json.dumps({"ServerURL": auth, "Username": "tester", "Secret": "secret"}))
        daemon = self.start(credentials(credHelpers={auth: "fake"}), PATH="%s:%s" % (folder, CLEAN_PATH))
        self.assertEqual("", self.pulled(daemon, auth + "/library/labels"))
        self.assertEqual({"get"}, set(program.with_name(program.name + ".calls").read_text().split()))

    def test_changesCount(self):
        auth = registries().auth
        file = credentials(auths={})
        daemon = self.start(file)
        self.assertNotEqual("", self.pulled(daemon, auth + "/library/labels"))
        file.write_text(json.dumps({"auths": {auth: {"auth": base64.b64encode(b"tester:secret").decode()}}}))
        self.assertEqual("", self.pulled(daemon, auth + "/library/labels"))

    def test_fileThatOthersMayReadIsRefused(self):
        file = credentials(auths={})
        file.chmod(0o644)
        with self.assertRaisesRegex(AssertionError, "is open to others .*chmod 600"):
            self.start(file)


class Echo(http.server.BaseHTTPRequestHandler):
    """A registry that throws back what it was given."""
    where = "body"

    def do_GET(self):
        sent = self.headers.get("Authorization")
        known = " ".join([*SECRETS, sent or ""])
        if sent is None and self.where != "anonymous":
            return self.reply(401, [("WWW-Authenticate", 'Basic realm="x"')])
        if self.where == "challenge":
            return self.reply(401, [("WWW-Authenticate", 'Bearer realm="http://127.0.0.1:1/%s"' % known.replace(" ", "/"))])
        if self.where == "location":
            return self.reply(307, [("Location", "http://127.0.0.1:1/%s" % known.replace(" ", "/"))])
        return self.reply(403, [], json.dumps({"errors": [{"code": "DENIED", "message": "you sent " + known}]}))

    do_HEAD = do_GET

    def reply(self, status, headers, body=""):
        self.send_response(status)
        for header in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(*header)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Secrets(unittest.TestCase):
    """They are in no log, no answer, no event, no file and no process' arguments, whatever the registry does."""

    def test_areNowhere(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        host = "127.0.0.1:%d" % server.server_port
        own = credentials(auths={host: {"auth": SECRETS[1]}})
        daemon = Daemon(work("d"), "--credentials-file", own, "--debug").start()
        self.addCleanup(daemon.__exit__)
        brought = base64.urlsafe_b64encode(json.dumps({"username": "tester", "password": SECRETS[0]}).encode()).decode()
        said = []
        for Echo.where in ("body", "challenge", "location"):
            for headers in ([], [("X-Registry-Auth", brought)]):
                said.append(daemon.pull(host + "/x/y", "1", headers=headers).raw)
                said.append(daemon.get("/distribution/%s/x/y:1/json" % host, headers=headers).raw)
            body = json.dumps({"username": "tester", "password": SECRETS[0], "serveraddress": host}).encode()
            said.append(daemon.post("/auth", body=body, headers=[("Content-Type", "application/json")]).raw)
        processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, check=False).stdout
        daemon.stop()
        files = [p for p in daemon.root.rglob("*") if p.is_file()]
        for secret in SECRETS:
            for text in [*said, processes, *(p.read_bytes() for p in files)]:
                self.assertNotIn(secret.encode(), text)
        self.assertGreater(len(daemon.logged()), 0)


if __name__ == "__main__":
    unittest.main()

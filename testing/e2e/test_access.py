"""Who may do what in the registry: real clients with passwords and tokens, rules, tags that stay, quotas, and the log of it all."""
import base64
import http.server
import json
import os
import subprocess
import threading
import time
import unittest

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from harness.case import BerthTest, quote, work
from harness.clients import Cli, newest_docker
from harness.daemon import Dockerd
from harness.http import request
from harness.processes import free_ports
from harness.servers import htpasswd
from harness.store import Store

PASSWORD, WRONG = "correct horse battery staple", "Tr0ub4dor&3"
USERS = ("alice", "reader", "admin", "namer")
RULES = [
    {"repositories": ["public/**"], "who": ["anyone"], "may": ["pull"]},
    {"repositories": ["team/**", "small/**"], "who": ["group:team"], "may": ["pull", "push"]},
    {"repositories": ["team/**"], "who": ["user:reader"], "may": ["pull"]},
    {"repositories": ["**"], "who": ["user:admin"], "may": ["pull", "push", "delete"]},
    {"repositories": ["named/**"], "who": ["user:namer"], "may": ["pull", "push", "image"]},
]

encoded = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def run(*args, env=None):
    done = subprocess.run([str(a) for a in args], capture_output=True, text=True, check=False, env=dict(os.environ, **(env or {})))
    return done.returncode, done.stdout + done.stderr


class AccessTest(BerthTest):
    """A daemon with its registry on, and an access file."""
    tokens = {}
    issuer = None
    more = ()   # flags

    @classmethod
    def setUpClass(cls):
        cls.own = "127.0.0.1:%d" % free_ports(1)[0]
        cls.folder = work("access")
        cls.write_users(*USERS)
        cls.file = cls.folder / "access.json"
        cls.write_rules(RULES)
        cls.flags = ("--registry-listen", cls.own, "--registry-access-file", str(cls.file), *cls.more)
        super().setUpClass()
        cls.source = cls.registry.plain + "/library/"

    @classmethod
    def write_users(cls, *names):
        htpasswd(cls.folder / "users", {name: PASSWORD for name in names})

    @classmethod
    def write_rules(cls, rules, **more):
        content = {"users": "users", "groups": {"team": ["alice"]}, "rules": rules, "tokens": cls.tokens, **more}
        content.update({"immutable": [{"repositories": ["team/**"], "tags": ["v*"]}], "quotas": [{"repositories": ["small/**"], "size": "100k"}]})
        if cls.issuer:
            content["issuer"] = cls.issuer
        cls.file.write_text(json.dumps(content))

    def tearDown(self):
        if self.daemon.process.alive():
            self.assertEqual([], Store(self.daemon.data).faults())

    def v2(self, method, path, **headers):
        sent = [("Host", self.own), *((k.replace("_", "-"), v) for k, v in headers.items())]
        return request("tcp://" + self.own, method, path, sent + ([("Content-Length", "0")] if method in ("POST", "PUT") else []))

    @staticmethod
    def basic(user, password=PASSWORD):
        return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()

    def token(self, user, scope):
        answer = self.v2("GET", "/token?scope=" + scope, **({"Authorization": self.basic(user)} if user else {}))
        self.assertEqual(200, answer.status, answer)
        return "Bearer " + answer.json()["token"]

    def copy(self, image, to, user="alice", password=PASSWORD):
        credentials = ["--dest-creds", "%s:%s" % (user, password)] if user else ["--dest-no-creds"]
        return run("skopeo", "copy", "-q", "--src-tls-verify=false", "--dest-tls-verify=false", *credentials, "docker://" + self.source + image, "docker://%s/%s" % (self.own, to))

    def fetch(self, name, user=None, password=PASSWORD):
        credentials = ["--creds", "%s:%s" % (user, password)] if user else ["--no-creds"]
        return run("skopeo", "inspect", "--raw", "--tls-verify=false", *credentials, "docker://%s/%s" % (self.own, name))

    def assertDone(self, result):
        self.assertEqual(0, result[0], result[1])

    def assertRefused(self, words, result):
        self.assertNotEqual(0, result[0], result[1])
        self.assertRegex(result[1], words)


class Clients(AccessTest):
    """By tokens, as every client asks for them when it is told to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = work("podman")
        cls.podman = ["podman", "--root", place / "root", "--runroot", place / "run", "--storage-driver", "vfs"]
        cls.dockerd = Dockerd(work("dockerd"), "--registry-mirror", "http://" + cls.registry.plain).start()
        cls.addClassCleanup(cls.dockerd.__exit__)

    def docker(self, engine=None):
        return Cli(newest_docker()[1], (engine or self.dockerd).host, work("home"))

    def test_dockerLogsInPushesAndPulls(self):
        for name, engine in (("dockerd", self.dockerd), ("berthd", self.daemon)):
            with self.subTest(name):
                docker = self.docker(engine)
                image = "%s/team/%s:latest" % (self.own, name)
                docker.ok("pull", "-q", "busybox")
                docker.ok("tag", "busybox", image)
                refused = docker.run("push", image)
                self.assertNotEqual(0, refused.code)
                self.assertRegex(refused.err + refused.out, "(?i)denied|unauthorized|authentication required|no basic auth")
                wrong = docker.run("login", "-u", "alice", "--password-stdin", self.own, stdin=WRONG)
                self.assertRegex(wrong.err, "(?i)unauthorized|incorrect username or password")
                self.assertIn("Login Succeeded", docker.ok("login", "-u", "alice", "--password-stdin", self.own, stdin=PASSWORD))
                docker.ok("push", "-q", image)
                docker.ok("rmi", image)
                docker.ok("pull", "-q", image)
                denied = docker.run("pull", "%s/secret/app" % self.own)
                self.assertRegex(denied.err, "(?i)denied")
                docker.ok("logout", self.own)

    def test_podmanLogsInPushesAndPulls(self):
        file = work("auth") / "auth.json"
        file.write_text("{}")
        auth = {"REGISTRY_AUTH_FILE": str(file)}
        podman = lambda *args: run(*self.podman, *args, env=auth)
        self.assertDone(podman("pull", "-q", "--tls-verify=false", self.source + "busybox:latest"))
        self.assertRefused("invalid username/password", podman("login", "--tls-verify=false", "-u", "alice", "-p", WRONG, self.own))
        self.assertDone(podman("login", "--tls-verify=false", "-u", "alice", "-p", PASSWORD, self.own))
        image = self.own + "/team/podman:latest"
        self.assertDone(podman("push", "-q", "--tls-verify=false", self.source + "busybox:latest", image))
        self.assertDone(podman("pull", "-q", "--tls-verify=false", image))
        self.assertRefused("(?i)denied", podman("push", "-q", "--tls-verify=false", image, self.own + "/public/podman:latest"))

    def test_skopeo(self):
        self.assertDone(self.copy("busybox:latest", "team/skopeo:latest"))
        self.assertDone(self.fetch("team/skopeo:latest", "alice"))
        self.assertRefused("(?i)unauthorized|invalid username/password", self.fetch("team/skopeo:latest", "alice", WRONG))
        self.assertRefused("(?i)unauthorized|authentication required", self.fetch("team/skopeo:latest"))

    def test_whoMayPullCannotPush(self):
        self.assertDone(self.copy("busybox:latest", "team/read:latest"))
        self.assertDone(self.fetch("team/read:latest", "reader"))
        self.assertRefused("(?i)denied", self.copy("busybox:latest", "team/read:latest", "reader"))

    def test_publicRepositoriesArePulledByAnybody(self):
        self.assertDone(self.copy("busybox:latest", "public/tool:latest", "admin"))
        self.assertDone(self.fetch("public/tool:latest"))
        self.docker().ok("pull", "-q", self.own + "/public/tool:latest")
        self.assertRefused("(?i)denied|unauthorized|authentication required", self.copy("busybox:latest", "public/tool:latest", None))

    def test_tagsThatStay(self):
        self.assertDone(self.copy("busybox:latest", "team/release:v1"))
        self.assertDone(self.copy("busybox:latest", "team/release:v1"))
        self.assertRefused("tag v1 of team/release is immutable", self.copy("redis:latest", "team/release:v1"))
        self.assertDone(self.copy("redis:latest", "team/release:latest"))
        answer = self.v2("DELETE", "/v2/team/release/manifests/v1", Authorization=self.basic("admin"))
        self.assertEqual((409, "DENIED"), (answer.status, answer.json()["errors"][0]["code"]))

    def test_aQuotaStopsAPushAndKeepsNothingOfIt(self):
        self.assertRefused("quota exceeded", self.copy("redis:latest", "small/redis:latest"))
        self.assertEqual(404, self.v2("GET", "/v2/small/redis/manifests/latest", Authorization=self.basic("alice")).status)

    def test_theLogTellsWhoDidWhat(self):
        begun = int(time.time())
        self.assertDone(self.copy("busybox:latest", "team/log:latest"))
        self.v2("DELETE", "/v2/team/log/manifests/latest", Authorization=self.basic("admin"))
        filters = quote(json.dumps({"type": ["repository"]}))
        rows = self.daemon.get("/events?since=%d&until=%d&filters=%s" % (begun, int(time.time()) + 1, filters)).rows()
        found = [(row["Action"], row["Actor"]["ID"], row["Actor"]["Attributes"]["user"]) for row in rows if row["Actor"]["Attributes"]["name"] == "team/log"]
        self.assertIn(("push", "team/log:latest", "alice"), found)
        self.assertEqual(("untag", "team/log:latest", "admin"), found[-1])
        self.assertEqual({"127.0.0.1"}, {row["Actor"]["Attributes"]["address"] for row in rows})
        lines = self.docker(self.daemon).lines("events", "--since", str(begun), "--until", str(int(time.time()) + 1), "--filter", "type=repository")
        self.assertEqual(len(rows), len(lines))

    def test_whatIsPushedByWhoMayNameImagesIsAnImage(self):
        self.assertDone(self.copy("redis:latest", "named/redis:latest", "namer"))
        self.assertDone(self.copy("redis:latest", "docker.io/library/unnamed:latest", "admin"))
        name = self.own + "/named/redis:latest"
        self.assertEqual([name], [tag for image in self.daemon.images() for tag in image["RepoTags"] if "named" in tag])
        docker = self.docker(self.daemon)
        self.assertIn("redis-server", docker.ok("image", "inspect", name))
        docker.ok("rmi", name)
        self.assertDone(self.fetch("named/redis:latest", "namer"))

    def test_theListShowsWhatMayBePulled(self):
        self.assertDone(self.copy("busybox:latest", "hidden/app:latest", "admin"))
        self.assertDone(self.copy("busybox:latest", "team/shown:latest"))
        names = self.v2("GET", "/v2/_catalog", Authorization=self.token("reader", "registry:catalog:*")).json()["repositories"]
        self.assertIn("team/shown", names)
        self.assertNotIn("hidden/app", names)

    def test_noSecretIsWritten(self):
        self.fetch("team/any", "alice", WRONG)
        self.token("alice", "repository:team/app:pull")
        text = self.daemon.logged()
        for secret in (PASSWORD, WRONG, self.basic("alice")[6:]):
            self.assertNotIn(secret, text)


class Lifetime(AccessTest):
    """What changes while tokens are out."""

    def setUp(self):
        self.write_users(*USERS)
        self.write_rules(RULES)

    def test_tokensOutliveARestart(self):
        token = self.token("alice", "repository:team/app:pull")
        self.daemon.restart()
        self.assertEqual(200, self.v2("GET", "/v2/", Authorization=token).status)
        self.assertEqual(0o600, (self.daemon.data / "token-key").stat().st_mode & 0o777)

    def test_aUserWhoGoesTakesTheirTokensAlong(self):
        token = self.token("alice", "repository:team/app:pull")
        self.write_users("admin")
        self.assertEqual(401, self.v2("GET", "/v2/", Authorization=token).status)
        self.assertEqual(401, self.v2("GET", "/v2/", Authorization=self.basic("alice")).status)

    def test_rulesThatChangeCountAtOnceAndBrokenOnesDoNot(self):
        token = self.token("reader", "repository:team/app:pull")
        tags = lambda: self.v2("GET", "/v2/team/app/tags/list", Authorization=token).status
        self.assertEqual(404, tags())
        self.file.write_text("{")
        self.assertEqual(404, tags())
        self.assertIn("what it said before stays in force", self.daemon.logged())
        self.write_rules([])
        self.assertEqual(403, tags())

    def test_aDaemonDoesNotStartWithUsersThatItCannotCheck(self):
        bad = work("bad")
        (bad / "users").write_text("alice:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=\n")
        (bad / "access.json").write_text('{"users": "users"}')
        daemon = self.new_daemon("--registry-listen", "127.0.0.1:%d" % free_ports(1)[0], "--registry-access-file", str(bad / "access.json"))
        self.assertRaises(AssertionError, daemon.start)
        self.assertIn("line 1: the password of alice is not hashed with bcrypt", daemon.logged())


class Passwords(AccessTest):
    """Basic credentials with every request, for clients that know nothing else."""
    tokens = {"challenge": "basic"}

    def test_skopeoAndPodman(self):
        self.assertTrue(self.v2("GET", "/v2/").header("WWW-Authenticate").startswith("Basic "))
        self.assertDone(self.copy("busybox:latest", "team/skopeo:latest"))
        self.assertDone(self.fetch("team/skopeo:latest", "reader"))
        self.assertRefused("(?i)unauthorized|invalid username/password", self.fetch("team/skopeo:latest", "reader", WRONG))
        self.assertRefused("(?i)denied", self.copy("busybox:latest", "team/skopeo:latest", "reader"))


class Issuer(AccessTest):
    """Tokens of somebody else, whose keys are fetched."""

    @classmethod
    def setUpClass(cls):
        cls.key = ec.generate_private_key(ec.SECP256R1())
        numbers = cls.key.public_key().public_numbers()
        jwk = {"kty": "EC", "crv": "P-256", "kid": "one", "x": encoded(numbers.x.to_bytes(32, "big")), "y": encoded(numbers.y.to_bytes(32, "big"))}

        class Keys(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps({"keys": [jwk]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keys)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.issuer = {"name": "https://auth.test", "audience": "registry.test", "keys": "http://127.0.0.1:%d/keys" % server.server_address[1]}
        super().setUpClass()

    def jwt(self, algorithm="ES256", **changed):
        now = int(time.time())
        claims = {"iss": "https://auth.test", "aud": "registry.test", "sub": "dora", "exp": now + 300, "nbf": now,
                  "access": [{"type": "repository", "name": "shop/web", "actions": ["pull", "push"]}], **changed}
        text = encoded(json.dumps({"alg": algorithm, "kid": "one"}).encode()) + "." + encoded(json.dumps(claims).encode())
        if algorithm == "none":
            return text + "."
        r, s = utils.decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return text + "." + encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def test_theyOpenWhatTheySay(self):
        self.assertDone(run("skopeo", "copy", "-q", "--src-tls-verify=false", "--dest-tls-verify=false", "--dest-registry-token", self.jwt(),
                            "docker://" + self.source + "busybox:latest", "docker://%s/shop/web:latest" % self.own))
        self.assertEqual(200, self.v2("GET", "/v2/shop/web/manifests/latest", Authorization="Bearer " + self.jwt()).status)
        self.assertEqual(401, self.v2("GET", "/v2/team/app/manifests/latest", Authorization="Bearer " + self.jwt()).status)
        self.assertEqual(200, self.v2("GET", "/v2/", Authorization=self.basic("alice")).status)

    def test_othersOpenNothing(self):
        now = int(time.time())
        for changed in ({"aud": "other"}, {"iss": "https://evil.test"}, {"exp": now - 120}, {"nbf": now + 120}, {"algorithm": "none"}, {"algorithm": "HS256"}, {"algorithm": "RS256"}):
            with self.subTest(str(changed)):
                answer = self.v2("GET", "/v2/", Authorization="Bearer " + self.jwt(**changed))
                self.assertEqual((401, "UNAUTHORIZED"), (answer.status, answer.json()["errors"][0]["code"]))


if __name__ == "__main__":
    unittest.main()

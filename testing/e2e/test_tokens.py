"""Registries that want to know who asks: passwords, tokens of a token server, and their ends."""
import unittest

from harness.case import BerthTest, registries, work
from harness.certificates import Authority
from harness.clients import all_clients
from harness.registries import Proxy
from harness.servers import Registry
from harness.store import Store
from harness.tokens import TokenServer

USER, PASSWORD = "reader", "correct horse battery staple"
WRONG = "Tr0ub4dor&3"
MIB = 1 << 20


class Credentials(BerthTest):
    """Common to the registries below; secrets are looked for in all that the daemon wrote, at the end of each test."""

    def setUp(self):
        self.daemon = self.new_daemon("--debug").start()
        self.addCleanup(self.daemon.__exit__)

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        cls.storage = cls.registry.root / "storage"

    def clients(self, registry, password=PASSWORD):
        made = all_clients(self.daemon.host, work("home"))
        for client in made.values():
            client.knows(registry, USER, password)
        return made

    def auth(self, registry, **members):
        import base64, json
        return [("X-Registry-Auth", base64.urlsafe_b64encode(json.dumps(dict({"serveraddress": registry}, **members)).encode()).decode())]

    def assertNoSecret(self, *secrets):
        import base64
        looked_for = [s for secret in secrets for s in (secret, base64.b64encode(("%s:%s" % (USER, secret)).encode()).decode())]
        self.daemon.stop()
        for file in [self.daemon.log, *(f for f in self.daemon.data.iterdir() if f.is_file())]:
            text = file.read_bytes()
            for secret in looked_for:
                self.assertNotIn(secret.encode(), text, file.name)


class Passwords(Credentials):
    """docker-registry with a htpasswd file"""

    def setUp(self):
        super().setUp()
        self.server = Registry.with_passwords(work("r"), self.storage, {USER: PASSWORD})
        self.addCleanup(self.server.stop)
        self.image = self.server.address + "/library/busybox"

    def test_everyClientPullsWithThem(self):
        for name, client in self.clients(self.server.address).items():
            with self.subTest(name):
                client.ok("pull", self.image + ":latest")
                client.ok("rmi", self.image + ":latest")
        self.assertNoSecret(PASSWORD)

    def test_withoutThemEveryClientIsToldToLogIn(self):
        for name, client in all_clients(self.daemon.host, work("home")).items():
            with self.subTest(name):
                done = client.run("pull", self.image)
                self.assertNotEqual(0, done.code)
                self.assertRegex(done.err, "no basic auth credentials|authentication required|docker login")
        self.assertEqual([], self.daemon.images())

    def test_wrongOnesAreSaidToBeWrong(self):
        for name, client in self.clients(self.server.address, WRONG).items():
            with self.subTest(name):
                done = client.run("pull", self.image)
                self.assertNotEqual(0, done.code)
                self.assertRegex(done.err, "(?i)incorrect username or password|unauthorized|denied")
                self.assertNotIn(WRONG, done.out + done.err)
        self.assertNoSecret(WRONG)


class Tokens(Credentials):
    """docker-registry that takes the tokens of a token server, behind a proxy that can cut"""

    def setUp(self):
        super().setUp()
        self.tokens = TokenServer(Authority(work("ca")), {USER: PASSWORD})
        self.addCleanup(self.tokens.stop)
        self.server = Registry.with_tokens(work("r"), self.storage, self.tokens)
        self.addCleanup(self.server.stop)
        self.proxy = Proxy(self.server.address, work("p"), "--pass-authorization")
        self.addCleanup(self.proxy.stop)
        self.image = self.proxy.address + "/library/redis"

    def test_everyClientPullsWithAPassword(self):
        self.tokens.anonymous = False
        for name, client in self.clients(self.proxy.address).items():
            with self.subTest(name):
                client.ok("pull", self.image + ":latest")
                client.ok("rmi", self.image + ":latest")
        self.assertEqual(["repository:library/redis:pull"], sorted({s for r in self.tokens.requests for s in r["scope"]}))
        self.assertNoSecret(PASSWORD, *self.tokens.given, *self.tokens.refresh)

    def test_whoIsNobodyPullsWhatEveryoneMay(self):
        self.pull(self.image)
        self.assertEqual({"GET"}, {r["method"] for r in self.tokens.requests})

    def test_onePullAsksForOneToken(self):
        self.pull(self.image)
        self.assertEqual(1, len(self.tokens.requests), self.tokens.requests)

    def test_wrongPasswordsAreSaidToBeWrong(self):
        self.tokens.anonymous = False
        answer = self.daemon.pull(self.image, headers=self.auth(self.proxy.address, username=USER, password=WRONG))
        self.assertEqual(401, answer.status, answer)   # at which docker's clients ask for another password
        self.assertIn("incorrect username or password", answer.message())
        done = self.clients(self.proxy.address, WRONG)["berth"].run("pull", self.image)
        self.assertNotEqual(0, done.code)
        self.assertIn("incorrect username or password", done.err)
        self.assertNoSecret(WRONG)

    def test_aTokenThatEndsInMidBlobIsReplaced(self):
        blobs = self.registry.blobs("library/redis", "latest")
        large = max(blobs, key=blobs.get)
        self.tokens.ttl = 2
        self.proxy.faults(rate=6 * MIB, cut=15 * MIB, tries=1, match="/blobs/" + large)
        self.pull(self.image, headers=self.auth(self.proxy.address, username=USER, password=PASSWORD))
        requests = [e for e in self.proxy.log() if e["path"].endswith(large) and e["method"] == "GET"]
        self.assertGreater(len(self.tokens.requests), 1)
        self.assertEqual(206, requests[-1]["status"], requests)
        self.assertLessEqual(sum(e["bytes"] for e in requests), 1.05 * blobs[large] + MIB)
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_anIdentityTokenIsARefreshToken(self):
        self.tokens.anonymous = False
        self.pull(self.image, headers=self.auth(self.proxy.address, identitytoken=self.tokens.refresh_token(USER)))
        self.assertEqual({("POST", "refresh_token")}, {(r["method"], r["grant"]) for r in self.tokens.requests})
        self.assertNoSecret(*self.tokens.given, *self.tokens.refresh)

    def test_anIdentityTokenThatIsUnknownIsRefusedInWords(self):
        self.tokens.anonymous = False
        answer = self.daemon.pull(self.image, headers=self.auth(self.proxy.address, identitytoken="refresh-unknown"))
        self.assertEqual(401, answer.status, answer)
        self.assertRegex(answer.message(), "unauthorized: .+")

    def test_aServerWithoutOAuth2IsAskedByGet(self):
        self.tokens.anonymous, self.tokens.post = False, False
        self.pull(self.image, headers=self.auth(self.proxy.address, username=USER, password=PASSWORD))
        self.assertEqual("GET", self.tokens.requests[-1]["method"])

    def test_aTokenServerThatIsDownIsNamed(self):
        self.tokens.stop()
        answer = self.daemon.pull(self.image)
        self.assertNotEqual(200, answer.status)
        self.assertIn(self.tokens.address, answer.message())


del Credentials   # no tests of its own

if __name__ == "__main__":
    unittest.main()

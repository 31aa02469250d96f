"""A proxy that demands a password, plain and with CONNECT, on the way to registries whose names only it knows."""
import unittest

from harness.case import BerthTest, registries, work
from harness.certificates import Authority
from harness.clients import all_clients
from harness.servers import Nginx, Squid, tls_front, trust_store

USER, PASSWORD, WRONG = "office", "hunter2-of-the-proxy", "letmein-of-the-proxy"


class Proxies(BerthTest):
    scheme = "http"

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        authority = Authority(work("ca"))
        cls.squid = cls.proxy(authority)
        cls.addClassCleanup(cls.squid.stop)
        cls.front = Nginx(work("n"), tls_front(cls.registry.plain, authority.server()))
        cls.addClassCleanup(cls.front.stop)
        cls.secure, cls.plain = "registry.test:%d" % cls.front.port, "registry.test:%s" % cls.registry.plain.rpartition(":")[2]
        cls.certs = work("certs")
        (cls.certs / cls.secure).mkdir()
        (cls.certs / cls.secure / "ca.crt").write_bytes(authority.certificate.read_bytes())

    @classmethod
    def proxy(cls, _):
        return Squid(USER, PASSWORD)

    def start(self, password=PASSWORD, *flags):
        proxy = "%s://%s:%s@%s" % (self.scheme, USER, password, self.squid.address)
        self.daemon = self.new_daemon("--certs-dir", self.certs, "--http-proxy", proxy, "--https-proxy", proxy, "--insecure-registry", self.plain, "--debug", *flags).start()
        self.addCleanup(self.daemon.__exit__)
        self.asked = len(self.squid.requests())

    def through(self):
        """(status, method) of what went through the proxy since the start"""
        return {(status, method) for status, method, _ in self.squid.requests()[self.asked:]}

    def assertNoSecret(self, *secrets):
        self.daemon.stop()
        for secret in secrets:
            self.assertNotIn(secret, self.daemon.logged())

    def test_everyClientPullsThroughATunnel(self):
        self.start()
        for name, client in all_clients(self.daemon.host, work("home")).items():
            with self.subTest(name):
                client.ok("pull", self.secure + "/library/busybox")
                client.ok("rmi", self.secure + "/library/busybox")
        self.daemon.stop()   # a tunnel is told of when it ends
        self.assertIn((200, "CONNECT"), self.through())
        self.assertNoSecret(PASSWORD)

    def test_plainRequestsGoThroughIt(self):
        self.start()
        self.pull(self.plain + "/library/busybox")
        self.assertIn((200, "GET"), self.through())

    def test_wrongPasswords(self):
        self.start(WRONG)
        for registry in (self.secure, self.plain):
            with self.subTest(registry):
                answer = self.daemon.pull(registry + "/library/busybox")
                self.assertRegex(answer.message(), "(?i)proxy")
                self.assertRegex(answer.message(), "407|(?i:authentication)")
                self.assertNotIn(WRONG, answer.message())
        self.assertEqual([], self.daemon.images())
        self.assertNoSecret(WRONG)

    def test_noneOfItIsShown(self):
        self.start()
        shown = self.daemon.get("/info").raw.decode()
        self.assertIn(self.squid.address, shown)
        self.assertNotIn(PASSWORD, shown)

    def test_whatIsListedGoesPastIt(self):
        self.start(PASSWORD, "--no-proxy", "127.0.0.1,other.test")
        self.pull(self.registry.plain + "/library/busybox")
        self.assertEqual(set(), self.through())

    def test_aProxyThatIsDownIsNamed(self):
        self.daemon = self.new_daemon("--https-proxy", "http://%s:%s@127.0.0.1:9" % (USER, PASSWORD)).start()
        answer = self.daemon.pull(self.secure + "/library/busybox")
        self.assertRegex(answer.message(), "(?i)proxy|127.0.0.1:9")
        self.assertNoSecret(PASSWORD)


class TlsProxies(Proxies):
    """The same, to a proxy that is spoken to with TLS, which the machine's authorities must vouch for."""
    scheme = "https"

    @classmethod
    def proxy(cls, authority):
        cls.java_options = trust_store(work("t") / "trust", authority)
        return Squid(USER, PASSWORD, authority.server("proxy"))

    def test_aProxyThatNobodyVouchesForIsNotSpokenTo(self):
        self.daemon = self.new_daemon("--https-proxy", "https://%s:%s@%s" % (USER, PASSWORD, self.squid.address))
        self.daemon.java_options = ""
        self.daemon.start()
        before = len(self.squid.requests())
        answer = self.daemon.pull(self.secure + "/library/busybox")
        self.assertRegex(answer.message(), "(?i)certificate|PKIX|tls")
        self.assertEqual([], [r for r in self.squid.requests()[before:] if r[0] == 200])
        self.assertNoSecret(PASSWORD)


if __name__ == "__main__":
    unittest.main()

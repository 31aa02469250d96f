"""Certificates that are renewed under a running daemon: those of registries, and its own."""
import http.client
import json
import os
import signal
import ssl
import unittest

from harness.case import BerthTest, registries, work
from harness.certificates import Authority
from harness.clients import Cli, berth, newest_docker
from harness.daemon import Daemon
from harness.processes import free_ports, wait_until
from harness.registries import Proxy
from harness.servers import Nginx, tls_front
from harness.store import Store

MIB = 1 << 20
RELOADS = {
    "SIGHUP": lambda daemon: daemon.signal(signal.SIGHUP),
    "POST": lambda daemon: daemon.post("/berth/registries/reload"),
}


def reload(daemon, way):
    """has the daemon read its configuration anew, and waits for it to tell so"""
    told = "the configuration was reloaded"
    before = daemon.logged().count(told)
    RELOADS[way](daemon)
    wait_until(lambda: daemon.logged().count(told) > before, 30, "the daemon has read its files anew")


def replace(file, content):
    """as a program that renews certificates does it: whoever reads sees the old file or the new one"""
    fresh = file.with_suffix(".new")
    fresh.write_bytes(content)
    os.replace(fresh, file)


class Registry(BerthTest):
    """nginx before the registry, whose authority is another one from now on"""

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()

    def setUp(self):
        self.old, self.new = Authority(work("ca"), "old"), Authority(work("ca"), "new")
        self.pair = self.old.server()
        self.behind = Proxy(self.registry.plain, work("p"))
        self.addCleanup(self.behind.stop)
        self.front = Nginx(work("n"), tls_front(self.behind.address, self.pair))
        self.addCleanup(self.front.stop)
        certs = work("certs")
        folder = certs / self.front.address
        folder.mkdir()
        self.trusted = folder / "authority.pem"
        self.trusted.write_bytes(self.old.certificate.read_bytes())
        # on the loopback nothing is verified that is not asked for
        (folder / "hosts.toml").write_text('server = "https://%s"\nca = "%s"\n' % (self.front.address, self.trusted))
        self.daemon = self.new_daemon("--certs-dir", certs).start()
        self.name = self.front.address + "/library/labels"

    def renew_server(self, authority):
        made = authority.server("renewed")
        replace(self.pair.key, made.key.read_bytes())
        replace(self.pair.certificate, made.certificate.read_bytes())
        self.front.reload()

    def refused(self, tag):
        answer = self.daemon.pull(self.name, tag)
        self.assertRegex(answer.message(), "certificate signed by unknown authority")
        return answer

    def test_newAuthorityCountsAfterAReload(self):
        for number, (way, authority) in enumerate((("SIGHUP", self.new), ("POST", self.old)), 1):
            with self.subTest(way):
                self.pull(self.name, str(number))
                self.renew_server(authority)
                self.refused(str(number + 2))
                replace(self.trusted, authority.certificate.read_bytes())
                self.refused(str(number + 2))   # files are read when the daemon is told to
                reload(self.daemon, way)
                self.pull(self.name, str(number + 2))
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_bothAuthoritiesWhileTheyChange(self):
        replace(self.trusted, self.old.certificate.read_bytes() + self.new.certificate.read_bytes())
        reload(self.daemon, "SIGHUP")
        self.pull(self.name, "1")
        self.renew_server(self.new)
        self.pull(self.name, "2")

    def test_aPullThatRunsIsNotTouched(self):
        blobs = self.registry.blobs("library/redis", "latest")
        large = max(blobs, key=blobs.get)
        self.behind.faults(match="/blobs/" + large, rate=4 * MIB, tries=0)
        client = Cli(newest_docker()[1], self.daemon.host, work("home"))
        running = client.begin("pull", self.front.address + "/library/redis")
        self.addCleanup(running.kill)
        ingest = Store(self.daemon.data).ingests / large.replace(":", "-")
        wait_until(lambda: ingest.exists() and ingest.stat().st_size > MIB, 60, "the layer comes")
        replace(self.trusted, self.new.certificate.read_bytes())
        reload(self.daemon, "POST")
        self.refused("1")   # who begins now goes by the new file
        self.assertIsNone(running.poll())
        self.assertEqual(0, running.wait(120))
        self.assertEqual(1, len([e for e in self.behind.log() if e["method"] == "GET" and large in e["path"]]))
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_aFileThatIsOfNoUseChangesNothing(self):
        replace(self.trusted, b"-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n")
        answer = self.daemon.post("/berth/registries/reload")
        self.assertEqual(400, answer.status, answer)
        self.assertRegex(answer.message(), r"the old one stays in force: .*authority\.pem")
        self.pull(self.name, "1")


class Engine(unittest.TestCase):
    """The Engine API by TLS, whose clients follow its events meanwhile"""

    def setUp(self):
        registries()   # takes its ports first
        self.old, self.new = Authority(work("ca"), "old"), Authority(work("ca"), "new")
        self.folder = work("tls")
        self.port = free_ports(1)[0]
        self.give(self.old)
        self.daemon = Daemon(work("d"), "--registry-mirror", "http://" + registries().plain, "-H", "tcp://127.0.0.1:%d" % self.port, "--tlsverify",
                             "--tlscacert", self.folder / "ca.pem", "--tlscert", self.folder / "cert.pem", "--tlskey", self.folder / "key.pem").start()
        self.addCleanup(self.daemon.__exit__)
        self.daemon.pull("labels", "1")

    def give(self, authority):
        """a certificate of this authority, which clients' ones are from as well; the certificate as it goes over the wire"""
        pair = authority.server()
        for name, source in {"key.pem": pair.key, "cert.pem": pair.certificate, "ca.pem": authority.certificate}.items():
            replace(self.folder / name, source.read_bytes())
        return ssl.PEM_cert_to_DER_cert(pair.certificate.read_text())

    def connection(self, authority):
        pair = authority.client()
        context = ssl.create_default_context(cafile=authority.certificate)
        context.load_cert_chain(pair.certificate, pair.key)
        made = http.client.HTTPSConnection("localhost", self.port, context=context, timeout=60)
        self.addCleanup(made.close)
        return made

    def ping(self, authority):
        made = self.connection(authority)
        made.request("GET", "/_ping")
        return made.getresponse().status, made.sock.getpeercert(True)

    def events(self, authority):
        """a stream of events that has begun"""
        made = self.connection(authority)
        made.request("GET", "/v1.55/events?filters=%7B%22event%22%3A%5B%22tag%22%5D%7D")
        return made.getresponse()

    def tagged(self, stream, name):
        self.assertEqual(201, self.daemon.post("/images/labels:1/tag?repo=%s&tag=x" % name).status)
        self.assertEqual(name + ":x", json.loads(stream.readline())["Actor"]["Attributes"]["name"])

    def test_newConnectionsGetTheNewCertificateAndOldOnesGoOn(self):
        stream = self.events(self.old)
        self.tagged(stream, "before")
        for way, old, new in (("SIGHUP", self.old, self.new), ("POST", self.new, self.old)):
            with self.subTest(way):
                self.assertEqual(200, self.ping(old)[0])
                certificate = self.give(new)
                self.assertNotEqual(certificate, self.ping(old)[1])
                reload(self.daemon, way)
                self.assertEqual((200, certificate), self.ping(new))
                with self.assertRaises(ssl.SSLError):   # the daemon's certificate is not from there any more
                    self.ping(old)
                self.tagged(stream, "after-" + way.lower())

    def test_clientsOfTheOldAuthorityAreNotKnownAnyMore(self):
        self.give(self.new)
        reload(self.daemon, "POST")
        pair = self.old.client()
        context = ssl.create_default_context(cafile=self.new.certificate)
        context.load_cert_chain(pair.certificate, pair.key)
        made = http.client.HTTPSConnection("localhost", self.port, context=context, timeout=60)
        self.addCleanup(made.close)
        with self.assertRaises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
            made.request("GET", "/_ping")
            made.getresponse()
        self.assertEqual(200, self.ping(self.new)[0])

    def test_commandsAsTheyAreUsed(self):
        """docker and berth with a folder of certificates, as DOCKER_CERT_PATH names it"""
        for authority in (self.old, self.new):
            self.give(authority)
            reload(self.daemon, "SIGHUP")
            home, pair = work("home"), authority.client()
            for name, source in {"key.pem": pair.key, "cert.pem": pair.certificate, "ca.pem": authority.certificate}.items():
                (home / name).write_bytes(source.read_bytes())
            host = "tcp://localhost:%d" % self.port
            for cli in (Cli(newest_docker()[1], host, home), berth(host, home)):
                cli.env.update(DOCKER_TLS_VERIFY="1", DOCKER_CERT_PATH=str(home))
                self.assertIn("labels", cli.ok("images"))

    def test_filesThatAreOfNoUseChangeNothing(self):
        stream, certificate = self.events(self.old), self.ping(self.old)[1]
        stranger = self.new.server().key
        for name, content, said in (("cert.pem", b"none", "cert.pem"), ("key.pem", b"", "key.pem"), ("key.pem", stranger.read_bytes(), "key")):
            with self.subTest(name):
                before = (self.folder / name).read_bytes()
                replace(self.folder / name, content)
                answer = self.daemon.post("/berth/registries/reload")
                self.assertEqual(400, answer.status, answer)
                self.assertRegex(answer.message(), "the old one stays in force: .*" + said)
                self.assertEqual((200, certificate), self.ping(self.old))
                replace(self.folder / name, before)
        self.tagged(stream, "still")


class Ignored(BerthTest):
    def test_whoStartsItWithoutHangupsIsToldSo(self):
        """the JVM cannot take back what nohup did"""
        made = self.new_daemon().start(preexec=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        wait_until(lambda: "is ready after" in made.logged(), 30, "the daemon says that it is ready")
        self.assertRegex(made.logged(), "WARN.* SIGHUP was ignored .*POST /berth/registries/reload")
        reload(made, "POST")
        self.assertNotIn("SIGHUP was ignored", self.daemon.logged())


if __name__ == "__main__":
    unittest.main()

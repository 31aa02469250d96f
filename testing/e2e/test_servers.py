"""Registries as they stand in offices: behind nginx with a private authority and client certificates, with links that end, and with mirrors."""
import base64
import hashlib
import http.server
import socket
import threading
import time
import unittest

from harness.case import BerthTest, registries, work
from harness.certificates import Authority
from harness.clients import all_clients, berth
from harness.registries import Proxy
from harness.servers import Nginx, Registry, htpasswd, tls_front
from harness.store import Store

USER, PASSWORD = "reader", "correct horse battery staple"
MIB = 1 << 20


class Servers(BerthTest):
    """A daemon for each test, which knows of the registries what certs.d says."""

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()

    def setUp(self):
        self.certs = work("certs")

    def begin(self, server):
        self.addCleanup(server.stop)
        return server

    def start(self, *flags):
        self.daemon = self.new_daemon("--certs-dir", self.certs, "--debug", *flags).start()

    def hosts(self, registry, text):
        folder = self.certs / registry
        folder.mkdir(exist_ok=True)
        (folder / "hosts.toml").write_text(text)

    def authorization(self, user=USER, password=PASSWORD):
        return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()

    def refused(self, image, *said):
        """the answer to a pull that must fail, in words that hold each of these"""
        answer = self.daemon.pull(image)
        self.assertTrue(answer.status >= 400 or answer.message(), answer)
        for words in said:
            self.assertRegex(answer.message(), words)
        self.assertEqual([], self.daemon.images())
        return answer


class Certificates(Servers):
    """nginx with TLS before the registry"""

    def setUp(self):
        super().setUp()
        self.authority = Authority(work("ca"))

    def front(self, pair, client_authority=None, more=""):
        return self.begin(Nginx(work("n"), tls_front(self.registry.plain, pair, client_authority, more)))

    def trusting(self, front, authority, more=""):
        """hosts.toml that takes the front's certificate from this authority"""
        self.hosts(front.address, 'server = "https://%s"\nca = "%s"\n%s' % (front.address, authority.certificate, more))

    def test_aPrivateAuthority(self):
        front = self.front(self.authority.server())
        self.trusting(front, self.authority)
        self.start()
        for name, client in all_clients(self.daemon.host, work("home")).items():
            with self.subTest(name):
                client.ok("pull", front.address + "/library/busybox")
                client.ok("rmi", front.address + "/library/busybox")
        self.assertTrue(all(r["tls"].startswith("TLSv1.") for r in front.requests()))

    def test_anAddressOfIPv6(self):
        """where the machine has none, the refusal is in words"""
        try:
            with socket.socket(socket.AF_INET6) as s:
                s.bind(("::1", 0))
        except OSError:
            self.start()
            self.refused("[::1]:9/library/busybox", r"\[?::1|0:0:0:0:0:0:0:1")
            return
        block = tls_front(self.registry.plain, self.authority.server(), more="listen [::1]:PORT ssl;")
        front = self.begin(Nginx(work("n"), lambda port: block(port).replace("PORT", str(port))))
        name = "[::1]:%d" % front.port
        self.hosts(name, 'server = "https://%s"\nca = "%s"\n' % (name, self.authority.certificate))
        self.start()
        client = berth(self.daemon.host, work("home"))   # docker's older clients know no such names
        client.ok("pull", name + "/library/busybox")
        self.assertEqual([name + "/library/busybox:latest"], self.daemon.images()[0]["RepoTags"])
        client.ok("rmi", name + "/library/busybox")

    def test_anUnknownAuthority(self):
        front = self.front(self.authority.server())
        self.trusting(front, Authority(work("ca"), "other"))
        self.start()
        self.refused(front.address + "/library/busybox", "certificate signed by unknown authority", front.address)
        self.assertEqual([], [r for r in front.requests() if r["status"] == 200])

    def test_aCertificateThatEnded(self):
        front = self.front(self.authority.server(days=-2))
        self.trusting(front, self.authority)
        self.start()
        self.refused(front.address + "/library/busybox", "certificate has expired")

    def test_anAuthorityThatEnded(self):
        ended = Authority(work("ca"), "ended", days=-2)
        front = self.front(ended.server())
        self.trusting(front, ended)
        self.start()
        self.refused(front.address + "/library/busybox", "certificate signed by unknown authority")
        self.assertRegex(self.daemon.logged(), "Test ended is not trusted: NotAfter")

    def test_aCertificateForAnotherName(self):
        front = self.front(self.authority.server(names=["elsewhere.test"]))
        name = "localhost:%d" % front.port
        self.hosts(name, 'server = "https://%s"\nca = "%s"\n' % (name, self.authority.certificate))
        self.start()
        self.refused(name + "/library/busybox", "failed to verify certificate: .*localhost")

    def test_whoSkipsVerificationGetsItAnyway(self):
        front = self.front(self.authority.server(days=-2))
        self.hosts(front.address, 'server = "https://%s"\nskip_verify = true\n' % front.address)
        self.start()
        self.pull(front.address + "/library/busybox")

    def test_clientCertificatesInBothForms(self):
        clients = Authority(work("ca"), "clients")
        front = self.front(self.authority.server(), clients)
        for form in ("pkcs1", "pkcs8"):
            with self.subTest(form):
                pair = clients.client(form, form=form)
                self.trusting(front, self.authority, 'client = [["%s", "%s"]]\n' % (pair.certificate, pair.key))
                self.start()
                self.pull(front.address + "/library/busybox")
                self.assertEqual("CN=" + form, front.requests()[-1]["client"])
                self.daemon.stop()

    def test_dockersNamesOfCertificateFiles(self):
        clients = Authority(work("ca"), "clients")
        front = self.front(self.authority.server(), clients)
        pair = clients.client()
        folder = self.certs / front.address
        folder.mkdir()
        for name, source in {"ca.crt": self.authority.certificate, "client.cert": pair.certificate, "client.key": pair.key}.items():
            (folder / name).write_bytes(source.read_bytes())
        self.start()
        self.pull(front.address + "/library/busybox")
        self.assertEqual({"CN=client"}, {r["client"] for r in front.requests()})

    def test_aMissingClientCertificate(self):
        front = self.front(self.authority.server(), Authority(work("ca"), "clients"))
        self.trusting(front, self.authority)
        self.start()
        self.refused(front.address + "/library/busybox", "(?i)certificate required|400 Bad Request")

    def test_aClientCertificateThatEnded(self):
        clients = Authority(work("ca"), "clients")
        front = self.front(self.authority.server(), clients)
        pair = clients.client(days=-2)
        self.trusting(front, self.authority, 'client = [["%s", "%s"]]\n' % (pair.certificate, pair.key))
        self.start()
        self.refused(front.address + "/library/busybox", "(?i)certificate required|400 Bad Request")

    def test_newCertificatesCountAfterAReload(self):
        front = self.front(self.authority.server())
        self.trusting(front, Authority(work("ca"), "old"))
        self.start()
        self.refused(front.address + "/library/busybox")
        self.trusting(front, self.authority)
        self.assertEqual(200, self.daemon.post("/berth/registries/reload").status)
        self.pull(front.address + "/library/busybox")

    def test_theKeyIsNeverLogged(self):
        pair = self.authority.client()
        front = self.front(self.authority.server(), self.authority)
        self.trusting(front, self.authority, 'client = [["%s", "%s"]]\n[header]\nx-test = "a-secret-of-the-header"\n' % (pair.certificate, pair.key))
        self.start()
        self.pull(front.address + "/library/busybox")
        self.assertEqual("a-secret-of-the-header", front.requests()[-1]["header"])
        key = pair.key.read_text().splitlines()[1]
        for secret in ("a-secret-of-the-header", key):
            self.assertNotIn(secret, self.daemon.logged())


class Links(Servers):
    """A registry that wants a password and sends whoever asks for a blob to a link at nginx, which holds for a while."""
    SECRET = "link secret"

    def setUp(self):
        super().setUp()
        self.signer = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Signer)
        self.signer.daemon_threads, self.signer.links, self.signer.holds = True, self, 60
        threading.Thread(target=self.signer.serve_forever, daemon=True).start()
        self.addCleanup(self.signer.server_close)
        self.addCleanup(self.signer.shutdown)
        self.behind = self.begin(Proxy(self.registry.plain, work("p")))
        passwords = htpasswd(work("h") / "passwords", {USER: PASSWORD})
        self.nginx = self.begin(Nginx(work("n"), lambda front, cdn: """server {
  listen 127.0.0.1:%d;
  auth_basic tests; auth_basic_user_file %s;
  location / { proxy_pass http://%s; }
  location ~ /blobs/ { proxy_pass http://127.0.0.1:%d; }
}
server {
  listen 127.0.0.1:%d;
  secure_link $arg_md5,$arg_expires;
  secure_link_md5 "$secure_link_expires$uri %s";
  location / {
    if ($secure_link = "") { return 403; }
    if ($secure_link = "0") { return 403; }
    proxy_pass http://%s$uri;
  }
}
""" % (front, passwords, self.registry.plain, self.signer.server_address[1], cdn, self.SECRET, self.behind.address), ports=2))
        self.image = self.nginx.address + "/library/redis"
        self.start()

    def signed(self, path):
        expires = int(time.time()) + self.signer.holds
        value = base64.urlsafe_b64encode(hashlib.md5(("%d%s %s" % (expires, path, self.SECRET)).encode()).digest()).rstrip(b"=").decode()
        return "http://127.0.0.1:%d%s?md5=%s&expires=%d" % (self.nginx.ports[1], path, value, expires)

    def header(self):
        return [("X-Registry-Auth", base64.urlsafe_b64encode(('{"username":"%s","password":"%s"}' % (USER, PASSWORD)).encode()).decode())]

    def linked(self):
        return [r for r in self.nginx.requests() if r["port"] == self.nginx.ports[1]]

    def test_credentialsStayWithTheRegistry(self):
        self.pull(self.image, headers=self.header())
        self.assertEqual({self.authorization()}, {r["authorization"] for r in self.nginx.requests() if r["port"] == self.nginx.port and r["status"] < 400})
        self.assertEqual({""}, {r["authorization"] for r in self.linked()})
        self.assertNotIn(PASSWORD, self.daemon.logged())

    def test_aLinkThatEndedIsAskedForAgain(self):
        blobs = self.registry.blobs("library/redis", "latest")
        large = max(blobs, key=blobs.get)
        self.signer.holds = 1
        self.behind.faults(match="/blobs/" + large, rate=5 * MIB, cut=15 * MIB, tries=1)   # the cut comes after the link's end
        self.pull(self.image, headers=self.header())
        requests = [r for r in self.linked() if large in r["path"]]
        self.assertEqual(2, len({r["path"] for r in requests}), requests)
        self.assertEqual(206, requests[-1]["status"], requests)
        self.assertLessEqual(sum(r["bytes"] for r in requests if r["status"] in (200, 206)), 1.05 * blobs[large] + 16 * MIB)
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_linksThatAreNeverGoodFailInWords(self):
        self.signer.holds = -60
        answer = self.daemon.pull(self.image, headers=self.header())
        self.assertRegex(answer.message(), "403|denied")
        self.assertNotIn("md5=", answer.message() + self.daemon.logged())
        self.assertEqual([], self.daemon.images())


class Signer(http.server.BaseHTTPRequestHandler):
    """sends everyone to a link that holds for a while"""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(307)
        self.send_header("Location", self.server.links.signed(self.path))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET


class Mirrors(Servers):
    """Two mirrors before a registry, one of which is broken"""

    def setUp(self):
        super().setUp()
        self.broken = self.begin(Proxy(self.registry.plain, work("p")))
        self.good = self.begin(Proxy(self.registry.plain, work("p")))
        self.upstream = self.begin(Proxy(self.registry.plain, work("p")))
        self.name = self.upstream.address
        self.hosts(self.name, 'server = "http://%s"\n[host."http://%s"]\ncapabilities = ["pull", "resolve"]\n[host."http://%s"]\ncapabilities = ["pull", "resolve"]\n'
                   % (self.name, self.broken.address, self.good.address))

    def asked(self, proxy):
        """the paths that the daemon asked for there"""
        return [e["path"] for e in proxy.log() if not e["path"].startswith("/__")]

    def pulled(self):
        self.start()
        self.pull(self.name + "/library/redis")
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_oneThatAnswers503IsPassedOver(self):
        self.broken.faults(status=503, tries=0, match=".")
        self.pulled()
        self.assertNotEqual([], self.asked(self.good))
        self.assertEqual([], self.asked(self.upstream))

    def test_oneWhoseBytesAreWrongIsPassedOver(self):
        self.broken.faults(corrupt=100, tries=0, match="/blobs/")
        self.pulled()
        self.assertEqual([], [e for e in self.upstream.log() if "/blobs/" in e["path"]])

    def test_oneThatIsGoneIsPassedOver(self):
        self.broken.stop()
        self.pulled()
        self.assertNotEqual([], self.asked(self.good))

    def test_afterACutInMidBlobNothingComesTwice(self):
        self.broken.faults(cut=MIB, tries=3, match="/blobs/")
        self.pulled()
        size = sum(self.registry.blobs("library/redis", "latest").values())
        destroyed = sum(e["bytes"] for e in self.broken.log() if e["fault"] == "cut")   # a reset takes what was not read yet
        self.assertLessEqual(self.broken.blob_bytes() + self.good.blob_bytes() + self.upstream.blob_bytes(), 1.05 * size + destroyed)

    def test_mirrorsAreToldWhichRegistryIsMeant(self):
        self.pulled()
        self.assertEqual([], [p for p in self.asked(self.broken) if p != "/v2/" and not p.endswith("ns=" + self.name)])

    def test_whenAllAreBrokenTheRegistryServes(self):
        for mirror in (self.broken, self.good):
            mirror.faults(status=500, tries=0, match=".")
        self.pulled()

    def test_aMirrorWithAPasswordOfTheDaemons(self):
        mirror = self.begin(Registry.with_passwords(work("r"), self.registry.root / "storage", {USER: PASSWORD}))
        self.hosts(self.name, 'server = "http://%s"\n[host."http://%s"]\ncapabilities = ["pull", "resolve"]\n' % (self.name, mirror.address))
        file = work("c") / "credentials.json"
        file.write_text('{"auths": {"%s": {"auth": "%s"}}}' % (mirror.address, self.authorization()[6:]))
        file.chmod(0o600)
        self.start("--credentials-file", file)
        self.pull(self.name + "/library/busybox")
        self.assertEqual([], self.asked(self.upstream))
        self.assertNotIn(PASSWORD, self.daemon.logged())
        self.assertNotIn(self.authorization()[6:], self.daemon.logged())


del Servers   # no tests of its own

if __name__ == "__main__":
    unittest.main()

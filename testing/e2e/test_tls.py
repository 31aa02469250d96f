"""The Engine API by TLS on TCP: real clients with certificates, and everybody else."""
import http.client
import socket
import ssl
import subprocess
import unittest

from harness.case import FULL, BerthTest, registries, work
from harness.clients import Cli, berth, dockers
from harness.daemon import Daemon
from harness.processes import free_ports


def certificates():
    """a folder with ca.pem, cert.pem and key.pem of server and client, and strangers' ones"""
    folder = work("pki")
    run = lambda *args: subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)
    for ca in ("ca", "other"):
        run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=" + ca, "-keyout", ca + "-key.pem", "-out", ca + ".pem")
    (folder / "ext").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    for name, ca in (("server", "ca"), ("client", "ca"), ("stranger", "other")):
        (folder / name).mkdir()
        run("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", name + "/key.pem", "-out", name + ".csr")
        run("x509", "-req", "-in", name + ".csr", "-CA", ca + ".pem", "-CAkey", ca + "-key.pem", "-CAcreateserial", "-days", "9", "-extfile", "ext", "-out", name + "/cert.pem")
        (folder / name / "ca.pem").write_bytes((folder / "ca.pem").read_bytes())
    run("rsa", "-in", "client/key.pem", "-traditional", "-out", "client/key1.pem")
    return folder


class Tls(BerthTest):
    @classmethod
    def setUpClass(cls):
        registries()   # takes its ports first
        cls.pki = certificates()
        cls.port = free_ports(1)[0]
        cls.address = "localhost:%d" % cls.port
        cls.flags = ("-H", "tcp://0.0.0.0:%d" % cls.port, *cls.files("server"))
        super().setUpClass()
        cls.daemon.pull("labels", "1")

    @classmethod
    def files(cls, name):
        return ("--tlsverify", "--tlscacert", cls.pki / "ca.pem", "--tlscert", cls.pki / name / "cert.pem", "--tlskey", cls.pki / name / "key.pem")

    def client(self, program, name="client"):
        cli = Cli(program, "tcp://" + self.address, work("home")) if program != "berth" else berth("tcp://" + self.address, work("home"))
        cli.env.update(DOCKER_TLS_VERIFY="1", DOCKER_CERT_PATH=str(self.pki / name))
        return cli

    def clients(self):
        for version, path in dockers().items():
            with self.subTest(client="docker " + version):
                yield path
        with self.subTest(client="berth"):
            yield "berth"

    def test_byEnvironment(self):
        for program in self.clients():
            cli = self.client(program)
            self.assertIn("labels", cli.ok("images"))
            cli.ok("pull", "redis")
            self.assertIn("redis", cli.ok("images", "redis"))
            cli.ok("events", "--since", "0", "--until", "1")

    def test_byFlags(self):
        for program in self.clients():
            cli = self.client(program)
            del cli.env["DOCKER_TLS_VERIFY"], cli.env["DOCKER_CERT_PATH"]
            self.assertIn("labels", cli.ok(*(str(x) for x in self.files("client")), "images"))

    def test_olderFormOfKey(self):
        cli = self.client("berth")
        self.assertIn("labels", cli.ok("--tlskey", str(self.pki / "client" / "key1.pem"), "images"))

    if FULL:
        def test_whoNeverShakesHandsIsCutOff(self):
            """after Limits.TLS_HANDSHAKE_MAX"""
            with socket.create_connection(("127.0.0.1", self.port)) as silent:
                silent.settimeout(8)
                with self.assertRaises(TimeoutError):
                    silent.recv(1)
                silent.settimeout(30)
                self.assertEqual(b"", silent.recv(1))

    def test_strangers(self):
        for program in self.clients():
            self.assertNotEqual(0, self.client(program, "stranger").run("images").code)
            without = self.client(program)
            without.env.update(DOCKER_CERT_PATH=str(work("empty")))
            self.assertNotEqual(0, without.run("images").code)
            plain = self.client(program)
            del plain.env["DOCKER_TLS_VERIFY"]
            self.assertNotEqual(0, plain.run("images").code)

    def test_serverThatIsAnother(self):
        """a client finds out whom it talks to: the name is wrong, or the authority"""
        for program in self.clients():
            cli = self.client(program)
            self.assertNotEqual(0, cli.run("--tlscacert", str(self.pki / "other.pem"), "images").code)

    def test_curl(self):
        curl = lambda *args: subprocess.run(["curl", "-sS", "--max-time", "20", *args, "https://%s/_ping" % self.address], capture_output=True, text=True, check=False)
        known = ["--cacert", self.pki / "ca.pem", "--cert", self.pki / "client" / "cert.pem", "--key", self.pki / "client" / "key.pem"]
        self.assertEqual("OK", curl(*known).stdout)
        self.assertEqual("OK", curl(*known, "--tls-max", "1.2").stdout)
        self.assertNotEqual(0, curl(*known, "--tls-max", "1.1").returncode)
        self.assertNotEqual(0, curl("--cacert", self.pki / "ca.pem").returncode)

    def test_manyWhoDoNotRead(self):
        """their answers wait in the daemon, but not without bound, and nobody else waits"""
        before = self.daemon.memory()[0]
        slow = []
        for _ in range(64):
            connection = http.client.HTTPSConnection("localhost", self.port, context=self.context(), timeout=30)
            connection.request("GET", "/v1.55/events?cursor=0")
            slow.append(connection)
        for _ in range(30):
            self.daemon.get("/_ping")
        for i in range(2000):
            self.daemon.post("/images/labels:1/tag?repo=t%d&tag=x" % (i % 20))
        self.assertIn("labels", self.client("berth").ok("images"))
        grown = self.daemon.memory()[0] - before
        for connection in slow:
            connection.close()
        self.assertLess(grown, 200 << 20)

    def context(self):
        context = ssl.create_default_context(cafile=self.pki / "ca.pem")
        context.load_cert_chain(self.pki / "client" / "cert.pem", self.pki / "client" / "key.pem")
        return context


class Refused(unittest.TestCase):
    """What would protect nothing does not start."""

    def start(self, *flags):
        made = Daemon(work("d"), *flags)
        self.addCleanup(made.__exit__)
        with self.assertRaises(AssertionError) as e:
            made.start()
        return str(e.exception)

    def test_otherAddressesWithoutCertificatesOfClients(self):
        for flags in ((), ("--tls",)):
            self.assertIn("need TLS with clients' certificates", self.start("-H", "tcp://0.0.0.0:%d" % free_ports(1)[0], *flags))

    def test_filesThatAreOfNoUse(self):
        pki = certificates()
        address = ("-H", "tcp://127.0.0.1:%d" % free_ports(1)[0])
        self.assertRegex(self.start(*address, "--tls", "--tlscert", pki / "nosuch.pem", "--tlskey", pki / "ca-key.pem"), "the TLS file .*nosuch.pem is not there")
        self.assertRegex(self.start(*address, "--tls", "--tlscert", pki / "server.csr", "--tlskey", pki / "ca-key.pem"), "the TLS file .*server.csr cannot be used: no certificate")


if __name__ == "__main__":
    unittest.main()

"""Who may talk to the daemon, and how it starts and ends."""
import grp
import os
import pathlib
import socket
import stat
import subprocess
import time
import unittest

from harness.case import FULL, BerthTest, registries, work
from harness.daemon import BERTHD, environment
from harness.http import request
from harness.processes import Process, free_ports


def refused(root, *flags):
    """exit code and output of a daemon that is expected not to start"""
    argv = [str(x) for x in (BERTHD, "--data-root", root / "data", "--exec-root", root / "exec", "--pidfile", root / "pid", *flags)]
    done = subprocess.run(argv, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, check=False)
    return done.returncode, done.stdout + done.stderr


class Socket(BerthTest):
    def test_modeIs0660(self):
        self.assertEqual(0o660, stat.S_IMODE(self.daemon.socket.stat().st_mode))

    def test_groupIsDockerWhereItExists(self):
        group = next((g.gr_gid for g in grp.getgrall() if g.gr_name == "docker"), 0)
        self.assertEqual(group, self.daemon.socket.stat().st_gid)

    def test_aStrangerMayNotConnect(self):
        script = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])"
        root = self.daemon.root.parent
        mode = stat.S_IMODE(root.stat().st_mode)
        os.chmod(root, 0o755)
        self.addCleanup(os.chmod, root, mode)
        done = subprocess.run(["/usr/bin/python3", "-c", script, str(self.daemon.socket)], user=65534, group=65534, extra_groups=[], capture_output=True, text=True, check=False)
        self.assertIn("PermissionError", done.stderr)

    def test_whatIsOnDiskIsForTheOwnerOnly(self):
        self.pull("busybox")
        self.assertEqual(0, stat.S_IMODE(self.daemon.data.stat().st_mode) & 0o077)


class Tcp(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        cls.port = free_ports(1)[0]
        cls.daemon = cls.new_daemon("-H", "tcp://127.0.0.1:%d" % cls.port).start()

    def ask(self, *headers, method="GET", path="/images/json"):
        return request("tcp://127.0.0.1:%d" % self.port, method, path, headers).status

    def test_loopbackNamesAreServed(self):
        for host in ("127.0.0.1", "localhost", "[::1]"):
            self.assertEqual(200, self.ask(("Host", "%s:%d" % (host, self.port))), host)

    def test_anotherHostIsRefused(self):
        for host in ("evil.example", "evil.example:%d" % self.port, "127.0.0.1.evil.example", "localhost.evil.example", ""):
            self.assertEqual(403, self.ask(("Host", host)), host)

    def test_aPageOfAnotherOriginIsRefused(self):
        host = ("Host", "127.0.0.1:%d" % self.port)
        for origin in ("http://evil.example", "null", "http://127.0.0.1:%d" % (self.port + 1)):
            self.assertEqual(403, self.ask(host, ("Origin", origin)), origin)
        for site in ("cross-site", "same-site"):
            self.assertEqual(403, self.ask(host, ("Sec-Fetch-Site", site)), site)
        self.assertEqual(200, self.ask(host, ("Sec-Fetch-Site", "same-origin")))
        self.assertEqual(200, self.ask(host, ("Sec-Fetch-Site", "none")))

    def test_changesAreRefusedInTheSameWay(self):
        host = ("Host", "127.0.0.1:%d" % self.port)
        self.assertEqual(403, self.ask(host, ("Origin", "http://evil.example"), ("Content-Length", "0"), method="POST", path="/images/prune"))

    def test_anotherAddressIsRefusedAtTheStart(self):
        for host in ("tcp://0.0.0.0:%d" % (self.port + 1), "tcp://[::]:%d" % (self.port + 1)):
            code, said = refused(work("s"), "-H", host)
            self.assertNotEqual(0, code)
            self.assertIn("TLS", said)


class Life(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()

    def test_sigtermEndsWith143AndTakesTheSocketAway(self):
        daemon = self.new_daemon().start()
        self.assertEqual(143, daemon.stop())
        self.assertFalse(daemon.socket.exists())
        self.assertFalse((daemon.root / "berthd.pid").exists())

    def test_sigtermDuringTheStartTakesEverythingAway(self):
        daemon = self.new_daemon()
        for hundredths in range(10, 100, 10):
            daemon.process = Process(daemon.argv(), daemon.log, environment())
            time.sleep(hundredths / 100)   # wherever in its start that is
            self.assertEqual(143, daemon.stop(), daemon.logged())
            self.assertFalse(daemon.socket.exists(), hundredths)
            self.assertFalse((daemon.root / "berthd.pid").exists(), hundredths)
        self.assertNotIn("Exception", daemon.logged())
        daemon.start()

    def test_sigtermLetsARunningRequestEnd(self):
        daemon = self.new_daemon().start()
        self.assertEqual(200, daemon.get("/images/json").status)
        events = socket.socket(socket.AF_UNIX)
        events.connect(str(daemon.socket))
        events.sendall(b"GET /events HTTP/1.1\r\nHost: docker\r\n\r\n")
        self.assertIn(b"200", events.recv(4096))
        self.assertEqual(143, daemon.stop())
        events.close()

    def test_sigtermCutsARequestThatDoesNotEnd(self):
        """after Limits.HTTP_STOP_MAX"""
        daemon = self.new_daemon().start()
        with socket.socket(socket.AF_UNIX) as slow:
            slow.connect(str(daemon.socket))
            slow.sendall(b"POST /auth HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
            self.assertIn(b"100 Continue", slow.recv(100))
            self.assertEqual(143, daemon.stop())
        self.assertIn("requests are still running after 10 s: they are cut", daemon.logged())

    if FULL:
        def test_aSilentConnectionIsClosedInTheEnd(self):
            """after Limits.HTTP_IDLE_MAX"""
            daemon = self.new_daemon().start()
            with socket.socket(socket.AF_UNIX) as silent:
                silent.connect(str(daemon.socket))
                silent.settimeout(170)
                with self.assertRaises(TimeoutError):
                    silent.recv(1)
                silent.settimeout(60)
                self.assertEqual(b"", silent.recv(1))

    def test_aSecondDaemonOnTheSameDataRootIsRefused(self):
        with self.new_daemon() as first:
            other = work("s")
            argv = [str(x) for x in (BERTHD, "--data-root", first.data, "--exec-root", other / "exec", "--pidfile", other / "pid", "-H", "unix://%s" % (other / "b.sock"))]
            done = subprocess.run(argv, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, check=False)
            self.assertNotEqual(0, done.returncode)
            self.assertIn(str(first.data), done.stdout + done.stderr)
            self.assertEqual(200, first.get("/images/json").status)

    def test_aStoreOfANewerFormatIsRefused(self):
        daemon = self.new_daemon().start()
        daemon.stop()
        lock = daemon.data / "lock"
        lock.write_text("".join(str(int(x) + 1000) if x.isdigit() else x for x in lock.read_text().split()) + "\n")
        before = sorted(p.name for p in daemon.data.rglob("*"))
        code, said = refused(daemon.root, "-H", daemon.host)
        self.assertNotEqual(0, code)
        self.assertIn("newer", said)
        self.assertEqual(before, sorted(p.name for p in daemon.data.rglob("*")))

    def test_aStaleSocketAndPidFileDoNotMatter(self):
        daemon = self.new_daemon().start()
        daemon.kill()
        self.assertTrue(daemon.socket.exists())
        daemon.start()
        self.assertEqual(143, daemon.stop())

    def test_unknownFlagsAndKeysAreRefused(self):
        root = work("s")
        self.assertIn("--nosuch", refused(root, "--nosuch")[1])
        (root / "daemon.json").write_text('{"nosuch": 1}')
        code, said = refused(root, "--config-file", str(root / "daemon.json"), "-H", "unix://%s" % (root / "b.sock"))
        self.assertNotEqual(0, code)
        self.assertIn("the following directives don't match any configuration option: nosuch", said)

    def test_daemonJsonIsRead(self):
        daemon = self.new_daemon("--config-file", str(work("c") / "daemon.json"))
        pathlib.Path(daemon.flags[-1]).write_text('{"labels": ["a=b"], "insecure-registries": ["registry.test:5000"]}')
        with daemon:
            self.assertEqual(["a=b"], daemon.get("/info").json()["Labels"])


if __name__ == "__main__":
    unittest.main()

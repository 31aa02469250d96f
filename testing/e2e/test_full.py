"""A full disk: a pull that does not fit is refused before it begins, and removing works to the last byte."""
import threading
import unittest

from harness.case import BerthTest, registries, work
from harness.clients import Cli, berth, newest_docker
from harness.daemon import daemon
from harness.disk import SmallDisk
from harness.processes import wait_until
from harness.registries import Proxy
from harness.store import Store

DISK = 128 << 20
RESERVE = 16 << 20   # Limits.RESERVE_BYTES
RATE = 4 << 20
REFUSED = r"no space left on device: need \d+, have \d+"


class FullDisk(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()

    def setUp(self):
        self.disk = SmallDisk(work("disk"), DISK)
        self.addCleanup(self.disk.unmount)
        self.daemon = daemon(work("d"), "--registry-mirror", "http://" + self.registry.plain)
        self.daemon.data = self.disk.path / "data"
        self.addCleanup(self.daemon.__exit__)
        self.daemon.start()
        self.store = Store(self.daemon.data)
        self.pull("busybox")
        wait_until(self.reserved, 60, "the reserve is there")

    def reserved(self):
        file = self.daemon.data / "reserve"
        return file.exists() and file.stat().st_size == RESERVE

    def tags(self):
        return sorted(t for i in self.daemon.images() for t in i["RepoTags"] or [])

    def faults(self):
        self.disk.clear()
        self.daemon.stop()
        return self.store.faults()

    def test_aPullThatDoesNotFitIsRefusedBeforeItsFirstByte(self):
        self.disk.fill(leave=8 << 20)
        proxy = Proxy(self.registry.plain, work("p"))
        self.addCleanup(proxy.stop)
        answer = self.daemon.pull(proxy.address + "/library/redis")
        self.assertEqual(503, answer.status, answer)
        self.assertRegex(answer.message(), "^%s$" % REFUSED)
        need, have = (int(x) for x in answer.message().replace(",", "").split() if x.isdigit())
        self.assertLess(have, need)
        layers = {layer["digest"] for layer in self.registry.manifest("library/redis", "latest")[0]["layers"]}
        self.assertEqual([], [e for e in proxy.log() if e["path"].rpartition("/")[2] in layers])
        self.assertEqual(["busybox:latest"], self.tags())
        self.assertEqual([], self.daemon.get("/berth/jobs").json())
        self.assertEqual([], self.faults())

    def test_theClientsSayWhatIsLacking(self):
        self.disk.fill(leave=8 << 20)
        for client in (Cli(newest_docker()[1], self.daemon.host, work("home")), berth(self.daemon.host, work("home"))):
            done = client.run("pull", "redis")
            self.assertEqual(1, done.code, done)
            self.assertRegex(done.err, REFUSED)

    def test_aDiskThatFillsInMidPullEndsIt(self):
        proxy = Proxy(self.registry.plain, work("p"))
        self.addCleanup(proxy.stop)
        proxy.faults(rate=RATE, tries=0)
        answers = []
        running = threading.Thread(target=lambda: answers.append(self.daemon.pull(proxy.address + "/library/redis")))
        running.start()
        wait_until(lambda: proxy.blob_bytes() or any(f.stat().st_size > 1 << 20 for f in self.store.ingested().values()), 60, "some of it is on disk")
        self.disk.fill()
        running.join(60)
        # The index does not know how much it lacks.
        self.assertRegex(answers[0].message(), "(%s|no space left on device)$" % REFUSED)
        self.assertEqual(["busybox:latest"], self.tags())
        self.get("/images/busybox/json")
        self.disk.clear()
        proxy.faults()
        self.pull(proxy.address + "/library/redis")
        self.assertEqual([], self.faults())

    def test_removingWorksOnACompletelyFullDisk(self):
        self.pull("labels", "1")
        self.pull("redis")
        self.disk.fill()
        docker = Cli(newest_docker()[1], self.daemon.host, work("home"))
        self.assertIn("Untagged: labels:1", docker.ok("rmi", "labels:1"))
        self.disk.fill()
        self.assertIn("untagged: redis:latest", docker.ok("image", "prune", "-a", "-f"))
        self.assertEqual([], self.tags())
        self.disk.clear()
        wait_until(self.reserved, 90, "the reserve is there again")
        self.pull("redis")
        self.assertEqual([], self.faults())

    def test_theDaemonStartsOnAFullDisk(self):
        for end in (self.daemon.stop, self.daemon.kill):
            with self.subTest(end=end.__name__):
                self.pull("labels", "1")
                end()
                self.disk.fill()
                self.daemon.start()
                self.assertEqual(["busybox:latest", "labels:1"], self.tags())
                self.get("/images/labels:1/json")
                self.assertEqual(200, self.daemon.delete("/images/labels:1").status)
                self.assertRegex(self.daemon.pull("redis").message(), "no space left on device")
                self.disk.clear()
                wait_until(self.reserved, 90, "the reserve is there again")
        self.assertEqual([], self.faults())

    def test_aNewStoreOnAFullDiskIsRefusedInOneLine(self):
        self.daemon.stop()
        self.disk.fill()
        other = daemon(work("d"))
        other.data = self.disk.path / "other"
        with self.assertRaises(AssertionError) as caught:
            other.start()
        self.assertIn("berthd: ", str(caught.exception))
        self.assertNotIn("\tat ", str(caught.exception))


if __name__ == "__main__":
    unittest.main()

"""On two carrier threads: readers that do not read, streams, pulls and a pipe in a blob's place hold up nobody else."""
import concurrent.futures
import os
import socket
import unittest

from harness.case import BerthTest, quote, registries, work
from harness.processes import wait_until
from harness.registries import Proxy
from harness.store import Store
from harness.watchdog import TWO_CARRIERS, Watchdog

SLOW = 64
PULLS = ["redis", "debian", "alpine", "multiarch", "mongo-like:4.2.6", "labels:2", "labels:3", "encodings:oci-zstd"]
RATE = 2 << 20
READS = ["/images/json?all=1", "/images/json?digests=1&filters=%7B%22reference%22%3A%5B%22busy%2A%22%5D%7D", "/images/busybox/json", "/images/busybox/history", "/system/df", "/info",
         "/events?since=0&until=1", "/berth/jobs", "/containers/json", "/metrics"]


class Starvation(BerthTest):
    java_options = TWO_CARRIERS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.daemon.pull("busybox")
        cls.daemon.pull("labels", "1")
        # a list of which no socket's buffers hold a few
        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            list(threads.map(cls.name, range(1500)))
        assert len(cls.daemon.get("/images/json").raw) > 300_000

    @classmethod
    def name(cls, n):
        assert cls.daemon.post("/images/busybox/tag?repo=%s&tag=x" % quote("r%d/%s" % (n, "x" * 230))).status == 201

    def hold(self, path):
        """a client that asks and does not read the answers"""
        s = socket.socket(socket.AF_UNIX)
        self.addCleanup(s.close)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect(str(self.daemon.socket))
        s.sendall(b"GET %s HTTP/1.1\r\nHost: docker\r\n\r\n" % path.encode() * 4)

    def test_slowReadersAndPullsLeaveRoomForOthers(self):
        proxy = Proxy(self.registry.plain, work("p"))
        self.addCleanup(proxy.stop)
        proxy.faults(rate=RATE, tries=0)
        with Watchdog(self.daemon, "/_ping", "/images/labels:1/json"), concurrent.futures.ThreadPoolExecutor(24) as threads:
            for _ in range(SLOW):
                self.hold("/images/json?all=1")
                self.hold("/events?since=0")
            pulls = [threads.submit(self.daemon.pull, "%s/library/%s" % (proxy.address, image.partition(":")[0]), image.partition(":")[2] or "latest") for image in PULLS]
            reads = [threads.submit(self.daemon.get, path, timeout=60) for _ in range(5) for path in READS]
            prunes = [threads.submit(self.daemon.post, "/images/prune") for _ in range(5)]
            for done in concurrent.futures.as_completed([*reads, *prunes]):
                self.assertIn(done.result().status, (200, 409), done.result())
            proxy.faults()
            for done in pulls:
                self.assertEqual((200, ""), (done.result().status, done.result().message()))
        self.assertEqual([], self.get("/berth/jobs"))

    def test_aPipeInABlobsPlaceIsDamageAndNobodyWaitsForIt(self):
        self.pull("labels", "5")
        document, _ = self.registry.manifest("library/labels", "5")
        file = Store(self.daemon.data).file(document["config"]["digest"])
        file.unlink()
        os.mkfifo(file)
        with Watchdog(self.daemon, "/_ping", "/images/busybox/json"), concurrent.futures.ThreadPoolExecutor(8) as threads:
            for answer in threads.map(lambda _: self.daemon.get("/images/labels:5/history", timeout=30), range(8)):
                self.assertNotEqual(0, answer.status, answer)
        self.pull("labels", "5")
        self.get("/images/labels:5/history")
        wait_until(lambda: "damage" in self.daemon.logged(), 30, "the damage is named")


if __name__ == "__main__":
    unittest.main()

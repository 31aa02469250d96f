"""A pull that stops goes on at the byte where it stopped, whatever stopped it."""
import signal
import threading
import unittest

from harness.case import BerthTest, registries, work
from harness.clients import Cli, newest_docker
from harness.processes import wait_until
from harness.registries import Proxy
from harness.store import Store

RATE = 8 << 20
CUT = 3_000_000


class Resume(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        blobs = cls.registry.blobs("library/redis", "latest")
        cls.large = max(blobs, key=blobs.get)

    def setUp(self):
        self.proxy = Proxy(self.registry.plain, work("p"))
        self.addCleanup(self.proxy.stop)
        self.daemon = self.new_daemon().start()
        self.addCleanup(self.daemon.__exit__)
        self.image = self.proxy.address + "/library/redis"

    def requests(self):
        """of the large layer, in order"""
        return [e for e in self.proxy.log() if e["path"].endswith(self.large) and e["method"] == "GET"]

    def ingested(self):
        """bytes of the large layer that are on disk so far"""
        file = Store(self.daemon.data).ingests / self.large.replace(":", "-")
        return file.stat().st_size if file.exists() else 0

    def assertResumed(self, kept):
        first, last = self.requests()[0], self.requests()[-1]
        self.assertIsNone(first["range"])
        self.assertRegex(last["range"], r"^bytes=[1-9]\d*-")
        start = int(last["range"][6:].split("-")[0])
        self.assertGreaterEqual(start, kept)
        self.assertEqual(206, last["status"])
        self.assertLessEqual(sum(e["bytes"] for e in self.requests()), self.registry.blobs("library/redis", "latest")[self.large] + (8 << 20))
        self.assertEqual([], Store(self.daemon.data).faults())

    def pulled_in_part(self, pull):
        """begins a slow pull by the function and waits until some of the large layer is there"""
        self.proxy.faults(rate=RATE, tries=0)
        running = threading.Thread(target=pull)
        running.start()
        wait_until(lambda: self.ingested() > CUT, 60, "some of the layer is on disk")
        return running

    def test_afterACutConnection(self):
        self.proxy.faults(cut=CUT, tries=1, match="/blobs/" + self.large)
        self.pull(self.image)
        self.assertEqual(2, len(self.requests()))
        # a reset also takes what was sent and not read yet
        self.assertRegex(self.requests()[1]["range"], r"^bytes=[1-9]\d*-$")

    def test_afterFiveCuts(self):
        self.proxy.faults(cut=CUT, tries=5, match="/blobs/" + self.large)
        self.pull(self.image)
        self.assertEqual(6, len(self.requests()))

    def test_afterControlCOfTheClient(self):
        docker = Cli(newest_docker()[1], self.daemon.host, work("home"))
        self.proxy.faults(rate=RATE, tries=0)
        client = docker.begin("pull", self.image)
        wait_until(lambda: self.ingested() > CUT, 60, "some of the layer is on disk")
        client.send_signal(signal.SIGINT)
        client.wait(20)
        wait_until(self.requests, 20, "the daemon closed its connection to the registry")
        kept = self.ingested()
        self.assertGreater(kept, CUT)
        self.proxy.faults()
        self.pull(self.image)
        self.assertResumed(kept)

    def test_whileAnotherClientStillWaitsNothingStops(self):
        docker = Cli(newest_docker()[1], self.daemon.host, work("home"))
        self.proxy.faults(rate=RATE, tries=0)
        first, second = docker.begin("pull", self.image), docker.begin("pull", self.image)
        wait_until(lambda: self.ingested() > CUT, 60, "some of the layer is on disk")
        first.send_signal(signal.SIGINT)
        self.assertEqual(0, second.wait(60))
        first.wait(20)
        self.assertEqual(1, len(self.requests()))

    def test_afterSigterm(self):
        running = self.pulled_in_part(lambda: self.daemon.pull(self.image))
        self.assertEqual(143, self.daemon.stop())
        running.join()
        kept = self.ingested()
        self.assertGreater(kept, CUT)
        self.proxy.faults()
        self.daemon.start()
        self.pull(self.image)
        self.assertResumed(kept)

    def test_afterKill(self):
        running = self.pulled_in_part(lambda: self.daemon.pull(self.image))
        self.daemon.kill()
        running.join()
        kept = self.ingested()
        self.proxy.faults()
        self.daemon.start()
        self.pull(self.image)
        self.assertResumed(kept)

    def test_aRegistryThatIgnoresRangeIsReadFromTheStart(self):
        self.proxy.faults(cut=CUT, tries=1, match="/blobs/" + self.large, ignore_range=True)
        self.pull(self.image)
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_wrongBytesAreFetchedOnceMore(self):
        self.proxy.faults(corrupt=CUT, tries=1, match="/blobs/" + self.large)
        self.pull(self.image)
        self.assertEqual(2, len(self.requests()))
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_bytesThatStayWrongFailAndNameNothing(self):
        self.proxy.faults(corrupt=CUT, tries=0, match="/blobs/" + self.large)
        answer = self.daemon.pull(self.image)
        self.assertIn(self.large, answer.message())
        self.assertEqual([], self.daemon.images())

    def test_anUpToDateImageCostsOneHead(self):
        self.pull(self.image)
        before = len(self.proxy.log())
        self.pull(self.image)
        self.assertEqual(["HEAD"], [e["method"] for e in self.proxy.log()[before:] if e["path"] != "/v2/"])


if __name__ == "__main__":
    unittest.main()

"""What the daemon is fetching can be looked at and called off; what had come stays for the next pull."""
import subprocess
import unittest

from harness.case import BerthTest, registries, work
from harness.clients import Cli, berth, newest_docker
from harness.processes import wait_until
from harness.registries import Proxy
from harness.store import Store

RATE = 4 << 20
ENOUGH = 3_000_000


class Jobs(BerthTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.blobs = cls.registry.blobs("library/redis", "latest")
        cls.large = max(cls.blobs, key=cls.blobs.get)

    def setUp(self):
        self.reset()
        self.proxy = Proxy(self.registry.plain, work("p"))
        self.addCleanup(self.proxy.stop)
        self.proxy.faults(rate=RATE, tries=0)
        self.image = self.proxy.address + "/library/redis"

    def jobs(self):
        return self.get("/berth/jobs")

    def begun(self, client):
        """the client's pull, when some of the large layer is on disk, and its job"""
        running = subprocess.Popen([client.program, "pull", self.image], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=client.env)
        self.addCleanup(running.communicate)
        file = Store(self.daemon.data).ingests / self.large.replace(":", "-")
        # An earlier test may have left some of it, so the file alone does not tell that this pull is at it.
        job = wait_until(lambda: next((one for one in self.jobs() if self.layer(one).get("State") == "receiving"), None), 30, "the layer comes")
        wait_until(lambda: file.exists() and file.stat().st_size > ENOUGH, 60, "some of the layer is on disk")
        return running, job

    def layer(self, job):
        """the large layer as the job shows it; empty while it does not"""
        return next((blob for blob in job["Blobs"] if blob["Digest"] == self.large), {})

    def test_noneRunsWhereNothingIsPulled(self):
        self.assertEqual([], self.jobs())
        self.assertEqual(404, self.daemon.delete("/berth/jobs/999999").status)
        self.assertEqual(400, self.daemon.delete("/berth/jobs/x").status)

    def test_aRunningPullIsListedWithItsBlobs(self):
        running, job = self.begun(Cli(newest_docker()[1], self.daemon.host, work("home")))
        self.assertEqual("pull", job["Kind"])
        self.assertIn(self.image, job["Subject"])
        layers = {d: size for d, size in self.blobs.items() if d in {b["Digest"] for b in job["Blobs"]}}
        self.assertIn(self.large, layers)
        for blob in job["Blobs"]:
            self.assertEqual(layers[blob["Digest"]], blob["Total"])
            self.assertLessEqual(blob["Current"], blob["Total"])
        self.assertGreater(next(b["Current"] for b in job["Blobs"] if b["Digest"] == self.large), 0)
        self.proxy.faults()
        self.assertEqual(204, self.daemon.delete("/berth/jobs/" + job["Id"]).status)
        running.wait(30)
        self.assertEqual([], self.jobs())

    def cancelled(self, client):
        running, job = self.begun(client)
        self.assertEqual(204, self.daemon.delete("/berth/jobs/" + job["Id"]).status)
        out, err = running.communicate(timeout=30)
        self.assertEqual(1, running.returncode, out + err)
        self.assertIn("cancelled", err)
        self.assertEqual([], self.jobs())
        self.assertEqual([], self.daemon.images())
        kept = Store(self.daemon.data).ingested()[self.large].stat().st_size
        self.assertGreater(kept, ENOUGH)
        self.proxy.faults()
        client.ok("pull", self.image)
        last = [e for e in self.proxy.log() if e["path"].endswith(self.large) and e["method"] == "GET"][-1]
        self.assertEqual("bytes=%d-" % kept, last["range"])
        self.assertEqual(206, last["status"])
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_dockerSeesAClearErrorAndGoesOnWhereItStopped(self):
        self.cancelled(Cli(newest_docker()[1], self.daemon.host, work("home")))

    def test_soDoesBerth(self):
        self.cancelled(berth(self.daemon.host, work("home")))

    def test_anotherPullOfTheSameBlobsGoesOn(self):
        docker = Cli(newest_docker()[1], self.daemon.host, work("home"))
        first, job = self.begun(docker)
        second = subprocess.Popen([docker.program, "pull", self.image], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=docker.env)
        # A second job alone is not enough: called off before that asked for the layer, the download would rightly stop and begin again.
        wait_until(lambda: self.layer(self.jobs()[0]).get("Clients") == 2, 30, "the second pull waits for the layer too")
        self.daemon.delete("/berth/jobs/" + job["Id"])
        self.assertEqual(1, first.wait(30))
        self.proxy.faults()
        self.assertEqual(0, second.wait(60))
        self.assertEqual(1, len([e for e in self.proxy.log() if e["path"].endswith(self.large) and e["method"] == "GET"]))


if __name__ == "__main__":
    unittest.main()

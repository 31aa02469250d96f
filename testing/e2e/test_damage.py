"""A damaged store: the daemon starts, says in one line what is wrong, and serves every image that is whole."""
import os
import unittest

from harness.case import BerthTest, registries
from harness.processes import wait_until
from harness.store import Store

WHOLE = ["busybox:latest", "labels:1", "labels:2"]
HURT = "redis:latest"


class Damage(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        blobs = cls.registry.blobs("library/redis", "latest")
        cls.layer = max(blobs, key=blobs.get)

    def setUp(self):
        self.daemon = self.new_daemon().start()
        self.store = Store(self.daemon.data)
        for image in [*WHOLE, HURT]:
            self.pull(*image.split(":"))
        self.daemon.stop()
        self.before = len(self.daemon.logged())

    def blob(self):
        """the large layer of redis, writable"""
        file = self.store.file(self.layer)
        os.chmod(file, 0o600)
        return file

    def start(self):
        self.daemon.start()
        return self.daemon.logged()[self.before:]

    def assertServes(self, images):
        tags = {t for i in self.get("/images/json") for t in i["RepoTags"] or []}
        for image in images:
            self.assertIn(image, tags)
            self.get("/images/%s/json" % image)
            self.get("/images/%s/history" % image)

    def assertOneLineNames(self, log, what):
        lines = [line for line in log.splitlines() if what in line and (" WARN " in line or " ERROR " in line)]
        self.assertEqual(1, len(lines), log)

    def assertMendedByPull(self):
        """another pull fetches what is missing, and the store is sound"""
        self.pull("redis")
        self.daemon.stop()
        self.assertEqual([], self.store.faults())

    def assertFindsDamage(self, digest):
        """sizes are compared soon after the start, bytes are read one piece after the other"""
        self.start()
        wait_until(lambda: digest in self.daemon.logged()[self.before:], 60, "the damage is named")
        self.assertOneLineNames(self.daemon.logged()[self.before:], digest)

    def hurt(self):
        self.assertFindsDamage(self.layer)
        self.assertServes(WHOLE)
        self.assertMendedByPull()

    def test_blobTruncated(self):
        os.truncate(self.blob(), 1000)
        self.hurt()

    def test_oneBitFlipped(self):
        with open(self.blob(), "r+b") as f:
            f.seek(5000)
            byte = f.read(1)[0]
            f.seek(5000)
            f.write(bytes([byte ^ 4]))
        self.hurt()

    def test_blobOfNoBytes(self):
        os.truncate(self.blob(), 0)
        self.hurt()

    def test_blobMissing(self):
        self.blob().unlink()
        self.hurt()

    def test_blobUnreadable(self):
        file = self.blob()
        file.unlink()
        file.mkdir()   # root reads whatever its mode says
        self.hurt()

    def test_manifestDamaged(self):
        _, digest = self.registry.manifest("library/redis", "latest")
        file = self.store.file(digest)
        os.chmod(file, 0o600)
        file.write_bytes(b"{}")
        self.assertFindsDamage(digest)
        self.assertServes(WHOLE)
        self.assertMendedByPull()

    def test_garbageIngest(self):
        (self.store.ingests / "garbage").write_bytes(os.urandom(100000))
        (self.store.ingests / "folder").mkdir()
        self.assertOneLineNames(self.start(), "ingest")
        self.assertServes([*WHOLE, HURT])
        self.assertEqual([], self.store.faults())

    def test_walTruncated(self):
        self.daemon.start()
        self.daemon.pull("alpine")
        self.daemon.kill()
        wal = self.daemon.data / "berth.db-wal"
        os.truncate(wal, wal.stat().st_size // 2 + 123)
        self.start()
        self.assertServes([*WHOLE, HURT])
        self.pull("alpine")
        self.assertEqual([], self.store.faults())

    def test_databaseOverwritten(self):
        for name in ("berth.db-wal", "berth.db-shm"):
            (self.daemon.data / name).unlink(missing_ok=True)
        (self.daemon.data / "berth.db").write_bytes(os.urandom(200000))
        self.assertOneLineNames(self.start(), "berth.db")
        self.assertServes([*WHOLE, HURT])
        self.assertEqual([], self.store.faults())

    def test_databaseGoneSoonAfterANameWasGiven(self):
        self.daemon.start()
        self.assertEqual(201, self.daemon.post("/images/busybox/tag?repo=late&tag=1").status)
        index = self.daemon.data / "content" / "index.json"
        wait_until(lambda: "docker.io/library/late:1" in index.read_text(), 20, "the name is in index.json")
        self.daemon.kill()
        for file in self.daemon.data.glob("berth.db*"):
            file.unlink()
        self.start()
        self.assertServes([*WHOLE, HURT, "late:1"])

    def test_databaseGone(self):
        for file in self.daemon.data.glob("berth.db*"):
            file.unlink()
        self.start()
        self.assertServes([*WHOLE, HURT])
        self.assertEqual([], self.store.faults())


if __name__ == "__main__":
    unittest.main()

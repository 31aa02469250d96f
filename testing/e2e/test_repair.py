"""A store that rots while it is used: `berth system check --repair` heals it, and no client gets a wrong byte."""
import hashlib
import io
import os
import random
import tarfile
import threading
import unittest

from harness.case import BerthTest, registries, work
from harness.clients import berth
from harness.processes import wait_until
from harness.store import Store

IMAGES = ["alpine:latest", "busybox:latest", "debian:latest", "labels:1", "labels:2", "redis:latest"]
FLIPS = 50


class Repair(BerthTest):
    def setUp(self):
        self.daemon = self.new_daemon().start()
        self.store = Store(self.daemon.data)
        for image in IMAGES:
            self.pull(*image.split(":"))
        self.cli = berth(self.daemon.host, work("home"))
        self.random = random.Random(5)

    def flip(self, file):
        os.chmod(file, 0o600)
        with open(file, "r+b") as f:
            f.seek(self.random.randrange(file.stat().st_size))
            byte = f.read(1)[0]
            f.seek(-1, os.SEEK_CUR)
            f.write(bytes([byte ^ (1 << self.random.randrange(8))]))
        os.chmod(file, 0o400)

    def flipSome(self, count):
        """random bits in random blobs; returns which were hurt"""
        hurt = set()
        while count > 0:
            digest = self.random.choice(sorted(self.store.live()))
            try:
                self.flip(self.store.file(digest))
            except FileNotFoundError:
                continue   # a reader met its damage just now, and it was put aside
            hurt.add(digest)
            count -= 1
        return hurt

    def assertSound(self):
        self.daemon.stop()
        self.assertEqual([], self.store.faults())
        self.assertEqual([], list((self.daemon.data / "content" / "quarantine").iterdir()))

    def test_aSoundStoreIsToldSo(self):
        said = self.cli.ok("system", "check", "--deep")
        self.assertRegex(said, r"^\d+ blobs, .* read: 0 faults\n$")
        self.assertRegex(self.cli.ok("system", "check"), "^\\d+ blobs, 0B read: 0 faults\n$")

    def test_fiftyFlippedBitsAreHealedWhileClientsRead(self):
        stop = threading.Event()
        wrong, good = [], []

        def read(image):
            while not stop.is_set():
                answer = self.daemon.get("/images/%s/get" % image)
                if answer.status == 200:
                    bad = wholeAndWrong(answer.raw)
                    wrong.extend(bad)
                    good.extend([image] if not bad else [])
        readers = [threading.Thread(target=read, args=(image,)) for image in IMAGES]
        for reader in readers:
            reader.start()
        try:
            self.flipSome(FLIPS)
            said = self.cli.ok("system", "check", "--deep", "--repair", "--limit-rate", "0")
            again = self.cli.ok("system", "check", "--deep")
        finally:
            stop.set()
            for reader in readers:
                reader.join(60)
        self.assertRegex(said, r"\n\d+ blobs, .* read: (\d+) faults?, \1 repaired\n$")
        self.assertIn(": 0 faults\n", again)
        self.assertEqual([], wrong)
        for image in IMAGES:
            self.assertEqual(200, self.daemon.get("/images/%s/get" % image).status)
        self.assertSound()

    def test_withoutRepairFaultsAreToldAndTheBlobIsServedNoMore(self):
        layer = max(self.registry.blobs("library/redis", "latest").items(), key=lambda x: x[1])[0]
        self.flip(self.store.file(layer))
        code, out, err = self.cli.run("system", "check", "--deep")
        self.assertEqual((1, ""), (code, err), out)
        self.assertIn(layer, out)
        self.assertNotEqual(200, self.daemon.get("/images/redis/get").status)
        self.assertIn("repaired from redis", self.cli.ok("system", "check", "--repair"))
        self.assertSound()

    def test_missingAndShortenedFilesAndStraysAreHealed(self):
        layers = sorted(self.registry.blobs("library/redis", "latest"))
        self.store.file(layers[0]).unlink()
        os.truncate(self.store.file(layers[1]), 1)
        (self.store.blobs / "sha256" / ("0" * 64)).write_text("nobody's")
        said = self.cli.ok("system", "check", "--repair")
        self.assertIn("3 faults, 3 repaired", said)
        self.assertSound()

    def test_killedInTheMiddleOfARepairNothingIsLost(self):
        self.flipSome(20)
        check = self.cli.begin("system", "check", "--deep", "--repair", "--limit-rate", "20m")
        wait_until(lambda: "put aside" in self.daemon.logged(), 60, "a damaged blob was found", lambda: check.poll() is None)
        self.daemon.kill()
        check.wait(30)
        self.daemon.start()
        self.cli.ok("system", "check", "--deep", "--repair")
        self.assertSound()

    def test_aPeerHasWhatTheRegistryLost(self):
        self.daemon.stop()
        peer = registries().plain
        self.daemon = type(self.daemon)(self.daemon.root, "--peer", peer, "--registry-mirror", "http://127.0.0.1:1", "--max-download-attempts", "1").start()
        self.addCleanup(self.daemon.__exit__)
        self.flip(self.store.file(sorted(self.registry.blobs("library/redis", "latest"))[0]))
        self.assertIn("repaired from " + peer + "/library/redis", self.cli.ok("system", "check", "--deep", "--repair"))
        self.assertSound()


def wholeAndWrong(archive):
    """blobs of a whole archive that are not what their names say; none of one that broke off"""
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            members = {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}
    except (tarfile.ReadError, EOFError):
        return []
    if "oci-layout" not in members:
        return []
    return [n for n, data in members.items() if n.startswith("blobs/") and hashlib.sha256(data).hexdigest() != n.split("/")[-1]]


if __name__ == "__main__":
    unittest.main()

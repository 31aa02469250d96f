"""After each of many random operations: what the daemon says it holds is what lies on the disk."""
import random
import subprocess
import unittest

from harness.case import FULL, BerthTest, work
from harness.clients import berth
from harness.store import Store

OPERATIONS = 1000 if FULL else 150
SEED = 7
IMAGES = ["library/busybox:latest", "library/busybox:1.35", "library/redis:latest", "library/redis:oci", "library/debian:latest", "library/alpine:3.21", "library/multiarch:latest",
          "library/multiarch:docker", "library/empty-layer:latest", "library/no-layers:latest", "library/encodings:oci-zstd", "library/whiteouts:latest", *("library/labels:%d" % n for n in range(1, 7))]
WEIGHTS = {"pull": 8, "tag": 5, "remove": 6, "remove_by_id": 2, "prune": 1, "prune_all": 1, "undo": 2, "kill": 2}


class Accounting(BerthTest):
    flags = ("--undo-window", "1h")

    def setUp(self):
        self.random = random.Random(SEED)
        self.store = Store(self.daemon.data)
        self.berth = berth(self.daemon.host, work("home"))

    def test_sizesAreExactAfterEveryOperation(self):
        names, weights = zip(*WEIGHTS.items())
        done = []
        for n in range(OPERATIONS):
            operation = self.random.choices(names, weights)[0]
            done.append(operation)
            getattr(self, operation)()
            self.assertExact("operation %d of seed %d: %s" % (n, SEED, " ".join(done[-5:])))
        self.assertEqual([], self.store.faults())

    def assertExact(self, when):
        live = self.store.live()
        files = [self.store.file(d) for d in live]
        self.assertEqual(disk_usage(files), sum(alloc for _, alloc in live.values()), "allocated bytes, " + when)
        self.assertEqual(sum(size for size, _ in live.values()), self.get("/system/df", version="1.41").get("LayersSize", 0), "LayersSize, " + when)

    # ---- operations: some fail, as users' do; only a 500 is wrong

    def do(self, method, path):
        answer = self.daemon.do(method, path)
        self.assertIn(answer.status, (200, 201, 404, 409), answer)

    def pull(self):
        name, tag = self.random.choice(IMAGES).rsplit(":", 1)
        self.do("POST", "/images/create?fromImage=%s/%s&tag=%s" % (self.registry.plain, name, tag))

    def names(self):
        return sorted(t for i in self.daemon.images() for t in i["RepoTags"] or [])

    def tag(self):
        names = self.names()
        if names:
            self.do("POST", "/images/%s/tag?repo=mine/app&tag=%d" % (self.random.choice(names), self.random.randrange(5)))

    def remove(self):
        names = self.names()
        if names:
            self.do("DELETE", "/images/" + self.random.choice(names))

    def remove_by_id(self):
        images = sorted(i["Id"] for i in self.daemon.images())
        if images:
            self.do("DELETE", "/images/%s?force=%d" % (self.random.choice(images), self.random.randrange(2)))

    def prune(self):
        self.do("POST", "/images/prune")

    def prune_all(self):
        self.do("POST", '/images/prune?filters=%7B%22dangling%22%3A%5B%22false%22%5D%7D')

    def undo(self):
        self.berth.run("image", "undo")

    def kill(self):
        self.daemon.kill()
        self.daemon.start()


def disk_usage(files):
    """what du says"""
    if not files:
        return 0
    listed = "\0".join(map(str, files))
    out = subprocess.run(["du", "-c", "--block-size=1", "--files0-from=-"], input=listed, capture_output=True, text=True, check=True).stdout
    return int(out.splitlines()[-1].split()[0])


if __name__ == "__main__":
    unittest.main()

"""Every fault of the proxy: each pull ends as faults.tsv says, no byte comes twice that the fault did not destroy, nothing is left behind."""
import json
import pathlib
import re
import unittest

from harness.case import FULL, BerthTest, registries, work
from harness.registries import Proxy
from harness.store import Store

IMAGE = "library/redis"
STALL_SECONDS = 3
SECONDS_MAX = 60
MEMORY_MAX = 400 << 20
PROXIES = {"plain": (), "cdn": ("--redirect-port", "0", "--cdn-strict"), "stale": ("--redirect-port", "0", "--cdn-ttl", "-1")}


def table():
    lines = (pathlib.Path(__file__).parent / "faults.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


class Faults(BerthTest):
    flags = ("--stall-timeout", "%ds" % STALL_SECONDS)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.blobs = registries().blobs(IMAGE, "latest")
        cls.size = sum(cls.blobs.values())
        cls.largest = max(cls.blobs, key=cls.blobs.get)
        cls.store = Store(cls.daemon.data)
        cls.proxies = {name: Proxy(registries().plain, work("p"), *flags) for name, flags in PROXIES.items()}
        for proxy in cls.proxies.values():
            cls.addClassCleanup(proxy.stop)

    def received(self):
        """bytes of blobs that the daemon has counted"""
        return float(re.search(r"(?m)^berth_download_bytes_total (\S+)", self.daemon.get("/metrics").text()).group(1))

    def destroyed(self, text):
        return int(text.split()[0]) * (self.blobs[self.largest] if text.endswith("layer") else 1)

    def check(self, proxy, faults, outcome, error, destroyed):
        through = self.proxies[proxy]
        through.faults(**json.loads(faults.replace("LARGEST", self.largest)))
        self.assertEqual(200, self.daemon.post("/berth/registries/reload").status)   # a 429 of the fault before counts no more
        before, entries = self.received(), len(through.log())
        answer = self.daemon.pull("%s/%s" % (through.address, IMAGE), timeout=SECONDS_MAX)
        self.assertNotEqual(0, answer.status, answer.note)
        told = answer.message()
        self.assertEqual(outcome == "kept", answer.status == 200 and not told, answer)
        if outcome == "kept":
            self.assertEqual([], self.store.faults(hash_bytes=False))
        else:
            self.assertRegex(told, error)
            self.assertNotIn("Exception", told)
        self.assertLessEqual(self.received() - before, 1.05 * self.size + self.destroyed(destroyed))
        self.assertEqual([], [e for e in through.log()[entries:] if e.get("leak")], "Authorization reached another host")
        self.assertNothingIsLeft()

    def assertNothingIsLeft(self):
        """neither a name nor a blob nor a file, once what the next pull would go on with is pruned"""
        self.reset()
        with self.store.database() as db:
            known = {digest for digest, in db.rows("SELECT digest FROM ingest")}
        self.assertEqual(set(), set(self.store.ingested()) - known)
        would = self.daemon.post("/berth/ingests/prune?dry-run=1").json()
        self.assertEqual(would, self.daemon.post("/berth/ingests/prune").json())
        self.assertEqual({}, self.store.ingested())
        self.assertEqual({}, self.store.live())
        self.assertEqual([], [p for p in self.store.blobs.rglob("*") if p.is_file()])

    def test_zMemoryStayedBounded(self):
        self.assertLess(self.daemon.memory()[1], MEMORY_MAX)

    def test_zNoJobIsLeft(self):
        self.assertEqual([], self.daemon.get("/berth/jobs").json())


def case_test(row):
    return lambda self: self.check(*row)


for name, *row, when in table():
    if FULL or when != "full":
        setattr(Faults, "test_" + re.sub(r"\W", "_", name), case_test(row))


if __name__ == "__main__":
    unittest.main()

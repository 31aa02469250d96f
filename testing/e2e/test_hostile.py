"""The corpus' hostile images: each pull ends as the table says, names nothing it should not, and stays within bounds."""
import os
import pathlib
import re
import shutil
import unittest

from harness.case import FULL, BerthTest
from harness.registries import BUILT, build
from harness.store import Store

SENTINEL, VICTIM = pathlib.Path("/tmp/image-corpus-sentinel"), pathlib.Path("/tmp/image-corpus-victim")
MEMORY_MAX = 400 << 20
SECONDS_MAX = 60


def table():
    """(pattern, outcome, error, what) a row"""
    lines = (pathlib.Path(__file__).parent / "hostile.tsv").read_text(encoding="utf-8").splitlines()
    return [(re.compile(c), outcome, error, what) for c, outcome, error, what in (line.split("\t") for line in lines if line and not line.startswith("#"))]


def cases():
    return sorted(p.parent.name for p in (BUILT / "evil").glob("*/case.json") if FULL or not p.parent.name.startswith("bomb-"))


class Hostile(BerthTest):
    @classmethod
    def setUpClass(cls):
        if FULL:
            build("bombs")
        super().setUpClass()
        cls.store = Store(cls.daemon.data)
        arm()

    @classmethod
    def tearDownClass(cls):
        SENTINEL.unlink(missing_ok=True)
        shutil.rmtree(VICTIM, True)

    def check(self, case):
        row = next((r for r in table() if r[0].fullmatch(case)), None)
        self.assertIsNotNone(row, "no row of hostile.tsv is about " + case)
        _, outcome, error, what = row
        self.reset()
        answer = self.daemon.pull("%s/%s" % (self.registry.evil, case), timeout=SECONDS_MAX)
        self.assertNotEqual(0, answer.status, "%s: %s" % (what, answer.note))
        kept = answer.status == 200 and not answer.message()
        if outcome != "either":
            self.assertEqual(outcome == "kept", kept, "%s: %s" % (what, answer))
        if kept:
            self.assertServed(case)
        else:
            self.assertRegex(answer.message(), error)
            self.assertNotIn("Exception", answer.message())
            self.assertEqual([], self.daemon.images(), what)
        self.assertOnlyResumableIngests()
        self.assertEqual("untouched", outside())

    def assertServed(self, case):
        image = self.daemon.images()[0]["Id"]
        for path in ("json", "history"):
            self.assertIn(self.daemon.get("/images/%s/%s" % (image, path)).status, (200, 404), case)
        self.assertEqual([], self.store.faults())

    def assertOnlyResumableIngests(self):
        with self.store.database() as db:
            known = {digest for digest, in db.rows("SELECT digest FROM ingest")}
        self.assertEqual(set(), set(self.store.ingested()) - known)

    def test_zMemoryStayedBounded(self):
        resident, peak = self.daemon.memory()
        self.assertLess(peak, MEMORY_MAX, "resident now: %d" % resident)

    def test_everyRowOfTheTableIsAboutACase(self):
        there = [*cases(), "bomb-gzip"]
        self.assertEqual([], [r[0].pattern for r in table() if not any(r[0].fullmatch(c) for c in there)])


def arm():
    """what an escape would hit"""
    shutil.rmtree(VICTIM, True)
    SENTINEL.write_text("sentinel\n")
    os.chmod(SENTINEL, 0o644)
    VICTIM.mkdir(mode=0o755)
    (VICTIM / "file").write_text("victim\n")


def outside():
    """what an escape did hit"""
    a, b = SENTINEL.stat(), VICTIM.stat()
    whole = SENTINEL.read_text() == "sentinel\n" and (a.st_mode & 0o7777, a.st_uid, a.st_nlink) == (0o644, 0, 1)
    whole = whole and (VICTIM / "file").read_text() == "victim\n" and (b.st_mode & 0o7777, b.st_uid) == (0o755, 0)
    return "untouched" if whole and not list(pathlib.Path("/tmp").glob("image-corpus-escape*")) else "changed"


def case_test(case):
    return lambda self: self.check(case)


for name in cases():
    setattr(Hostile, "test_" + name.replace("-", "_"), case_test(name))


if __name__ == "__main__":
    unittest.main()

"""The recorded answers of real engines: whatever differs is in the table, with its reason."""
import pathlib
import subprocess
import sys
import unittest

from golden.capture import VERSIONS
from golden.compare import compare, judge, table
from harness.case import BerthTest, work
from harness.clients import dockers
from harness.registries import BUILT
from harness.watchdog import TWO_CARRIERS, Watchdog

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"
RECORDED_CLI = "28.2.2"


class Golden(BerthTest):
    # a tag that the scenario moves is asked for again at once
    flags = ("--max-download-attempts", "1")   # the answers, not the patience

    java_options = TWO_CARRIERS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mine = work("golden")
        versions = VERSIONS.split(",")
        # the old CLI was recorded against the old engine only, whose image IDs are others
        cli = ["--cli", "cli-%s=%s" % (RECORDED_CLI, dockers()[RECORDED_CLI])] if RECORDED_CLI in dockers() else []
        command = [sys.executable, GOLDEN / "capture.py", "run", "--host", cls.daemon.host, "--out", mine, "--registry", cls.registry.plain, "--auth-registry", cls.registry.auth,
                   "--evil", cls.registry.evil, "--corpus", BUILT, *cli]
        with Watchdog(cls.daemon):
            done = subprocess.run([str(x) for x in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stdout[-3000:])
        cls.said = done.stdout
        asked = {*versions, *(["cli-" + RECORDED_CLI] if cli else [])}
        cls.findings, cls.idle = judge(compare(GOLDEN / "cases", mine, asked), table(GOLDEN / "differences.tsv"))
        cls.with_cli = bool(cli)

    def test_everyRowOfTheTableIsNeeded(self):
        idle = [row for row in self.idle if self.with_cli or not row.case.pattern.startswith("cli/")]
        self.assertEqual([], ["%d: %s" % (row.line, row.reason) for row in idle])


def group_test(group):
    def test(self):
        found = ["%s at %s: %s" % f for f in self.findings if f.case.startswith(group + "/")]
        self.assertEqual([], found[:40], "%d differences; preparing said: %s" % (len(found), self.said[-1500:]))
    return test


for path in sorted([*(GOLDEN / "cases" / "api").iterdir(), GOLDEN / "cases" / "cli"]):
    name = path.relative_to(GOLDEN / "cases").as_posix()
    setattr(Golden, "test_" + name.replace("/", "_"), group_test(name))


if __name__ == "__main__":
    unittest.main()

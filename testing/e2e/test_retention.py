"""Rules that say what may go: a plan names it and its exact bytes, a run frees just these, a schedule needs nobody."""
import subprocess
import unittest

from harness.case import BerthTest, work
from harness.clients import berth
from harness.processes import free_ports, wait_until
from harness.store import Store

IMAGES = ["busybox:latest", "labels:1", "labels:2", "redis:latest"]


class Retention(BerthTest):
    def setUp(self):
        self.daemon = self.new_daemon().start()
        self.cli = berth(self.daemon.host, work("home"))
        for image in IMAGES:
            self.pull(*image.split(":"))

    def du(self):
        return int(subprocess.run(["du", "-s", "-B1", self.daemon.data / "content" / "blobs" / "sha256"], capture_output=True, text=True, check=True).stdout.split()[0])

    def names(self):
        return sorted(t for i in self.get("/images/json") for t in i["RepoTags"] or [])

    def test_aPlansBytesAreTheBytesFreed(self):
        plan = self.get("/berth/retention/plan?rule=keep-last%3D1")
        self.assertEqual([("labels:1", True)], [(s["Name"], s["Removes"]) for s in plan["Steps"]])
        self.assertEqual(sorted(IMAGES), self.names())
        before = self.du()
        self.assertIn("not among the last 1", self.cli.ok("retention", "run", "-f", "keep-last=1"))
        self.assertEqual(plan["SpaceReclaimed"], before - self.du())
        self.assertEqual(sorted(set(IMAGES) - {"labels:1"}), self.names())
        self.daemon.stop()
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_aWatermarkTakesTheLeastRecentlyUsedAndASaveIsAUse(self):
        self.assertEqual(200, self.daemon.get("/images/busybox/get").status)
        plan = self.get("/berth/retention/plan?rule=above%3D1k,down-to%3D1")
        order = [s["Name"] for s in plan["Steps"]]
        self.assertEqual(["labels:1", "labels:2", "redis:latest", "busybox:latest"], order)
        self.assertEqual([], self.get("/berth/retention/plan?rule=above%3D1t,down-to%3D1g")["Steps"])

    def test_usesOutliveTheDaemonsDeath(self):
        self.daemon.kill()
        self.daemon.start()
        self.assertEqual([], self.get("/berth/retention/plan?rule=unused-for%3D1h")["Steps"])

    def test_whatIsNoRuleIsRefused(self):
        for rule in ("", "x", "keep-last%3D0", "above%3D1g"):
            self.assertEqual(400, self.daemon.get("/berth/retention/plan?rule=" + rule).status, rule)
        self.assertEqual(400, self.daemon.post("/berth/retention/run").status)


class OfTheRegistry(BerthTest):
    """tags that were pushed: a rule, a removal, and what they free"""

    def setUp(self):
        self.at = "127.0.0.1:%d" % free_ports(1)[0]
        self.daemon = self.new_daemon("--registry-listen", self.at).start()
        self.cli = berth(self.daemon.host, work("home"))
        for tag in ("1", "2"):
            self.pull("labels", tag)
            name = "%s/team/app:%s" % (self.at, tag)
            self.cli.ok("tag", "labels:" + tag, name)
            self.cli.ok("push", name)
            self.cli.ok("rmi", "-f", name, "labels:" + tag)
        self.assertEqual([], self.daemon.images())

    def du(self):
        return int(subprocess.run(["du", "-s", "-B1", self.daemon.data / "content" / "blobs" / "sha256"], capture_output=True, text=True, check=True).stdout.split()[0])

    def test_aRuleTakesTheOlderTagAndFreesWhatItSaid(self):
        plan = self.get("/berth/retention/plan?rule=in%3Dregistry,keep-last%3D1")
        self.assertEqual(["team/app:1"], [s["Name"] for s in plan["Steps"]])
        before = self.du()
        self.cli.ok("retention", "run", "-f", "in=registry,keep-last=1")
        self.assertEqual(plan["SpaceReclaimed"], before - self.du())
        self.assertEqual("2\n", self.cli.ok("registry", "tags", "-q", "team/app"))
        self.daemon.stop()
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_tagsAndRepositoriesAreListedAndRemoved(self):
        self.assertEqual("team/app\n", self.cli.ok("registry", "ls", "-q"))
        self.assertIn("team/app", self.cli.ok("registry", "du"))
        self.assertEqual("1\n2\n", self.cli.ok("registry", "tags", "-q", "team/app"))
        self.assertIn("Would remove: team/app:1", self.cli.ok("registry", "rm", "--dry-run", "team/app:1"))
        self.cli.ok("registry", "rm", "-f", "team/app:1")
        self.assertEqual("2\n", self.cli.ok("registry", "tags", "-q", "team/app"))
        self.assertNotEqual(0, self.cli.run("registry", "rm", "-f", "team/app:1").code)
        self.cli.ok("registry", "rm", "-f", "team/app")
        self.assertEqual("", self.cli.ok("registry", "ls", "-q"))
        self.assertEqual(404, self.daemon.get("/berth/registry/repositories/team%2Fapp").status)
        self.daemon.stop()
        self.assertEqual([], Store(self.daemon.data).faults())
        self.assertEqual({}, Store(self.daemon.data).live())


class Schedule(BerthTest):
    flags = ("--retention", "keep-last=1,repository=labels", "--retention-every", "1m")

    def test_configuredRulesAreCarriedOutOfTheirOwnAccord(self):
        self.pull("labels", "1")
        self.pull("labels", "2")
        self.assertEqual(1, len(self.get("/berth/retention/plan")["Steps"]))
        tags = lambda: [t for i in self.get("/images/json") for t in i["RepoTags"] or []]
        wait_until(lambda: tags() == ["labels:2"], 100, "the older one goes")
        removed = "retention: removed labels:1: not among the last 1"
        wait_until(lambda: removed in self.daemon.logged(), 10, "the log says so, after the removal")


if __name__ == "__main__":
    unittest.main()

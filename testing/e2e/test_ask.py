"""What registries are asked beside bytes: what they have, search, tags, updates, limits, and whether they can be reached."""
import base64
import concurrent.futures
import json
import subprocess
import time
import unittest

from golden.registries import Registry
from harness.case import BerthTest, registries, work
from harness.clients import Cli, berth, newest_docker
from harness.metered import Metered
from harness.processes import CLEAN_PATH, wait_until


class Asking(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.metered = Metered(registries().plain)
        cls.addClassCleanup(cls.metered.stop)
        # what this class asks twice it means twice
        cls.flags = ("--search-url", "http://" + cls.metered.address, "--check-ttl", "0")
        super().setUpClass()
        cls.docker = Cli(newest_docker()[1], cls.daemon.host, work("home"))
        cls.berth = berth(cls.daemon.host, work("home"))

    # ---- what a name points to

    def test_distributionAsPythonSdkReadsIt(self):
        script = """
import docker
client = docker.DockerClient(base_url='unix://%s')
data = client.images.get_registry_data('multiarch')
assert data.id.startswith('sha256:'), data.id
assert data.has_platform('linux/arm64/v8') and not data.has_platform('plan9/amd64')
try:
    client.images.get_registry_data('nosuch')
    raise SystemExit('found')
except docker.errors.NotFound:
    pass
""" % self.daemon.socket
        done = subprocess.run(["/usr/bin/python3", "-c", script], capture_output=True, text=True, check=False, env={"PATH": CLEAN_PATH, "HOME": str(work("home"))})
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual([], self.daemon.images())

    # ---- search

    def test_searchIsTheSameForDockerAndBerth(self):
        for args in (["redis"], ["--no-trunc", "redis"], ["--format", "json", "redis"], ["-f", "is-official=true", "redis"], ["-f", "stars=500", "--limit", "1", "redis"], ["--format", "{{.Name}}:{{.StarCount}}:{{.IsOfficial}}", "redis"],
                     ["--format", "table {{.Name}}\t{{.StarCount}}", "redis"], ["--limit", "101", "x"], ["-f", "nope=1", "x"], ["%s/redis" % self.registry.plain]):
            with self.subTest(args=args):
                ours, theirs = self.berth.run("search", *args), self.docker.run("search", *args)
                self.assertEqual((theirs.code, theirs.out.split(), theirs.err.strip()), (ours.code, ours.out.split(), ours.err.strip()))
        self.assertIn(("GET", "/v1/search?q=redis&n=25"), self.metered.requests)

    def test_anotherRegistryIsSearched(self):
        found = self.get("/images/search?term=%s/redis" % self.registry.plain)
        self.assertIn("%s/library/redis" % self.registry.plain, [x["name"] for x in found])
        self.assertIn("7.0", next(x["description"] for x in found if x["name"].endswith("/library/redis")))

    def test_namesHereStandForARegistryThatIsAway(self):
        self.pull("busybox")
        self.docker.ok("tag", "busybox", "127.0.0.1:1/mine/app:v1")
        self.addCleanup(self.docker.run, "rmi", "-f", "busybox", "127.0.0.1:1/mine/app:v1")
        self.assertEqual(["127.0.0.1:1/mine/app"], [x["name"] for x in self.get("/images/search?term=127.0.0.1:1/app")])
        self.assertEqual(503, self.daemon.get("/images/search?term=127.0.0.1:1/other").status)

    # ---- tags

    def test_tags(self):
        self.assertEqual({"1", "2", "3", "4", "5", "6"}, set(self.berth.lines("tags", "-q", "%s/library/labels" % self.registry.plain)) & set("123456"))
        self.assertEqual(["REPOSITORY", "TAG"], self.berth.lines("tags", "labels")[0].split())
        missing = self.berth.run("tags", "nosuch")
        self.assertEqual((1, "Error response from daemon: repository nosuch not found: name unknown: repository name not known to registry"), (missing.code, missing.err.strip()))

    # ---- updates

    def test_outdated(self):
        self.daemon.post("/images/prune?filters=%7B%22dangling%22%3A%5B%22false%22%5D%7D")
        upstream, name = Registry(self.registry.plain), self.metered.address + "/test/moving:latest"
        upstream.retag("library/labels", "1", "test/moving", "latest")
        self.pull(name.rsplit(":", 1)[0])
        self.addCleanup(self.docker.run, "rmi", "-f", name)
        self.assertEqual((0, "up-to-date"), self.outdated(name))
        self.assertEqual("", self.berth.ok("image", "outdated", "-q"))
        upstream.retag("library/labels", "2", "test/moving", "latest")
        before, used = len(self.metered.requests), self.metered.used
        self.assertEqual((2, "outdated"), self.outdated(name))
        self.assertEqual({"HEAD"}, {m for m, _ in self.metered.requests[before:]})
        self.assertEqual(used, self.metered.used)
        quiet = self.berth.run("image", "outdated", "-q")
        self.assertEqual((2, [name]), (quiet.code, quiet.out.split()))
        one = self.get("/berth/images/%s/update" % name)
        self.assertEqual(("outdated", name), (one["Status"], one["Name"]))
        self.assertNotEqual(one["Local"], one["Remote"])
        self.docker.ok("tag", name, "127.0.0.1:1/x:1")
        self.addCleanup(self.docker.run, "rmi", "-f", "127.0.0.1:1/x:1")
        self.assertEqual((3, "unknown"), self.outdated("127.0.0.1:1/x:1"))
        self.docker.ok("tag", name, self.registry.plain + "/test/never:1")
        self.addCleanup(self.docker.run, "rmi", "-f", self.registry.plain + "/test/never:1")
        self.assertEqual((2, "gone"), self.outdated(self.registry.plain + "/test/never:1"))

    def outdated(self, name):
        r = self.berth.run("image", "outdated", "--format", "{{.Status}}", name)
        return r.code, r.out.strip()

    # ---- can it be reached

    def test_checkOfAnOpenRegistry(self):
        text = self.berth.ok("registry", "check", self.registry.plain)
        self.assertIn("can be reached", text.splitlines()[-1])
        steps = self.steps(self.registry.plain)
        self.assertEqual(["ok", "ok", "skipped", "ok", "ok"], [steps[s][0] for s in ("dns", "tcp", "tls", "api", "auth")])

    def test_checkOfCredentials(self):
        host = self.registry.auth
        self.assertEqual("skipped", self.steps(host)["auth"][0])
        for password, status in (("secret", "ok"), ("wrong", "failed")):
            self.assertEqual(status, self.steps(host, password)["auth"][0])
        self.assertEqual(1, self.berth.run("registry", "check", "127.0.0.1:1").code)

    def test_checkOfTls(self):
        status, detail = self.steps(self.registry.tls)["tls"]
        self.assertEqual("ok", status)
        self.assertRegex(detail, r"TLSv1\.[23], certificate of .* by .*, valid until 20\d\d-.*not verified, and it need not be")

    def test_checkOfTheHubTellsOfItsMirror(self):
        answer = self.get("/berth/registries/docker.io/check")
        self.assertEqual([True, False], [e["Mirror"] for e in answer["Endpoints"]])
        self.assertTrue(answer["Endpoints"][0]["Ok"])
        self.assertRegex(json.dumps(answer["Endpoints"][1]), "registry-1.docker.io has no address|no connection")

    def test_checkOfWhatIsNoRegistry(self):
        for host in ("nodots", "-:-", "a%20b.c"):
            self.assertEqual(400, self.daemon.get("/berth/registries/%s/check" % host).status, host)
        self.assertEqual("failed", self.steps("no.such.invalid")["dns"][0])
        self.assertIn("refused", self.steps("127.0.0.1:1")["tcp"][1])

    def steps(self, host, password=None):
        answer = self.daemon.get("/berth/registries/%s/check" % host, headers=credentials("tester", password, host) if password else ())
        self.assertEqual(200, answer.status, answer)
        return {s["Step"]: (s["Status"], s["Detail"]) for s in answer.json()["Endpoints"][0]["Steps"]}


class Limits(BerthTest):
    """A registry that grants ten manifests"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.berth = berth(cls.daemon.host, work("home"))
        cls.docker = Cli(newest_docker()[1], cls.daemon.host, work("home"))

    def test_budgetIsShownAndToldWhenItRunsLow(self):
        metered = Metered(self.registry.plain, limit=10)
        self.addCleanup(metered.stop)
        since = str(int(time.time()) - 1)
        name = metered.address + "/library/labels"
        self.pull(name, "1")
        limits = {x["Registry"]: x for x in self.get("/info")["Berth"]["RateLimits"]}
        self.assertEqual((10, 9, "192.0.2.7", 21600), tuple(limits[metered.address][k] for k in ("Limit", "Remaining", "Source", "WindowSeconds")))
        self.assertIn("%s: 9 of 10 left in 6h, counted for 192.0.2.7" % metered.address, self.berth.ok("info"))
        self.assertRegex(self.daemon.get("/metrics").text(), r'berth_registry_ratelimit_remaining\{[^}]*registry="%s"[^}]*\} 9' % metered.address)
        metered.used = 9
        for _ in range(3):
            self.assertEqual("", self.daemon.pull(name, "1").message())
            time.sleep(1.1)
        events = self.docker.lines("events", "--since", since, "--until", str(int(time.time()) + 1), "--filter", "type=daemon", "--format", "{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.remaining}}")
        self.assertEqual(["rate-limit %s 1" % metered.address], events)
        metered.used = 11
        time.sleep(1.1)
        refused = self.daemon.pull(name, "2")
        self.assertEqual((429, "toomanyrequests: You have reached your pull rate limit."), (refused.status, refused.message()))
        spent = next(x for x in self.get("/info")["Berth"]["RateLimits"] if x["Registry"] == metered.address)
        self.assertEqual(0, spent["Remaining"])
        self.assertIn("Resets", spent)

    def test_eachCredentialHasABudgetOfItsOwn(self):
        metered = Metered(self.registry.plain, limit=50, users={"anna": "one", "ben": "two"})
        self.addCleanup(metered.stop)
        for user, password, images in (("anna", "one", ("whiteouts", "no-layers")), ("ben", "two", ("empty-layer",))):
            for image in images:
                answer = self.daemon.pull("%s/library/%s" % (metered.address, image), headers=credentials(user, password, metered.address))
                self.assertEqual((200, ""), (answer.status, answer.message()))
        spent = {"anna": 2, "ben": 1}
        self.assertEqual(spent, dict(metered.spent))
        rows = [x for x in self.get("/info")["Berth"]["RateLimits"] if x["Registry"] == metered.address]
        self.assertEqual({user: 50 - used for user, used in spent.items()}, {x["Source"]: x["Remaining"] for x in rows})
        text, metrics = self.berth.ok("info"), self.daemon.get("/metrics").text()
        for row in rows:
            told = (metered.address, row["Remaining"], row["Source"], row["Credential"])
            self.assertIn("%s: %d of 50 left in 6h, counted for %s, with credentials %s" % told, text)
            self.assertRegex(metrics, r'berth_registry_ratelimit_remaining\{credential="%s",registry="%s",source="%s"\} %d' % (row["Credential"], row["Registry"], row["Source"], row["Remaining"]))
        self.assertEqual(2, len({x["Credential"] for x in rows}))

    def test_headBeforeGet(self):
        metered = Metered(self.registry.plain)
        self.addCleanup(metered.stop)
        name = metered.address + "/library/labels"
        about = lambda: [(m, p.rpartition("/")[2]) for m, p in metered.requests if "/manifests/" in p]
        digest = self.registry.manifest("library/labels", "5")[1]
        self.pull(name, "5")
        self.assertEqual([("HEAD", "5"), ("GET", digest)], about())
        self.pull(name, "5")
        self.assertEqual([("HEAD", "5"), ("GET", digest), ("HEAD", "5")], about())
        self.assertEqual(1, metered.used)

    def test_registryThatAskedToBeLeftAloneIsNotAskedByOthers(self):
        metered = Metered(self.registry.plain, limit=0)
        self.addCleanup(metered.stop)
        name = metered.address + "/library/labels"   # tags that no other test has brought here
        self.assertEqual("toomanyrequests: You have reached your pull rate limit.", self.daemon.pull(name, "3").message())
        before = len(metered.requests)
        refused = self.daemon.pull(name, "4")
        self.assertEqual(429, refused.status)
        self.assertRegex(refused.message(), r"^toomanyrequests: %s has asked not to be asked again before 20\d\d-\S+Z$" % metered.address)
        self.assertEqual(before, len(metered.requests))
        metered.limit = 100
        self.assertEqual(200, self.daemon.post("/berth/registries/reload").status)
        self.pull(name, "4")

    def test_manyWhoAskTheSameAreOneRequest(self):
        metered = Metered(self.registry.plain, slow=0.3)
        self.addCleanup(metered.stop)
        path = "/distribution/%s/library/redis:latest/json" % metered.address
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: self.daemon.get(path), range(20)))
        self.assertEqual({200}, {a.status for a in answers})
        self.assertEqual(1, len({a.raw for a in answers}))
        self.assertLessEqual(len(metered.heads()), 5, metered.heads())


class AskedOnce(BerthTest):
    """Many who pull the same tag at once"""
    CLIENTS = 30

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()

    def crowd(self, ttl):
        """a daemon of that --check-ttl, a registry that many have just pulled from"""
        self.daemon = self.new_daemon("--check-ttl", ttl).start()
        metered = Metered(self.registry.plain, slow=2)
        self.addCleanup(metered.stop)
        self.name = metered.address + "/library/labels"
        with concurrent.futures.ThreadPoolExecutor(self.CLIENTS) as pool:
            for answer in pool.map(lambda _: self.daemon.pull(self.name, "1"), range(self.CLIENTS)):
                self.assertEqual((200, ""), (answer.status, answer.message()))
        return metered

    def test_isOneRequestForAsLongAsIsConfigured(self):
        metered = self.crowd("1h")
        self.assertEqual((1, 1), (len(metered.heads()), metered.used), metered.requests)
        for cli in (Cli(newest_docker()[1], self.daemon.host, work("home")), berth(self.daemon.host, work("home"))):
            cli.ok("pull", self.name + ":1")
        self.assertEqual(1, len(metered.heads()), metered.requests)
        self.assertEqual(200, self.daemon.post("/berth/registries/reload").status)   # who changes something wants to see it
        self.pull(self.name, "1")
        self.assertEqual(2, len(metered.heads()), metered.requests)

    def test_isAskedAgainWhenThatIsOver(self):
        metered = self.crowd("4s")
        asked = len(metered.heads())
        wait_until(lambda: self.pull(self.name, "1") and len(metered.heads()) > asked, 30, "the tag is asked about again")
        self.assertEqual(1, metered.used)


def credentials(user, password, registry):
    """the header with which a client brings them"""
    return [("X-Registry-Auth", base64.urlsafe_b64encode(json.dumps({"username": user, "password": password, "serveraddress": registry}).encode()).decode())]


if __name__ == "__main__":
    unittest.main()

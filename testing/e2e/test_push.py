"""Pushes to real registries: byte for byte, only what is missing, over links that end, and on after a kill."""
import base64
import hashlib
import json
import os
import subprocess
import threading
import time
import unittest
import urllib.request

from harness.case import BerthTest, quote, work
from harness.processes import free_ports, wait_until
from harness.registries import Proxy
from harness.servers import Registry
from harness.store import Store

MIB = 1 << 20
CHUNK = 32 * MIB   # of a large blob; UploadSettings
ANY = ", ".join("application/vnd." + t for t in (
    "oci.image.index.v1+json", "oci.image.manifest.v1+json", "docker.distribution.manifest.list.v2+json", "docker.distribution.manifest.v2+json"))
OCI = "application/vnd.oci.image."

sha256 = lambda data: "sha256:" + hashlib.sha256(data).hexdigest()


def send(method, url, data=b"", **headers):
    return urllib.request.urlopen(urllib.request.Request(url, data, {k.replace("_", "-"): v for k, v in headers.items()}, method=method))


def put_image(registry, name, tag, *layers):
    """an image of these layers, which need not be tars; its digest"""
    def blob(data):
        place = send("POST", "http://%s/v2/%s/blobs/uploads/" % (registry, name)).headers["Location"]
        place = place if place.startswith("http") else "http://" + registry + place
        send("PUT", place + ("&" if "?" in place else "?") + "digest=" + sha256(data), data, Content_Type="application/octet-stream")
        return {"digest": sha256(data), "size": len(data)}
    config = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [sha256(x) for x in layers]}}).encode()
    manifest = json.dumps({"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json", "config": {"mediaType": OCI + "config.v1+json", **blob(config)},
                           "layers": [{"mediaType": OCI + "layer.v1.tar", **blob(x)} for x in layers]}).encode()
    send("PUT", "http://%s/v2/%s/manifests/%s" % (registry, name, tag), manifest, Content_Type=OCI + "manifest.v1+json")
    return sha256(manifest)


class Push(BerthTest):
    """A daemon for each class, and an empty docker-registry for each test."""

    def setUp(self):
        self.target = self.new_registry()
        self.addCleanup(self.no_faults)

    def no_faults(self):
        self.assertEqual([], Store(self.daemon.data).faults())

    def new_registry(self, http=""):
        root = work("target")
        made = Registry(root, root / "storage", http=http)
        self.addCleanup(made.stop)
        return made

    def tag(self, image, name):
        repo, tag = name.rsplit(":", 1)
        answer = self.daemon.post("/images/%s/tag?repo=%s&tag=%s" % (quote(image), quote(repo), tag))
        self.assertEqual(201, answer.status, answer)
        return name

    def push(self, name, query="", **kw):
        """the rows of the push of repository:tag"""
        repo, tag = name.rsplit(":", 1)
        answer = self.daemon.post("/images/%s/push?tag=%s%s" % (quote(repo), tag, query), **kw)
        self.assertEqual(200, answer.status, answer)
        return answer.rows()

    def pushed(self, name, query="", **kw):
        rows = self.push(name, query, **kw)
        self.assertNotIn("error", rows[-1], rows[-3:])
        return rows

    def at(self, registry, name, reference):
        """the digest of what is there"""
        return sha256(send("GET", "http://%s/v2/%s/manifests/%s" % (registry, name, reference), None, Accept=ANY).read())

    def image_id(self, name):
        return self.daemon.get("/images/%s/json" % quote(name)).json()["Id"]


class Plain(Push):
    def test_whatIsPushedHasTheDigestThatWasPulled(self):
        for image in ("redis:7", "redis:latest", "busybox:latest", "multiarch:latest", "multiarch:docker", "helm-chart:0.1.0", "powershell:latest", "encodings:zstd"):
            repo, tag = image.split(":")
            with self.subTest(image):
                answer = self.daemon.post("/images/create?fromImage=%s&tag=%s&all-platforms=1" % (repo, tag))
                if answer.status == 404:
                    continue
                self.assertEqual("", answer.message(), answer)
                name = self.tag(image, "%s/copy/%s:%s" % (self.target.address, repo, tag))
                rows = self.pushed(name)
                self.assertEqual(self.image_id(image), self.at(self.target.address, "copy/" + repo, tag))
                self.assertRegex(rows[-1]["status"], "^%s: digest: %s size: [0-9]+$" % (tag, self.image_id(image)))

    def test_blobsOfAnotherRepositoryAreMounted(self):
        self.pull("redis")
        self.pushed(self.tag("redis", self.target.address + "/one:1"))
        behind = Proxy(self.target.address, work("proxy"))
        self.addCleanup(behind.stop)
        rows = self.pushed(self.tag("redis", self.target.address + "/two:1"))
        layers = [r["status"] for r in rows if "progressDetail" in r and r["status"] != "Waiting"]
        self.assertEqual({"Mounted from one"}, set(layers))
        self.assertEqual(self.image_id("redis"), self.at(self.target.address, "two", "1"))

    def test_realClientsPullWhatWasPushed(self):
        self.pull("redis")
        name = self.tag("redis", self.target.address + "/for/all:1")
        self.pushed(name)
        other = self.new_daemon().start()
        answer = other.pull(name[:-2], "1")
        self.assertEqual("", answer.message(), answer)
        self.assertEqual(self.image_id("redis"), other.get("/images/%s/json" % quote(name)).json()["Id"])
        place = work("dir")
        subprocess.run(["skopeo", "copy", "-q", "--preserve-digests", "--src-tls-verify=false", "docker://" + name, "dir:%s" % place], check=True)
        self.assertEqual(self.image_id("redis"), sha256((place / "manifest.json").read_bytes()))
        store = work("podman")
        podman = ["podman", "--root", store / "root", "--runroot", store / "run", "--storage-driver", "vfs"]
        image = subprocess.run([*podman, "pull", "-q", "--tls-verify=false", name], check=True, capture_output=True, text=True).stdout.strip()
        self.assertIn(self.image_id("redis"), subprocess.run([*podman, "image", "inspect", "--format", "{{.RepoDigests}}", image], check=True, capture_output=True, text=True).stdout)

    def test_jobIsListedAndEvents(self):
        self.pull("busybox")
        since = int(time.time())
        name = self.tag("busybox", self.target.address + "/e:1")
        self.pushed(name)
        rows = self.daemon.get("/events?since=%d&until=%d&filters=%s" % (since, time.time() + 1, quote('{"event":["push"]}'))).rows()
        self.assertEqual([(name, self.target.address + "/e")], [(r["Actor"]["ID"], r["Actor"]["Attributes"]["name"]) for r in rows if r["Actor"]["ID"] == name])
        self.assertRegex(self.daemon.get("/metrics").text(), "berth_upload_bytes_total [1-9]")


class Links(Push):
    """Over a proxy that breaks things, to a registry whose upload addresses are relative."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.layer = os.urandom(2 * CHUNK + 5 * MIB)
        cls.large = put_image(cls.registry.plain, "push/large", "1", cls.layer, os.urandom(1000))

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        del cls.layer

    def setUp(self):
        self.target = self.new_registry("  relativeurls: true\n")
        self.behind = Proxy(self.target.address, work("proxy"))
        self.addCleanup(self.behind.stop)
        self.addCleanup(self.no_faults)
        self.pull(self.registry.plain + "/push/large", "1")
        self.name = self.tag(self.registry.plain + "/push/large:1", self.behind.address + "/x:1")

    def received(self):
        return sum(e.get("received", 0) for e in self.behind.log() if "/uploads/" in e["path"])

    def arrives(self, **kw):
        self.pushed(self.name, **kw)
        self.assertEqual(self.large, self.at(self.target.address, "x", "1"))

    def test_nothingIsSentTwice(self):
        self.arrives()
        self.assertLessEqual(self.received(), len(self.layer) + 2000)
        before = self.received()
        self.arrives()
        self.assertEqual(before, self.received())

    def test_cutInTheMiddleOfABody(self):
        # docker-registry cancels an upload that breaks off within a request, and the blob is sent anew
        for bytes in (0, 1, 3 * MIB, CHUNK - 1):
            with self.subTest(bytes):
                self.setUp()
                self.behind.faults(match="/uploads/.", cut_body=bytes, strikes=1)
                self.arrives()

    def test_answersThatSayLater(self):
        for fault in ({"status": 503}, {"status": 429, "retry_after": "1"}, {"status": 500}, {"refuse": True}, {"hang": 1.0}):
            with self.subTest(fault):
                self.setUp()
                self.behind.faults(match="/blobs/", tries=1, **fault)
                self.arrives()

    def test_refusalEndsThePush(self):
        self.behind.faults(match="/uploads/", tries=0, status=403)
        rows = self.push(self.name)
        self.assertIn("error from registry", rows[-1]["error"])

    def test_stallEndsTheAttemptAndNotThePush(self):
        self.daemon = self.new_daemon("--stall-timeout", "2s", "--min-speed", "1m").start()
        self.pull(self.registry.plain + "/push/large", "1")
        self.tag(self.registry.plain + "/push/large:1", self.name)
        self.behind.faults(match="/uploads/.", stall_body=MIB, stall_s=300.0, strikes=1)
        self.arrives()

    def test_clientThatLeavesEndsTheTraffic(self):
        self.behind.faults(match="nothing", rate=MIB)
        repo, tag = self.name.rsplit(":", 1)
        done = threading.Thread(target=lambda: self.daemon.do("POST", "/images/%s/push?tag=%s&limit-rate=2m" % (quote(repo), tag), timeout=3))
        done.start()
        wait_until(lambda: [j for j in self.daemon.get("/berth/jobs").json() if j["Kind"] == "push" and j["Current"] > MIB], 30, "the push is listed")
        done.join()
        wait_until(lambda: not self.daemon.get("/berth/jobs").json(), 10, "the push has ended")
        self.behind.faults()
        self.arrives()

    def test_killedDaemonGoesOn(self):
        repo, tag = self.name.rsplit(":", 1)
        go = threading.Thread(target=lambda: self.daemon.do("POST", "/images/%s/push?tag=%s&limit-rate=10m" % (quote(repo), tag)))
        go.start()
        wait_until(lambda: [e for e in self.behind.log() if e["method"] == "PATCH"], 60, "a chunk has arrived")
        self.daemon.kill()
        go.join()
        self.daemon.start()
        self.no_faults()
        self.arrives()

    def test_tokensThatEndInTheMiddle(self):
        guarded = Proxy(self.target.address, work("guarded"), "--auth", "bearer", "--token-ttl", "1", "--private")
        self.addCleanup(guarded.stop)
        name = self.tag(self.registry.plain + "/push/large:1", guarded.address + "/y:1")
        auth = base64.urlsafe_b64encode(json.dumps({"username": "tester", "password": "secret", "serveraddress": guarded.address}).encode()).decode()
        self.pushed(name, "&limit-rate=20m", headers=[("X-Registry-Auth", auth)])
        self.assertEqual(self.large, self.at(self.target.address, "y", "1"))
        rows = self.push(self.tag(self.registry.plain + "/push/large:1", guarded.address + "/z:1"))
        self.assertRegex(rows[-1]["error"], "authentication required|push access denied")


class OurOwnRegistry(Push):
    """The daemon's own, which keeps what came of a request that broke off."""

    @classmethod
    def setUpClass(cls):
        cls.own = "127.0.0.1:%d" % free_ports(1)[0]
        cls.flags = ("--registry-listen", cls.own)
        super().setUpClass()

    def test_interruptedPushSendsOnlyTheRest(self):
        layer = os.urandom(2 * CHUNK)
        digest = put_image(self.registry.plain, "push/rest", "1", layer)
        behind = Proxy(self.own, work("proxy"))
        self.addCleanup(behind.stop)
        sender = self.new_daemon().start()
        answer = sender.pull(self.registry.plain + "/push/rest", "1")
        self.assertEqual("", answer.message(), answer)
        sender.post("/images/%s/tag?repo=%s&tag=1" % (quote(self.registry.plain + "/push/rest:1"), quote(behind.address + "/rest")))
        push = lambda query="": sender.do("POST", "/images/%s/push?tag=1%s" % (quote(behind.address + "/rest"), query))
        received = lambda: sum(e.get("received", 0) for e in behind.log() if "/uploads/" in e["path"])
        going = threading.Thread(target=lambda: push("&limit-rate=10m"))
        going.start()
        wait_until(lambda: [j for j in sender.get("/berth/jobs").json() if j["Kind"] == "push" and j["Current"] > CHUNK + 8 * MIB], 60, "the push is under way")
        sender.kill()
        going.join()
        sender.start()
        answer = push()
        self.assertEqual("", answer.message(), answer)
        self.assertEqual(digest, self.at(self.own, "rest", "1"))
        self.assertLess(received(), len(layer) + 6 * MIB)   # what was in the sockets when it was killed
        self.assertEqual([], Store(sender.data).faults())


if __name__ == "__main__":
    unittest.main()

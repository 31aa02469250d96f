"""Images that take all the memory that they may: what comes then is refused, and the daemon lives on."""
import hashlib
import io
import json
import os
import subprocess
import tarfile
import unittest

from harness.case import work
from harness.clients import Cli, all_clients, berth, newest_docker
from harness.daemon import Daemon, Dockerd
from harness.registries import Proxy
from harness.servers import Registry
from harness.store import Store
from test_access import PASSWORD, AccessTest, run
from test_push import ANY, OCI, send, sha256

LABEL = 1 << 20   # characters; an image of it takes twice as many bytes, for it is kept as it is and as JSON
HEAP = 96 << 20
SHARE = 62   # Limits.IMAGES_HEAP_PERCENT_MAX
REFUSED = "no room in memory for another image: [0-9]+ images are here, which take .* remove some .* larger heap .BERTH_JAVA_OPTS"


def archive(number, label=LABEL):
    """docker's archive of an image of one empty layer and one label"""
    layer = bytes(1024)
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Labels": {"large": "%d " % number + "x" * label}},
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}}).encode()
    files = {"config.json": config, "layer.tar": layer,
             "manifest.json": json.dumps([{"Config": "config.json", "RepoTags": ["large:%d" % number], "Layers": ["layer.tar"]}]).encode()}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Room(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(work("room"))
        self.daemon.java_options = "-Xmx%dm" % (HEAP >> 20)
        self.addCleanup(self.daemon.kill)
        self.addCleanup(self.daemon.stop)
        self.daemon.start()

    def load(self, number):
        """what is wrong, or nothing"""
        return self.daemon.post("/images/load", body=archive(number)).message()

    def names(self):
        """of all images, from a list at the newest version and at the oldest"""
        newest, oldest = (sorted(tag for i in self.daemon.get("/images/json", version=v).json() for tag in i["RepoTags"]) for v in ("1.55", "1.24"))
        self.assertEqual(newest, oldest)
        return newest

    def test_what_has_no_room_is_refused_and_all_else_goes_on(self):
        fit = HEAP * SHARE // 100 // (2 * LABEL)
        loaded = 0
        while not (said := self.load(loaded)):
            loaded += 1
            self.assertLessEqual(loaded, fit)
        self.assertGreaterEqual(loaded, fit - 2)
        self.assertRegex(said, REFUSED.replace("[0-9]+", str(loaded)))
        here = sorted("large:%d" % n for n in range(loaded))
        self.assertEqual(here, self.names())
        self.assertEqual(200, self.daemon.get("/system/df").status)
        self.assertEqual(201, self.daemon.post("/images/large:0/tag?repo=other&tag=1").status)

        self.daemon.java_options = "-Xmx%dm" % (HEAP * 11 // 12 >> 20)   # and now there are more than may be
        self.daemon.restart()
        self.assertEqual(sorted(here + ["other:1"]), self.names())
        self.assertIn("no room in memory", self.load(loaded))
        for n in range(loaded):
            self.assertEqual(200, self.daemon.delete("/images/large:%d" % n).status)
        self.assertFalse(self.load(loaded))
        self.assertEqual(["large:%d" % loaded, "other:1"], self.names())
        self.assertEqual([], Store(self.daemon.data).faults())
        self.assertTrue(self.daemon.process.alive())


class Full(AccessTest):
    """A daemon without room for one more image, however small: every way by which one comes in, and what needs no room."""
    java_options = "-Xmx%dm" % (HEAP >> 20)
    more = ("--registry-cache", "docker.io")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        number = 0
        for label in (LABEL, 1 << 16, 1 << 12, 1 << 8, 0):
            while not cls.daemon.post("/images/load", body=archive(number, label)).message():
                number += 1
        cls.before = cls.names()

    def setUp(self):
        self.addCleanup(self.nothing_has_changed)

    @classmethod
    def names(cls):
        return sorted(tag for i in cls.daemon.images() for tag in i["RepoTags"] or [i["Id"]])

    def nothing_has_changed(self):
        self.assertEqual(self.before, self.names())
        self.assertEqual([], self.daemon.get("/berth/jobs").json())
        self.get("/images/large:0/json")

    def docker(self, engine=None):
        return Cli(newest_docker()[1], (engine or self.daemon).host, work("home"))

    def proxy(self, address):
        made = Proxy(address, work("p"))
        self.addCleanup(made.stop)
        return made

    def labelled(self, name):
        """pushes an image of one layer to a repository of the daemon that makes images of what it gets; the answer to its manifest"""
        layer = os.urandom(1000)
        config = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [sha256(layer)]}}).encode()
        to, who = "http://%s/v2/%s" % (self.own, name), self.basic("namer")
        for data in (layer, config):
            place = send("POST", to + "/blobs/uploads/", Authorization=who).headers["Location"]
            send("PUT", "http://%s%s?digest=%s" % (self.own, place.replace("http://" + self.own, ""), sha256(data)), data, Authorization=who, Content_Type="application/octet-stream")
        part = lambda kind, data: {"mediaType": OCI + kind, "digest": sha256(data), "size": len(data)}
        manifest = json.dumps({"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json", "config": part("config.v1+json", config), "layers": [part("layer.v1.tar", layer)]})
        said = subprocess.run(["curl", "-sS", "-w", "\n%{http_code}", "-X", "PUT", "-u", "namer:" + PASSWORD, "-H", "Content-Type: " + OCI + "manifest.v1+json",
                               "--data-binary", manifest, to + "/manifests/1"], capture_output=True, text=True, check=True).stdout
        body, _, status = said.rpartition("\n")
        return int(status), json.loads(body)["errors"][0] if body else None

    def test_aPullIsRefusedBeforeTheFirstByteOfALayer(self):
        proxy = self.proxy(self.registry.plain)
        answer = self.daemon.pull(proxy.address + "/library/redis")
        self.assertEqual(403, answer.status, answer)
        self.assertRegex(answer.message(), REFUSED)
        layers = {layer["digest"] for layer in self.registry.manifest("library/redis", "latest")[0]["layers"]}
        self.assertTrue(proxy.log())
        self.assertEqual([], [e for e in proxy.log() if e["path"].rpartition("/")[2] in layers])

    def test_everyClientSaysWhy(self):
        for name, client in all_clients(self.daemon.host, work("home")).items():
            with self.subTest(name):
                done = client.run("pull", "redis")
                self.assertEqual(1, done.code, done)
                self.assertRegex(done.err, REFUSED)

    def test_anImportIsRefusedBeforeItsArchiveIsTakenIn(self):
        file = work("import") / "fs.tar"
        with tarfile.open(file, "w") as tar:
            info = tarfile.TarInfo("random")
            info.size = 32 << 20
            tar.addfile(info, io.BytesIO(os.urandom(info.size)))
        written = len(list((self.daemon.data / "content/blobs/sha256").iterdir()))
        for client in (self.docker(), berth(self.daemon.host, work("home"))):
            done = client.run("import", str(file), "imported:1")
            self.assertEqual(1, done.code, done)
            self.assertRegex(done.out + done.err, REFUSED)
        self.assertEqual(written, len(list((self.daemon.data / "content/blobs/sha256").iterdir())))

    def test_aPushThatMakesAnImageIsRefusedInWords(self):
        status, error = self.labelled("named/raw")
        self.assertEqual((403, "DENIED", None), (status, error["code"], error["detail"]))
        self.assertRegex(error["message"], REFUSED)
        self.assertEqual(404, self.v2("GET", "/v2/named/raw/manifests/1", Authorization=self.basic("namer")).status)
        self.assertNotIn("named/raw", self.v2("GET", "/v2/_catalog", Authorization=self.basic("namer")).json()["repositories"])
        self.assertRefused("denied: " + REFUSED, self.copy("redis:latest", "named/redis:1", "namer"))
        podman = ["podman", "--root", work("podman") / "root", "--runroot", work("podman") / "run", "--storage-driver", "vfs"]
        self.assertDone(run(*podman, "pull", "-q", "--tls-verify=false", self.source + "busybox:latest"))
        said = run(*podman, "push", "--tls-verify=false", "--creds", "namer:" + PASSWORD, self.source + "busybox:latest", self.own + "/named/busybox:1")
        self.assertRefused("denied: " + REFUSED, said)
        self.assertNotIn("retrying", said[1])

    def test_dockersPushIsRefusedInWordsToo(self):
        with Dockerd(work("dockerd"), "--registry-mirror", "http://" + self.registry.plain) as engine:
            docker = self.docker(engine)
            docker.ok("login", "-u", "namer", "--password-stdin", self.own, stdin=PASSWORD)
            docker.ok("pull", "-q", "busybox")
            docker.ok("tag", "busybox", self.own + "/named/docker:1")
            done = docker.run("push", self.own + "/named/docker:1")
            self.assertNotEqual(0, done.code)
            self.assertRegex(done.err + done.out, "denied: " + REFUSED)

    def test_aCopyToItselfThatMakesAnImageIsRefused(self):
        client = berth(self.daemon.host, work("home"))
        client.knows(self.own, "namer", PASSWORD)
        done = client.run("image", "copy", self.source + "redis:latest", self.own + "/named/copied:1")
        self.assertNotEqual(0, done.code)
        self.assertRegex(done.err, REFUSED)
        self.assertEqual(404, self.v2("GET", "/v2/named/copied/manifests/1", Authorization=self.basic("namer")).status)

    def test_whatMakesNoImageNeedsNoRoom(self):
        redis = self.registry.manifest("library/redis", "latest")[1]
        self.assertDone(self.copy("redis:latest", "team/redis:1"))
        for name, user in (("team/redis:1", "alice"), ("docker.io/library/redis:latest", "admin")):   # pushed; from the cache
            got = work("got")
            self.assertDone(run("skopeo", "copy", "-q", "--src-tls-verify=false", "--src-creds", "%s:%s" % (user, PASSWORD), "docker://%s/%s" % (self.own, name), "dir:%s" % got))
            self.assertEqual(redis, sha256((got / "manifest.json").read_bytes()))
        root = work("target")
        target = Registry(root, root / "storage")
        self.addCleanup(target.stop)
        berth(self.daemon.host, work("home")).ok("image", "copy", self.source + "redis:latest", target.address + "/r:1")
        self.assertEqual(redis, sha256(send("GET", "http://%s/v2/r/manifests/1" % target.address, None, Accept=ANY).read()))

    def test_anImageThatIsHereIsPushedToItself(self):
        docker = self.docker()
        docker.ok("login", "-u", "namer", "--password-stdin", self.own, stdin=PASSWORD)
        docker.ok("tag", "large:0", self.own + "/named/large:0")
        docker.ok("push", "-q", self.own + "/named/large:0")
        self.assertDone(self.fetch("named/large:0", "namer"))
        docker.ok("rmi", self.own + "/named/large:0")

    def test_removingOneMakesRoomForOne(self):
        self.assertEqual(200, self.daemon.delete("/images/large:0").status)
        self.assertEqual(201, self.labelled("named/room")[0])
        self.pull("redis")
        self.assertIn("redis:latest", self.names())
        for name in ("redis:latest", self.own + "/named/room:1"):
            self.assertEqual(200, self.daemon.delete("/images/" + name).status)
        self.assertFalse(self.daemon.post("/images/load", body=archive(0)).message())


if __name__ == "__main__":
    unittest.main()

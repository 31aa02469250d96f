"""Archives that come in: what docker, podman, skopeo and buildah write is loaded, and what is hostile is not."""
import hashlib
import json
import pathlib
import socket
import subprocess
import tarfile
import threading
import time
import unittest

from harness.case import BerthTest, registries, work
from harness.clients import Cli, berth, newest_docker
from harness.daemon import Dockerd, daemon
from harness.disk import SmallDisk
from harness.processes import wait_until
from harness.registries import BUILT
from harness.store import Store

ARCHIVES = BUILT / "archives"
EVIL = BUILT / "evil-archives"
SENTINEL = pathlib.Path("/tmp/image-corpus-sentinel")
HEAP_MAX = 256 << 20   # of bin/launch.sh


def ran(*argv):
    done = subprocess.run([str(x) for x in argv], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError("%s: %s" % (argv, done.stderr[-2000:]))
    return done.stdout


class Archives(BerthTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = work("load")
        cls.docker = Cli(newest_docker()[1], cls.daemon.host, work("home"))
        cls.berth = berth(cls.daemon.host, work("home"))

    def setUp(self):
        self.reset()

    def tearDown(self):
        self.assertEqual([], self.daemon.get("/berth/jobs").json())
        self.assertEqual([], Store(self.daemon.data).faults())

    def id_of(self, name):
        return self.docker.ok("image", "inspect", "-f", "{{.Id}}", name).strip()

    def loaded(self, file):
        return self.docker.ok("load", "-i", str(file)).strip().splitlines()

    def layers(self, name):
        return json.loads(self.docker.ok("image", "inspect", "-f", "{{json .RootFS.Layers}}", name))


class Load(Archives):
    def test_every_archive_of_the_corpus(self):
        wanted = {
            "busybox.docker.tar": {"busybox:latest", "busybox:1.35"},
            "multi.docker.tar": {"busybox:latest", "alpine:latest", "redis:latest", "debian:bookworm-slim"},
            "redis.docker.tar": {"redis:latest"},
            "redis.oci.tar": {"redis:latest"},
            "whiteouts.docker.tar": {"whiteouts:latest"},
        }
        for packed in ("gz", "bz2", "xz", "zst"):
            wanted["busybox.docker.tar." + packed] = wanted["busybox.docker.tar"]
        for file, names in wanted.items():
            with self.subTest(file):
                self.reset()
                self.assertEqual({"Loaded image: " + n for n in names}, set(self.loaded(ARCHIVES / file)))
        [said] = self.loaded(ARCHIVES / "untagged.docker.tar")
        self.assertRegex(said, "^Loaded image ID: sha256:")

    def test_however_it_is_packed_it_is_the_same_image(self):
        ids = set()
        for end in ("", ".gz", ".bz2", ".xz", ".zst"):
            self.reset()
            self.loaded(ARCHIVES / ("busybox.docker.tar" + end))
            ids.add(self.id_of("busybox"))
        self.assertEqual(1, len(ids))

    def test_what_is_saved_is_loaded_with_its_digests_unchanged(self):
        images = ("busybox:latest", "redis:latest", "redis:oci", "labels:1", "multiarch:latest", "helm-chart:0.1.0", "encodings:oci-zstd")
        for image in images:
            self.docker.ok("pull", "-q", image)
        before = {i: self.id_of(i) for i in images}
        file = self.place / "own.tar"
        self.berth.ok("save", "-o", str(file), *images)
        blobs = Store(self.daemon.data).live()
        self.reset()
        self.assertEqual({"Loaded image: " + i for i in images}, set(self.berth.ok("load", "-i", str(file)).strip().splitlines()))
        self.assertEqual(before, {i: self.id_of(i) for i in images})
        self.assertEqual(set(blobs), set(Store(self.daemon.data).live()))

    def test_what_debians_dockerd_saves(self):
        other = Dockerd(work("dockerd"), "--registry-mirror", "http://" + self.registry.plain)
        other.start()
        file = self.place / "dockerd.tar"
        try:
            old = Cli(newest_docker()[1], other.host, work("home"))
            old.ok("pull", "-q", "redis:latest")
            old.ok("tag", "redis:latest", "my/redis:v1")
            old.ok("save", "-o", str(file), "redis:latest", "my/redis:v1")
            layers = json.loads(old.ok("image", "inspect", "-f", "{{json .RootFS.Layers}}", "redis:latest"))
        finally:
            other.stop()
            other.kill()
        self.assertEqual({"Loaded image: redis:latest", "Loaded image: my/redis:v1"}, set(self.loaded(file)))
        self.assertEqual(layers, self.layers("my/redis:v1"))

    def test_what_skopeo_writes(self):
        source = "docker://%s/library/redis:latest" % self.registry.plain
        wanted = ran("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", source).strip()
        oci, docker = self.place / "skopeo-oci.tar", self.place / "skopeo-docker.tar"
        ran("skopeo", "copy", "-q", "--src-tls-verify=false", source, "oci-archive:%s:my/redis:oci" % oci)
        ran("skopeo", "copy", "-q", "--src-tls-verify=false", source, "docker-archive:%s:my/redis:docker" % docker)
        self.assertEqual(["Loaded image: my/redis:oci"], self.loaded(oci))
        self.assertEqual(["Loaded image: my/redis:docker"], self.loaded(docker))
        self.assertEqual(self.layers("my/redis:oci"), self.layers("my/redis:docker"))
        back = self.place / "back.tar"
        self.docker.ok("save", "-o", str(back), "my/redis:oci")
        self.assertEqual(self.id_of("my/redis:oci"), ran("skopeo", "inspect", "--format", "{{.Digest}}", "oci-archive:%s" % back).strip())
        self.assertRegex(wanted, "^sha256:")

    def test_what_podman_and_buildah_write(self):
        place = work("podman")
        store = ("--root", place / "root", "--runroot", place / "run", "--storage-driver", "vfs")
        name = "%s/library/busybox:latest" % self.registry.plain
        ran("podman", *store, "pull", "-q", "--tls-verify=false", name)
        for kind in ("docker-archive", "oci-archive"):
            file = self.place / ("podman-%s.tar" % kind)
            ran("podman", *store, "save", "-q", "--format", kind, "-o", file, name)
            with self.subTest(kind):
                self.reset()
                self.assertEqual(["Loaded image: " + name], self.loaded(file))
        file = self.place / "buildah.tar"
        ran("buildah", *store, "push", "-q", name, "docker-archive:%s:my/busybox:b" % file)
        self.assertEqual({"Loaded image: my/busybox:b", "Loaded image: " + name}, set(self.loaded(file)))  # buildah adds the image's own name

    def test_an_archive_as_jib_and_bazel_write_it(self):
        """a list first, packed layers beside it, names that say nothing"""
        layer = self.place / "layer.tar"
        with tarfile.open(layer, "w") as tar:
            tar.add(__file__, "app/test.py")
        packed = self.place / "layer.tar.gz"
        packed.write_bytes(subprocess.run(["gzip", "-c", str(layer)], capture_output=True, check=True).stdout)
        config = self.place / "config.json"
        config.write_text(json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer.read_bytes()).hexdigest()]}}))
        listed = self.place / "manifest.json"
        listed.write_text(json.dumps([{"Config": "config.json", "RepoTags": ["my/app:jib"], "Layers": ["0123456789abcdef.tar.gz"]}]))
        file = self.place / "jib.tar"
        with tarfile.open(file, "w") as tar:
            tar.add(listed, "manifest.json")
            tar.add(packed, "0123456789abcdef.tar.gz")
            tar.add(config, "config.json")
        self.assertEqual(["Loaded image: my/app:jib"], self.loaded(file))

    def test_events_tell_of_it(self):
        until = lambda: str(int(time.time()) + 1)
        read = lambda: self.docker.lines("events", "--since", "1", "--until", until(), "--format", "{{.Action}}")
        earlier = len(read())
        self.loaded(ARCHIVES / "busybox.docker.tar")
        with open(ARCHIVES / "rootfs.tar", "rb") as f:
            self.daemon.post("/images/create?fromSrc=-&repo=imp&tag=v1", body=f.read())
        self.assertEqual(["load", "tag", "import"], read()[earlier:])
        self.assertRegex(self.daemon.get("/metrics").text(), r'berth_loads_total\{outcome="loaded"\} [1-9]')


class Import(Archives):
    def test_a_root_file_system_from_a_file_and_from_stdin(self):
        said = self.berth.ok("import", "-c", 'CMD ["/bin/sh"]', "-m", "by hand", str(ARCHIVES / "rootfs.tar"), "my/base:v1").strip()
        self.assertEqual(said, self.id_of("my/base:v1"))
        self.assertEqual('["/bin/sh"]', self.docker.ok("image", "inspect", "-f", "{{json .Config.Cmd}}", "my/base:v1").strip())
        self.assertIn("by hand", self.docker.ok("history", "my/base:v1"))
        self.assertEqual("linux/amd64/", self.docker.ok("image", "inspect", "-f", "{{.Os}}/{{.Architecture}}/{{.Variant}}", "my/base:v1").strip())
        wanted = "sha256:" + hashlib.sha256((ARCHIVES / "rootfs.tar").read_bytes()).hexdigest()
        self.assertEqual([wanted], self.layers("my/base:v1"))

    def test_an_address_of_this_machine_must_be_a_configured_registry(self):
        answer = self.daemon.post("/images/create?fromSrc=http://%s/v2/&repo=x" % self.registry.plain)
        self.assertEqual(403, answer.status, answer)
        self.assertIn("an address of this machine or its link is not followed", answer.message())
        allowed = self.new_daemon("--insecure-registry", self.registry.plain).start()
        answer = allowed.post("/images/create?fromSrc=%s/v2/nosuch&repo=x" % self.registry.plain)
        self.assertEqual(404, answer.status, answer)


class Hostile(Archives):
    def test_every_hostile_archive(self):
        SENTINEL.write_text("untouched")
        self.addCleanup(SENTINEL.unlink)
        expected = json.loads((EVIL / "cases.json").read_text())
        for name, expect in expected.items():
            with self.subTest(name):
                self.reset()
                answer = self.daemon.post("/images/load", body=(EVIL / (name + ".tar")).read_bytes())
                self.assertEqual(200, answer.status, answer)
                rejected = bool(answer.message())
                wanted = expect["expect"] if isinstance(expect, dict) else expect
                if wanted != "contain":
                    self.assertEqual(wanted == "reject", rejected, answer)
                if rejected:
                    self.assertEqual([], self.daemon.images())
        self.assertEqual("untouched", SENTINEL.read_text())
        self.assertEqual([], list(pathlib.Path("/tmp").glob("image-corpus-escape*")))

    def test_a_bomb_takes_no_memory_and_leaves_nothing(self):
        zeros = subprocess.run("head -c 200000000 /dev/zero | gzip -c", shell=True, capture_output=True, check=True).stdout
        answer = self.daemon.post("/images/load", body=zeros)
        self.assertIn("bytes behind the archive's end", answer.message())
        self.assertLess(self.daemon.memory()[1], 2 * HEAP_MAX)
        self.assertEqual({}, Store(self.daemon.data).ingested())


class Broken(BerthTest):
    """Clients and daemons that die in the middle."""
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()

    def setUp(self):
        self.daemon = self.new_daemon().start()
        self.archive = (ARCHIVES / "multi.docker.tar").read_bytes()

    def begin(self, part):
        """a client that has sent a part of it and waits"""
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(self.daemon.socket))
        client.sendall(b"POST /images/load HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n" % len(self.archive))
        sender = threading.Thread(target=self.send, args=(client, part), daemon=True)
        sender.start()
        sender.join(60)
        return client

    def send(self, client, part):
        try:
            client.sendall(self.archive[:part])
        except OSError:
            pass

    def whole(self):
        answer = self.daemon.post("/images/load", body=self.archive)
        self.assertEqual("", answer.message(), answer)
        self.assertEqual(4, len(self.daemon.images()))
        self.daemon.stop()
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_a_client_that_leaves_leaves_nothing_named(self):
        client = self.begin(len(self.archive) * 2 // 3)
        wait_until(lambda: Store(self.daemon.data).live(), 60, "a layer is there")
        client.close()
        wait_until(lambda: not self.daemon.get("/berth/jobs").json(), 60, "the job has ended")
        self.assertEqual([], self.daemon.images())
        self.assertEqual({}, Store(self.daemon.data).ingested())
        self.whole()

    def test_a_job_can_be_cancelled(self):
        client = self.begin(len(self.archive) * 2 // 3)
        wait_until(lambda: self.daemon.get("/berth/jobs").json(), 60, "the job is listed")
        [job] = self.daemon.get("/berth/jobs").json()
        self.assertEqual(("load", "receiving"), (job["Kind"], job["Phase"]))
        self.assertLess(self.daemon.delete("/berth/jobs/%s" % job["Id"]).status, 300)
        client.sendall(self.archive[len(self.archive) * 2 // 3:])
        with client, client.makefile("rb") as answer:   # no further than this: the connection itself stays open
            self.assertTrue(any(b"cancelled" in line for line in answer))
        self.assertIn('berth_loads_total{outcome="cancelled"} 1', self.daemon.get("/metrics").text())
        self.assertEqual([], self.daemon.images())
        self.whole()

    def test_a_daemon_that_is_killed_loads_it_again(self):
        for part in (1 << 20, len(self.archive) // 3, len(self.archive) * 2 // 3, len(self.archive) - 5000):
            client = self.begin(part)
            self.daemon.kill()
            client.close()
            self.daemon.start()
            self.assertEqual([], self.daemon.images())
            self.assertEqual({}, Store(self.daemon.data).ingested())
        self.whole()


class FullDisk(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()

    def test_an_archive_that_does_not_fit_is_refused_in_words(self):
        disk = SmallDisk(work("disk"), 128 << 20)
        self.addCleanup(disk.unmount)
        full = daemon(work("d"))
        full.data = disk.path / "data"
        self.addCleanup(full.__exit__)
        full.start()
        disk.fill(leave=24 << 20)
        answer = full.post("/images/load", body=(ARCHIVES / "multi.docker.tar").read_bytes())
        self.assertRegex(answer.message(), r"^no space left on device: need \d+, have \d+")
        self.assertEqual([], full.images())
        disk.clear()
        answer = full.post("/images/load", body=(ARCHIVES / "busybox.docker.tar").read_bytes())
        self.assertEqual("", answer.message(), answer)
        full.stop()
        self.assertEqual([], Store(full.data).faults())


if __name__ == "__main__":
    unittest.main()

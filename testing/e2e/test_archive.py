"""Archives: what docker and berth save is the same, and the tools that read archives read it."""
import json
import socket
import subprocess
import tarfile
import unittest

from harness.case import BerthTest, work
from harness.clients import Cli, berth, newest_docker
from harness.daemon import Dockerd
from harness.processes import wait_until
from harness.store import Store


class Save(BerthTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = work("archives")
        cls.docker = Cli(newest_docker()[1], cls.daemon.host, work("home"))
        cls.berth = berth(cls.daemon.host, work("home"))
        for image in ("busybox:latest", "redis:latest", "labels:1", "multiarch:latest"):
            cls.docker.ok("pull", "-q", image)
        cls.docker.ok("tag", "busybox:latest", "my/app:v1")
        cls.file = cls.place / "two.tar"
        cls.docker.ok("save", "-o", str(cls.file), "busybox", "redis", "my/app:v1")

    def test_berth_saves_the_same_bytes(self):
        mine = self.place / "berth.tar"
        self.berth.ok("save", "-o", str(mine), "busybox", "redis", "my/app:v1")
        self.assertEqual(self.file.read_bytes(), mine.read_bytes())

    def test_a_layer_that_images_share_is_in_it_once(self):
        with tarfile.open(self.file) as archive:
            names = archive.getnames()
            self.assertEqual(len(names), len(set(names)))
            listed = json.load(archive.extractfile("manifest.json"))
        self.assertEqual([["busybox:latest", "my/app:v1"], ["redis:latest"]], [x["RepoTags"] for x in listed])

    def test_skopeo_finds_digests_unchanged(self):
        wanted = self.docker.ok("image", "inspect", "-f", "{{.Id}}", "labels:1").strip()
        one = self.place / "one.tar"
        self.docker.ok("save", "-o", str(one), "labels:1")
        done = subprocess.run(["skopeo", "inspect", "--format", "{{.Digest}}", "oci-archive:%s" % one], capture_output=True, text=True, check=False)
        self.assertEqual(wanted, done.stdout.strip(), done.stderr)
        done = subprocess.run(["skopeo", "copy", "-q", "docker-archive:%s:redis:latest" % self.file, "dir:%s" % (self.place / "redis")], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_the_archive_of_one_platform_has_its_manifest_in_place_of_the_index(self):
        one = self.place / "amd64.tar"
        self.berth.ok("save", "--platform", "linux/amd64", "-o", str(one), "multiarch")
        with tarfile.open(one) as archive:
            roots = json.load(archive.extractfile("index.json"))["manifests"]
        self.assertEqual("application/vnd.oci.image.manifest.v1+json", roots[0]["mediaType"])
        r = self.berth.run("save", "--platform", "linux/arm64", "-o", str(one), "multiarch")
        self.assertEqual((1, "Error response from daemon: no suitable export target found: image with reference multiarch:latest was found but does not provide the specified platform (linux/arm64)\n"), (r.code, r.err))

    def test_a_client_that_dies_in_the_middle_leaves_nothing_running(self):
        before = self.owners()
        for _ in range(5):
            self.begun().close()
        wait_until(lambda: not self.owners() - before, 60, "what a save holds is let go")
        self.assertEqual([], self.daemon.get("/berth/jobs").json())
        self.assertEqual([], Store(self.daemon.data).faults())
        self.assertEqual(self.file.read_bytes(), self.saved())

    def test_a_daemon_that_is_killed_in_the_middle_saves_it_again(self):
        with self.begun():
            self.daemon.kill()
        self.daemon.start()
        self.assertEqual(self.file.read_bytes(), self.saved())

    def begun(self):
        """a client that has read the first bytes, and no more"""
        client = socket.socket(socket.AF_UNIX)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        client.connect(str(self.daemon.socket))
        client.sendall(b"GET /images/get?names=busybox&names=redis&names=my/app:v1 HTTP/1.1\r\nHost: d\r\n\r\n")
        self.assertIn(b" 200 ", client.recv(1 << 12))
        return client

    def owners(self):
        with Store(self.daemon.data).database() as db:
            return set(db.rows("SELECT id FROM owner WHERE kind = 'JOB'"))

    def saved(self):
        again = self.place / "again.tar"
        self.docker.ok("save", "-o", str(again), "busybox", "redis", "my/app:v1")
        return again.read_bytes()

    def test_debians_dockerd_and_podman_load_it(self):
        other = Dockerd(work("dockerd"))
        other.start()
        try:
            said = Cli(newest_docker()[1], other.host, work("home")).ok("load", "-i", str(self.file))
        finally:
            other.stop()
            other.kill()
        self.assertEqual({"Loaded image: busybox:latest", "Loaded image: my/app:v1", "Loaded image: redis:latest"}, set(said.strip().splitlines()))
        place = work("podman")
        podman = ["podman", "--root", place / "root", "--runroot", place / "run", "--storage-driver", "vfs"]
        done = subprocess.run([*podman, "load", "-q", "-i", self.file], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("redis:latest", done.stdout)


if __name__ == "__main__":
    unittest.main()

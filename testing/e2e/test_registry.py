"""The registry: what skopeo, docker and podman push into Berth comes back out of it as it was."""
import hashlib
import json
import os
import pathlib
import subprocess
import unittest

from harness.case import FULL, BerthTest, work
from harness.clients import Cli, newest_docker
from harness.daemon import Dockerd
from harness.http import request
from harness.processes import free_ports
from harness.store import Store

OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
IMAGES = ("busybox:latest", "redis:latest", "labels:1", "multiarch:latest")


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class RegistryTest(BerthTest):
    """A daemon with its registry on."""

    @classmethod
    def setUpClass(cls):
        cls.own = "127.0.0.1:%d" % free_ports(1)[0]
        cls.flags = ("--registry-listen", cls.own, *cls.more)
        super().setUpClass()
    more = ()

    def tearDown(self):
        if self.daemon.process.alive():
            self.assertEqual([], Store(self.daemon.data).faults())

    def v2(self, method, path, body=None, **headers):
        sent = [("Host", self.own), *((k.replace("_", "-"), v) for k, v in headers.items())]
        if body is not None or method in ("POST", "PUT", "PATCH"):
            sent.append(("Content-Length", str(len(body or b""))))
        return request("tcp://" + self.own, method, "/v2/" + path, sent, body)

    def refused(self, status, code, answer):
        error = answer.json()["errors"][0]
        self.assertEqual((status, code), (answer.status, error["code"]), answer)
        self.assertTrue(error["message"])

    def blob(self, repository, data):
        place = self.v2("POST", repository + "/blobs/uploads/").header("Location")
        answer = self.v2("PUT", place[4:] + "?digest=" + sha256(data), data)
        self.assertEqual(201, answer.status, answer)
        return {"mediaType": "application/octet-stream", "digest": sha256(data), "size": len(data)}

    def manifest(self, repository, reference, document, kind=OCI):
        data = json.dumps(document).encode()
        answer = self.v2("PUT", "%s/manifests/%s" % (repository, reference or sha256(data)), data, Content_Type=kind)
        self.assertEqual(201, answer.status, answer)
        return answer, {"mediaType": kind, "digest": sha256(data), "size": len(data)}

    def image(self, repository, reference, *layers, **more):
        config = self.blob(repository, b"{}")
        return self.manifest(repository, reference, {"schemaVersion": 2, "mediaType": OCI, "config": config, "layers": [self.blob(repository, data) for data in layers], **more})


def skopeo(*args):
    done = subprocess.run(["skopeo", *map(str, args)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError("skopeo %s\n%s" % (args, done.stderr))
    return done.stdout


class Clients(RegistryTest):
    """What one client pushes, every client pulls, and nothing has changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = work("podman")
        cls.podman = ["podman", "--root", place / "root", "--runroot", place / "run", "--storage-driver", "vfs"]
        cls.dockerd = Dockerd(work("dockerd"), "--registry-mirror", "http://" + cls.registry.plain).start()
        cls.addClassCleanup(cls.dockerd.__exit__)
        cls.docker = Cli(newest_docker()[1], cls.dockerd.host, work("home"))

    def digest(self, name):
        return skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + name)

    def source(self, image):
        return "%s/library/%s" % (self.registry.plain, image)

    def test_skopeo_pushes_every_platform_and_the_manifests_are_the_same_bytes(self):
        for image in IMAGES:
            with self.subTest(image):
                skopeo("copy", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://" + self.source(image), "docker://%s/skopeo/%s" % (self.own, image))
                self.assertEqual(self.digest(self.source(image)), self.digest("%s/skopeo/%s" % (self.own, image)))
        self.pulls_back("skopeo/")

    def pulls_back(self, prefix):
        for image in IMAGES:
            name = "%s/%s%s" % (self.own, prefix, image)
            self.docker.ok("pull", "-q", name)
            done = subprocess.run([*self.podman, "pull", "-q", "--tls-verify=false", name], capture_output=True, text=True, check=False)
            self.assertEqual(0, done.returncode, done.stderr)
            skopeo("copy", "-q", "--src-tls-verify=false", "docker://" + name, "dir:%s" % work("dir"))
            self.assertEqual(200, self.daemon.pull("%s/%s%s" % (self.own, prefix, image.split(":")[0]), image.split(":")[1]).status)

    def test_docker_pushes(self):
        for image in IMAGES:
            self.docker.ok("pull", "-q", image)
            name = "%s/docker/%s" % (self.own, image)
            self.docker.ok("tag", image, name)
            self.docker.ok("push", "-q", name)
        self.pulls_back("docker/")

    def test_podman_pushes(self):
        for image in IMAGES:
            name = "%s/podman/%s" % (self.own, image)
            for args in (["pull", "-q", "--tls-verify=false", self.source(image)], ["push", "-q", "--tls-verify=false", self.source(image), name]):
                done = subprocess.run([*self.podman, *args], capture_output=True, text=True, check=False)
                self.assertEqual(0, done.returncode, done.stderr)
        self.pulls_back("podman/")


class Artifacts(RegistryTest):
    def test_what_refers_to_an_image_is_listed_and_a_signature_has_its_tag(self):
        _, image = self.image("team/app", "v1", b"layer")
        answer, _ = self.image("team/app", None, subject=image, artifactType="application/vnd.example.sbom")
        self.assertEqual(image["digest"], answer.header("OCI-Subject"))
        tag = image["digest"].replace(":", "-") + ".sig"
        self.image("team/app", tag, b"signature")
        listed = self.v2("GET", "team/app/referrers/" + image["digest"])
        self.assertEqual(["application/vnd.example.sbom"], [m["artifactType"] for m in listed.json()["manifests"]])
        self.assertEqual(INDEX, listed.header("Content-Type"))
        self.assertEqual([tag, "v1"], self.v2("GET", "team/app/tags/list").json()["tags"])
        self.assertIn(tag.encode(), skopeo("list-tags", "--tls-verify=false", "docker://%s/team/app" % self.own).encode())

    def test_what_is_deleted_gives_its_space_back(self):
        _, image = self.image("gone/app", "v1", os.urandom(1 << 20))
        before = sum(size for size, _ in Store(self.daemon.data).live().values())
        self.assertEqual(before, self.get("/system/df")["LayersSize"])
        skopeo("delete", "--tls-verify=false", "docker://%s/gone/app:v1" % self.own)
        self.refused(404, "MANIFEST_UNKNOWN", self.v2("GET", "gone/app/manifests/v1"))
        self.refused(404, "NAME_UNKNOWN", self.v2("GET", "gone/app/tags/list"))
        self.assertGreaterEqual(before - (1 << 20), self.get("/system/df").get("LayersSize", 0))


class Interrupted(RegistryTest):
    """Clients and daemons that stop in the middle."""

    def begun(self, repository, data):
        place = self.v2("POST", repository + "/blobs/uploads/").header("Location")[4:]
        self.assertEqual(202, self.v2("PATCH", place, data).status)
        return place

    def range(self, place):
        return self.v2("GET", place).header("Range")

    def finish(self, place, data, begin):
        answer = self.v2("PATCH", place, data[begin:], Content_Range="%d-%d" % (begin, len(data) - 1))
        self.assertEqual(202, answer.status, answer)
        self.assertEqual(201, self.v2("PUT", place + "?digest=" + sha256(data)).status)
        self.assertEqual(data, self.v2("GET", "a/blobs/" + sha256(data)).raw)

    def test_an_upload_goes_on_after_a_restart(self):
        data = os.urandom(3 << 20)
        place = self.begun("a", data[:1 << 20])
        self.daemon.restart()
        self.assertEqual("0-%d" % ((1 << 20) - 1), self.range(place))
        self.finish(place, data, 1 << 20)

    def test_acknowledged_bytes_survive_every_kill(self):
        for n in range(100 if FULL else 3):
            data = os.urandom(2 << 20)
            place = self.begun("a", data[:1 << 20])
            _, image = self.image("killed/%d" % n, "v1", os.urandom(1000))
            self.daemon.kill()
            self.daemon.start()
            self.assertEqual("0-%d" % ((1 << 20) - 1), self.range(place))
            self.finish(place, data, 1 << 20)
            self.assertEqual(image["digest"], self.v2("HEAD", "killed/%d/manifests/v1" % n).header("Docker-Content-Digest"))
            self.assertEqual([], Store(self.daemon.data).faults(hash_bytes=n % 10 == 0))

    def test_a_push_after_a_kill_sends_only_what_is_missing(self):
        folder = work("layout")
        layers = [os.urandom(1 << 20) for _ in range(4)]
        for data in layers[:3]:
            self.blob("again", data)
        self.daemon.kill()
        self.daemon.start()
        for data in layers[:3]:
            self.assertEqual(200, self.v2("HEAD", "again/blobs/" + sha256(data)).status)
        self.assertEqual(404, self.v2("HEAD", "again/blobs/" + sha256(layers[3])).status)
        self.assertEqual(201, self.image("again", "v1", *layers)[0].status)
        folder.rmdir()


class Served(RegistryTest):
    """Local images, pushes to self, and TLS."""
    more = ("--registry-serve-images",)

    def written(self):
        return int(pathlib.Path("/proc/%d/io" % self.daemon.pid()).read_text().split("write_bytes: ")[1].split()[0])

    def test_a_local_image_is_served_by_its_full_name(self):
        self.pull("redis")
        wanted = self.get("/images/redis/json")["Id"]
        name = "docker://%s/docker.io/library/redis:latest" % self.own
        self.assertEqual(wanted, sha256(skopeo("inspect", "--raw", "--tls-verify=false", name).encode()))
        skopeo("copy", "-q", "--src-tls-verify=false", name, "dir:%s" % work("dir"))

    def test_a_local_image_is_pushed_here_without_its_bytes(self):
        self.pull("redis")
        image = self.get("/images/redis/json")["Id"]
        manifest = self.v2("GET", "docker.io/library/redis/manifests/" + image)
        kind = manifest.header("Content-Type")
        self.pull("busybox")
        other = self.v2("GET", "docker.io/library/busybox/manifests/latest")
        self.assertEqual(201, self.v2("PUT", "mine/redis/manifests/v0", other.raw, Content_Type=other.header("Content-Type")).status)
        before = self.written()
        for blob in [manifest.json()["config"], *manifest.json()["layers"]]:
            self.assertEqual(200, self.v2("HEAD", "mine/redis/blobs/" + blob["digest"]).status)
        self.assertEqual(201, self.v2("PUT", "mine/redis/manifests/v1", manifest.raw, Content_Type=kind).status)
        self.assertLess(self.written() - before, 64 << 10)
        self.assertEqual(image, self.v2("HEAD", "mine/redis/manifests/v1").header("Docker-Content-Digest"))


if __name__ == "__main__":
    unittest.main()

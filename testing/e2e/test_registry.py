"""The registry: what skopeo, docker and podman push into Berth comes back out of it as it was."""
import hashlib
import json
import os
import pathlib
import subprocess
import unittest

from harness.case import BerthTest, work
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
                skopeo("copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://" + self.source(image), "docker://%s/skopeo/%s" % (self.own, image))
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


if __name__ == "__main__":
    unittest.main()

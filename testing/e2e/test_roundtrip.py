"""The whole corpus goes round: skopeo, docker and podman push it to our registry, and they and we pull back what each has pushed.

What a client cannot pull from our registry it cannot pull from docker-registry either, or the test fails.
"""
import re
import shutil
import subprocess
import unittest

from harness.case import FULL, quote, work
from harness.clients import Cli, newest_docker
from harness.daemon import Dockerd
from test_registry import RegistryTest, sha256

ANY = ", ".join("application/vnd." + t for t in (
    "oci.image.index.v1+json", "oci.image.manifest.v1+json", "docker.distribution.manifest.list.v2+json", "docker.distribution.manifest.v2+json"))
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
CANNOT_PUSH = {
    ("skopeo", "library/encodings:v2s1"): "schema 1 is refused",
    ("podman", "library/encodings:v2s1"): "schema 1 is refused",
    ("skopeo", "library/multiarch:nested"): "skopeo copies no index within an index",
    ("docker", "library/tar-dialects:latest"): "dockerd does not get its own layer together again",
    ("podman", "library/tar-dialects:latest"): "podman neither",
}


class Client:
    """push() returns the digest of what it has pushed, pull() that of what it has pulled: None where it cannot."""
    name = ""

    def __init__(self, own, source):
        self.own, self.source = own, source

    def ran(self, *argv):
        return subprocess.run([str(x) for x in argv], capture_output=True, text=True, check=False)

    def forget(self):
        """so that the next pull is one"""


class Skopeo(Client):
    """copies all platforms, byte for byte"""
    name = "skopeo"

    def push(self, image):
        done = self.ran("skopeo", "copy", "-q", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://" + self.source(image), "docker://%s/skopeo/%s" % (self.own, image))
        return None if done.returncode else sha256(self.ran("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + self.source(image)).stdout.encode())

    def pull(self, name):
        place = work("dir")
        try:
            done = self.ran("skopeo", "copy", "-q", "--all", "--preserve-digests", "--src-tls-verify=false", "docker://" + name, "dir:%s" % place)
            return None if done.returncode else sha256((place / "manifest.json").read_bytes())
        finally:
            shutil.rmtree(place)


class Docker(Client):
    """dockerd unpacks what it pulls, and packs again what it pushes"""
    name = "docker"

    def __init__(self, own, source, cli):
        super().__init__(own, source)
        self.cli = cli

    def push(self, image):
        name = "%s/docker/%s" % (self.own, image)
        if self.cli.run("pull", "-q", self.source(image)).code or self.cli.run("tag", self.source(image), name).code:
            return None
        return DIGEST.findall(self.cli.ok("push", name))[-1]

    def pull(self, name):
        done = self.cli.run("pull", name)
        return None if done.code else re.search("Digest: (.*)", done.out).group(1)

    def forget(self):
        self.cli.run("rmi", "-f", *set(self.cli.lines("images", "-aq")))


class Podman(Client):
    name = "podman"

    def __init__(self, *args):
        super().__init__(*args)
        place = work("podman")
        self.program = ["podman", "--root", place / "root", "--runroot", place / "run", "--storage-driver", "vfs"]
        self.said = place / "digest"

    def push(self, image):
        if self.ran(*self.program, "pull", "-q", "--tls-verify=false", self.source(image)).returncode:
            return None
        done = self.ran(*self.program, "push", "-q", "--tls-verify=false", "--digestfile", self.said, self.source(image), "%s/podman/%s" % (self.own, image))
        assert done.returncode == 0, done.stderr
        return self.said.read_text().strip()

    def pull(self, name):
        done = self.ran(*self.program, "pull", "-q", "--tls-verify=false", name)
        return None if done.returncode else self.ran(*self.program, "image", "inspect", "--format", "{{.RepoDigests}}", done.stdout.strip()).stdout

    def forget(self):
        self.ran(*self.program, "rmi", "-af")


class Berth(Client):
    """another daemon of ours"""
    name = "berth"

    def __init__(self, own, source, daemon):
        super().__init__(own, source)
        self.daemon = daemon

    def pull(self, name):
        repository, tag = name.rsplit(":", 1)
        answer = self.daemon.pull(repository, tag)
        return None if answer.status != 200 or answer.message() else self.daemon.get("/images/%s/json" % quote(name)).json()["Id"]

    def forget(self):
        for image in self.daemon.images():
            self.daemon.delete("/images/%s?force=1" % image["Id"])


class RoundTrip(RegistryTest):
    """What one client pushes, every client pulls, and no digest changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dockerd = Dockerd(work("dockerd")).start()
        cls.addClassCleanup(cls.dockerd.__exit__)
        source = lambda image: "%s/%s" % (cls.registry.plain, image)
        cli = Cli(newest_docker()[1], cls.dockerd.host, work("home"))
        cls.skopeo, cls.podman = Skopeo(cls.own, source), Podman(cls.own, source)
        cls.docker, cls.berth = Docker(cls.own, source, cli), Berth(cls.own, source, cls.new_daemon().start())
        cls.images = cls.registry.images()

    def served(self, name):
        repository, tag = name.rsplit(":", 1)
        return self.v2("HEAD", "%s/manifests/%s" % (repository, tag), Accept=ANY).header("Docker-Content-Digest")

    def pushed(self, pusher):
        """image to digest of all that it can pull itself, and push"""
        for image in self.images:
            if (pusher.name, image) not in CANNOT_PUSH:
                digest = pusher.push(image)
                if digest is not None:
                    self.assertEqual(digest, self.served("%s/%s" % (pusher.name, image)), image)
                    yield image, digest
                else:
                    self.assertIsNone(pusher.pull(self.source(image)), "%s can pull %s, and not push it" % (pusher.name, image))

    def goes_round(self, pusher, least):
        pushed = dict(self.pushed(pusher))
        self.assertGreaterEqual(len(pushed), least, sorted(pushed))
        if not FULL:   # of several tags of one manifest, one
            pushed = {image: digest for digest, image in {digest: image for image, digest in pushed.items()}.items()}
        for client in (self.skopeo, self.docker, self.podman, self.berth):
            client.forget()
            pulled = [image for image, digest in pushed.items() if self.pulls(client, pusher, image, digest)]
            self.assertGreater(len(pulled), len(pushed) / 2, client.name)

    def pulls(self, client, pusher, image, digest):
        with self.subTest(image, pushed=pusher.name, pulled=client.name):
            got = client.pull("%s/%s/%s" % (self.own, pusher.name, image))
            if got is not None:
                self.assertIn(digest, got)
            else:
                self.assertIsNone(client.pull(self.source(image)), "it can be pulled from docker-registry")
            return got is not None

    def source(self, image):
        return "%s/%s" % (self.registry.plain, image)

    def test_what_skopeo_pushes(self):
        self.goes_round(self.skopeo, 30)

    def test_what_docker_pushes(self):
        self.goes_round(self.docker, 20)

    def test_what_podman_pushes(self):
        self.goes_round(self.podman, 20)


if __name__ == "__main__":
    unittest.main()

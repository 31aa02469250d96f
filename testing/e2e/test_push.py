"""Pushes to real registries: byte for byte, only what is missing, over links that end, and on after a kill."""
import hashlib
import json
import os
import unittest
import urllib.error
import urllib.request

from harness.case import BerthTest, quote, registries, work
from harness.registries import Proxy
from harness.servers import Registry
from harness.store import Store

ANY = ", ".join("application/vnd." + t for t in (
    "oci.image.index.v1+json", "oci.image.manifest.v1+json", "docker.distribution.manifest.list.v2+json", "docker.distribution.manifest.v2+json"))


class Push(BerthTest):
    """A daemon for each class, and an empty docker-registry for each test."""

    def setUp(self):
        self.target = self.new_registry()

    def new_registry(self):
        root = work("target")
        made = Registry(root, root / "storage")
        self.addCleanup(made.stop)
        return made

    def tag(self, image, name):
        repo, tag = name.rsplit(":", 1)
        answer = self.daemon.post("/images/%s/tag?repo=%s&tag=%s" % (quote(image), quote(repo), tag))
        self.assertEqual(201, answer.status, answer)

    def push(self, name, query="", daemon=None, **kw):
        """the rows of the push of repository:tag"""
        repo, tag = name.rsplit(":", 1)
        answer = (daemon or self.daemon).post("/images/%s/push?tag=%s%s" % (quote(repo), tag, query), **kw)
        self.assertEqual(200, answer.status, answer)
        return answer.rows()

    def pushed(self, name, query="", **kw):
        rows = self.push(name, query, **kw)
        self.assertNotIn("error", rows[-1], rows)
        return rows

    def at(self, registry, name, reference):
        """the document's bytes and digest"""
        url = "http://%s/v2/%s/manifests/%s" % (registry.address, name, reference)
        reply = urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": ANY}))
        body = reply.read()
        return body, "sha256:" + hashlib.sha256(body).hexdigest()

    def id(self, name):
        return self.daemon.get("/images/%s/json" % quote(name)).json()["Id"]


class Plain(Push):
    def test_every_platform_arrives_with_the_digest_that_was_pulled(self):
        for image in ("redis:7", "busybox:latest", "multiarch:latest", "helm-chart:latest", "encodings:zstd"):
            repo, tag = image.split(":")
            with self.subTest(image):
                answer = self.daemon.post("/images/create?fromImage=%s&tag=%s&all-platforms=1" % (repo, tag))
                if answer.status == 404:
                    continue
                self.assertEqual("", answer.message(), answer)
                name = "%s/copy/%s:%s" % (self.target.address, repo, tag)
                self.tag(image, name)
                rows = self.pushed(name)
                body, digest = self.at(self.target, "copy/" + repo, tag)
                self.assertEqual(self.id(image), digest)
                self.assertEqual("%s: digest: %s size: %d" % (tag, digest, len(body)), rows[-1]["status"])
        self.assertEqual([], Store(self.daemon.data).faults())


if __name__ == "__main__":
    unittest.main()

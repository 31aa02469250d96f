"""The image calls of docker-py, at its default API version and at older and newer ones."""
import os
import unittest

import docker
from docker.errors import APIError, ImageNotFound, InvalidVersion, NotFound
from docker.utils import version_lt

REGISTRY, AUTH_REGISTRY = os.environ["REGISTRY"], os.environ["AUTH_REGISTRY"]
REPOSITORY = REGISTRY + "/library/labels"
IMAGE = REPOSITORY + ":3"
VERSIONS = (None, "1.24", "1.32", "1.40", "1.44", "1.55", "auto")


class ImageCalls:
    """for a class each version"""
    version = None

    def setUp(self):
        given = {} if self.version is None else {"version": self.version}
        self.client = docker.DockerClient(base_url=os.environ["DOCKER_HOST"], **given)
        self.addCleanup(self.client.close)
        self.images = self.client.images
        self.mine = "sdk/py-%s" % str(self.version).lower().replace(".", "-")
        self.image = self.images.pull(REPOSITORY, "3")

    def fails(self, kind, status, call, *args, **kw):
        with self.assertRaises(kind) as caught:
            call(*args, **kw)
        self.assertEqual(status, caught.exception.status_code, caught.exception)

    def test_pullListInspectTagRemove(self):
        self.assertTrue(self.image.tag(self.mine, "v1"))
        tagged = self.images.get(self.mine + ":v1")
        self.assertEqual((self.image.id, "3"), (tagged.id, tagged.labels["n"]))
        self.assertIn(self.mine + ":v1", self.images.list(self.mine)[0].tags)
        self.assertIn(self.image, self.images.list(filters={"label": "n=3"}))
        self.assertNotIn(self.image, self.images.list(filters={"dangling": True}))
        self.assertTrue(tagged.history())
        self.images.remove(self.mine + ":v1")
        self.fails(ImageNotFound, 404, self.images.get, self.mine + ":v1")

    def test_push(self):
        there = "%s/%s" % (REGISTRY, self.mine)
        self.image.tag(there, "v1")
        rows = list(self.images.push(there, "v1", stream=True, decode=True))
        self.assertEqual([], [r for r in rows if "error" in r])
        self.images.remove(there + ":v1")
        self.assertEqual(self.image.id, self.images.pull(there, "v1").id)
        self.images.remove(there + ":v1")

    def test_saveAndLoad(self):
        name = self.mine + ":saved"
        self.image.tag(self.mine, "saved")
        archive = b"".join(self.images.get(name).save(named=name))
        self.images.remove(name)
        loaded, = self.images.load(archive)
        self.assertEqual((self.image.id, True), (loaded.id, name in loaded.tags))
        self.images.remove(name)

    def test_whatFailsHasItsClass(self):
        self.fails(ImageNotFound, 404, self.images.get, "no/such:image")
        self.fails(ImageNotFound, 404, self.images.remove, "no/such:image")
        self.fails(NotFound, 404, self.images.pull, REGISTRY + "/no/such", "image")
        self.fails(APIError, 500, self.images.pull, AUTH_REGISTRY + "/library/busybox", "latest")
        self.fails(APIError, 400, self.images.pull, "Not/A/Name", "x")
        self.fails(APIError, 400, self.image.tag, "Not/A/Name", "c")

    def test_anotherPlatformsImageIsNotFound(self):
        asked = lambda: self.images.pull(REGISTRY + "/library/arm-only", "latest", platform="linux/amd64")
        if version_lt(self.client.api._version, "1.32"):  # which docker-py itself does not send
            self.assertRaises(InvalidVersion, asked)
        else:
            self.fails(NotFound, 404, asked)


for each in VERSIONS:
    made = type("At_" + str(each).replace(".", "_"), (ImageCalls, unittest.TestCase), {"version": each, "__module__": __name__})
    globals()[made.__name__] = made
del made

if __name__ == "__main__":
    unittest.main()

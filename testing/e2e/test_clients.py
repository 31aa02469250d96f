"""The real docker CLIs, docker's Python SDK, compose and curl against the daemon."""
import json
import subprocess
import time
import unittest

from harness.case import BerthTest, work
from harness.clients import Cli, compose, dockers
from harness.processes import CLEAN_PATH

WINDOWS = ("nanoserver", "powershell")   # their base layers lie at an address that answers nobody
REFUSED = {
    "library/encodings:v2s1": "no longer supported",
    "library/arm-only:latest": "no matching manifest for linux/amd64",
    "nanoserver:latest": "no matching manifest for linux/amd64",
    "nanoserver:docker": "no matching manifest for linux/amd64",
}


class DockerCli:
    """What every docker CLI must be able to do; each one found on the machine makes a class of these."""
    path = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.docker = Cli(cls.path, cls.daemon.host, work("home"))

    def setUp(self):
        self.reset()

    def name(self, image):
        return "%s/%s" % (self.registry.plain, image)

    def images(self, *args):
        return sorted(self.docker.lines("images", "--format", "{{.Repository}}:{{.Tag}}", *args))

    def test_pullsEveryOrdinaryImage(self):
        for image in self.registry.images():
            with self.subTest(image=image):
                done = self.docker.run("pull", self.name(image))
                if image in REFUSED:
                    self.assertNotEqual(0, done.code)
                    self.assertIn(REFUSED[image], done.err + done.out)
                    continue
                self.assertEqual(0, done.code, done.err)
                self.assertIn("Status: Downloaded newer image for " + self.name(image), done.out)
                digest = self.registry.manifest(*image.split(":"))[1]
                self.assertIn("Digest: " + digest, done.out)
                shown = json.loads(self.docker.ok("image", "inspect", self.name(image)))[0]
                self.assertIn(self.name(image), shown["RepoTags"])
                self.assertIn(self.name(image.split(":")[0]) + "@" + digest, shown["RepoDigests"])
                self.assertIn("Image is up to date", self.docker.ok("pull", self.name(image)))

    def test_pullsForeignPlatforms(self):
        for image, platform in (("library/multiarch:latest", "linux/arm64"), ("library/multiarch:docker", "linux/s390x"), ("library/arm-only:latest", "linux/arm/v7")):
            with self.subTest(image=image, platform=platform):
                self.docker.ok("pull", "--platform", platform, self.name(image))
                shown = json.loads(self.docker.ok("image", "inspect", self.name(image)))[0]
                self.assertEqual(platform.split("/")[1], shown["Architecture"])

    def test_pullsWindowsWhereTheRegistryHasTheForeignLayers(self):
        for tag in ("latest", "docker"):
            with self.subTest(tag=tag):
                image = windows_with_layers(self.registry, "nanoserver", tag)
                self.docker.ok("pull", "--platform", "windows/amd64", self.name(image))
                shown = json.loads(self.docker.ok("image", "inspect", self.name(image)))[0]
                self.assertEqual("windows", shown["Os"])
                self.assertIn("10.0.", shown["OsVersion"])

    def test_windowsLayersThatNoOneServesAreNamed(self):
        done = self.docker.run("pull", "--platform", "windows/amd64", self.name("nanoserver:latest"))
        self.assertNotEqual(0, done.code)
        self.assertIn("layers.example.invalid", done.err + done.out)
        self.assertEqual([], self.images())

    def test_imagesWithEachFilter(self):
        for n in range(1, 7):
            self.docker.ok("pull", "-q", "labels:%d" % n)
        self.docker.ok("pull", "-q", "busybox")
        self.docker.ok("tag", "busybox", "mine/app:v1")
        self.docker.ok("tag", "labels:6", "moving:x")
        self.docker.ok("rmi", "labels:6")
        self.docker.ok("tag", "labels:5", "moving:x")
        labels = lambda *n: ["labels:%d" % i for i in n]
        dangling = ["<none>:<none>"]
        for args, expected in (
                (("dangling=true",), dangling), (("dangling=false", "label=n"), labels(1, 2, 3, 4, 5) + ["moving:x"]), (("label=n=1",), labels(1)), (("label=late",), dangling + labels(4, 5) + ["moving:x"]), (("label=unicode=größe 漢字 🐳", "label=parity=0"), dangling + labels(2, 4)),
                (("before=labels:3",), labels(1, 2)), (("since=labels:3",), dangling + labels(4, 5) + ["moving:x"] + ["busybox:latest", "mine/app:v1"]), (("since=labels:1", "before=labels:4"), labels(2, 3)),
                (("reference=busybox",), ["busybox:latest"]), (("reference=label?:[12]",), labels(1, 2)), (("reference=*/app",), ["mine/app:v1"]), (("reference=nosuch",), [])):
            with self.subTest(filters=args):
                self.assertEqual(sorted(expected), self.images(*(x for a in args for x in ("--filter", a))))
        self.assertEqual(labels(1, 2, 3, 4, 5), self.images("labels"))
        self.assertNotEqual(0, self.docker.run("images", "--filter", "nope=1").code)

    def test_inspectShowsTheConfig(self):
        self.docker.ok("pull", "-q", "mongo-like:4.2.6")
        shown = json.loads(self.docker.ok("inspect", "mongo-like:4.2.6"))[0]
        self.assertEqual("linux amd64", "%s %s" % (shown["Os"], shown["Architecture"]))
        self.assertTrue(shown["Config"]["Entrypoint"])
        self.assertTrue(shown["Config"]["Volumes"])
        self.assertEqual(1, len(shown["RootFS"]["Layers"]))
        self.assertIn("No such image: nosuch", self.docker.run("image", "inspect", "nosuch").err)

    def test_history(self):
        self.docker.ok("pull", "-q", "redis")
        rows = self.docker.lines("history", "--format", "{{.Size}}|{{.CreatedBy}}", "redis")
        self.assertGreaterEqual(len(rows), 6)
        self.assertIn("redis-server", "".join(rows))

    def test_tagAndRemove(self):
        self.docker.ok("pull", "-q", "busybox")
        self.docker.ok("tag", "busybox", "mine/app:v1")
        image = self.docker.ok("images", "-q", "--no-trunc", "mine/app:v1").strip()
        refused = self.docker.run("rmi", image)
        self.assertEqual(1, refused.code)
        self.assertIn("(must be forced) - image is referenced in multiple repositories", refused.err)
        self.assertEqual("Untagged: mine/app:v1\n", self.docker.ok("rmi", "mine/app:v1"))
        self.assertIn("Deleted: " + image, self.docker.ok("rmi", "busybox"))
        self.assertEqual([], self.images())
        gone = self.docker.run("rmi", "busybox")
        self.assertEqual((1, True), (gone.code, "No such image: busybox" in gone.err))

    def test_imagePrune(self):
        self.docker.ok("pull", "-q", "labels:1")
        self.docker.ok("pull", "-q", "labels:2")
        self.docker.ok("tag", "labels:1", "labels:2")
        self.assertIn("Total reclaimed space:", self.docker.ok("image", "prune", "-f"))
        self.assertEqual(["labels:1", "labels:2"], self.images("-a"))
        self.docker.ok("image", "prune", "-a", "-f", "--filter", "label=n=7")
        self.assertEqual(["labels:1", "labels:2"], self.images("-a"))
        self.docker.ok("image", "prune", "-a", "-f")
        self.assertEqual([], self.images("-a"))

    def test_infoAndVersion(self):
        self.docker.ok("pull", "-q", "busybox")
        self.assertEqual("1 0", self.docker.ok("info", "-f", "{{.Images}} {{.Containers}}").strip())
        self.assertIn("Images: 1", self.docker.ok("info"))
        self.assertIn("API version:", self.docker.ok("version"))

    def test_eventsTellOfEveryChange(self):
        since = "%.3f" % time.time()
        self.docker.ok("pull", "-q", "labels:1")
        self.docker.ok("tag", "labels:1", "mine/app:v1")
        self.docker.ok("rmi", "mine/app:v1", "labels:1")
        until = "%.3f" % (time.time() + 0.01)
        shown = self.docker.lines("events", "--since", since, "--until", until, "--format", "{{.Type}} {{.Action}} {{.Actor.Attributes.name}}")
        self.assertEqual(["image pull labels", "image tag mine/app:v1", "image untag mine/app:v1", "image untag labels:1"], shown[:4])
        self.assertEqual("image delete", shown[4].rsplit(" ", 1)[0])
        self.assertEqual(1, len(self.docker.lines("events", "--since", since, "--until", until, "--filter", "event=tag")))

    def test_systemDfAndPrune(self):
        self.docker.ok("pull", "-q", "redis")
        self.docker.ok("pull", "-q", "debian:bookworm-slim")
        self.assertIn("Images", self.docker.ok("system", "df"))
        shown = self.docker.ok("system", "df", "-v")
        self.assertRegex(shown, r"redis +latest")
        self.docker.ok("system", "prune", "-f")
        self.assertEqual(["debian:bookworm-slim", "redis:latest"], self.images())
        self.docker.ok("system", "prune", "-a", "-f", "--volumes")
        self.assertEqual([], self.images())

    def test_composePull(self):
        folder = work("compose")
        (folder / "docker-compose.yml").write_text("version: '3'\nservices:\n  a: {image: 'busybox:latest'}\n  b: {image: 'labels:2'}\n")
        command = compose()
        done = subprocess.run([*command, "-f", str(folder / "docker-compose.yml"), "pull"], env=self.docker.env, capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(["busybox:latest", "labels:2"], self.images())

    def test_emptyListsOfWhatIsNotThereYet(self):
        self.assertEqual(1, len(self.docker.lines("ps", "-a")))
        self.assertEqual(1, len(self.docker.lines("volume", "ls")))
        self.assertEqual(["bridge", "host", "none"], sorted(self.docker.lines("network", "ls", "--format", "{{.Name}}")))
        self.assertIn("not a swarm manager", self.docker.run("service", "ls").err)


def windows_with_layers(registry, name, tag):
    """a copy of a Windows image in a repository that also holds its foreign layers; its name:tag"""
    from golden.registries import Registry
    there, copy = Registry(registry.plain), "test/%s-%s" % (name, tag)
    status, headers, raw = there.manifest(name, tag)
    for child in json.loads(raw)["manifests"]:
        _, child_headers, child_raw = there.manifest(name, child["digest"])
        document = json.loads(child_raw)
        for part in [document["config"], *document["layers"]]:
            if part.get("urls"):
                version = child["platform"]["os.version"]
                there.blob(copy, ("windows base layer %s" % version).encode() * 1000)
            else:
                there.do("POST", "/v2/%s/blobs/uploads/?mount=%s&from=%s" % (copy, part["digest"], name))
        there.put(copy, child["digest"], child_raw, child_headers["content-type"])
    there.put(copy, tag, raw, headers["content-type"])
    return "%s:%s" % (copy, tag)


for version, path in dockers().items():
    made = type("Docker_" + version.replace(".", "_"), (DockerCli, BerthTest), {"path": path, "__module__": __name__})
    globals()[made.__name__] = made
del made


class Curl(BerthTest):
    """the API without any client of it"""

    def curl(self, path, *args):
        url = "http://localhost" + path
        return subprocess.run(["curl", "-sS", "--fail-with-body", "--unix-socket", str(self.daemon.socket), *args, url], capture_output=True, text=True, check=True).stdout

    def test_pullListInspectRemove(self):
        self.assertIn("Downloaded newer image", self.curl("/images/create?fromImage=busybox&tag=latest", "-X", "POST"))
        self.assertEqual(["busybox:latest"], json.loads(self.curl("/images/json"))[0]["RepoTags"])
        self.assertEqual("linux", json.loads(self.curl("/images/busybox/json"))["Os"])
        self.assertIn("Deleted", self.curl("/images/busybox", "-X", "DELETE"))


class PythonSdk(BerthTest):
    """docker's own SDK for Python, as Debian packages it"""

    def sdk(self, code):
        """runs the code in a process of its own, with `client` and `registry` defined"""
        script = "import docker, sys\nclient = docker.DockerClient(base_url='unix://%s')\nregistry = '%s'\n%s" % (self.daemon.socket, self.registry.plain, code)
        done = subprocess.run(["/usr/bin/python3", "-c", script], capture_output=True, text=True, check=False, env={"PATH": CLEAN_PATH, "HOME": str(work("home"))})
        self.assertEqual(0, done.returncode, done.stderr)

    def test_pullListInspectTagRemove(self):
        self.sdk("""
image = client.images.pull(registry + '/library/labels', tag='3')
assert image.labels['n'] == '3', image.labels
assert [i.id for i in client.images.list(filters={'label': 'n=3'})] == [image.id]
assert image.tag('mine/sdk', tag='v1')
assert client.images.get('mine/sdk:v1').id == image.id
assert client.images.get(image.short_id).id == image.id
assert image.history()
client.images.remove('mine/sdk:v1')
client.images.remove(registry + '/library/labels:3')
try:
    client.images.get('mine/sdk:v1')
    sys.exit('still there')
except docker.errors.ImageNotFound:
    pass
try:
    client.images.pull(registry + '/library/nosuch', tag='x')
    sys.exit('pulled what is not there')
except docker.errors.NotFound:
    pass
assert len(client.images.pull(registry + '/library/labels', all_tags=True)) == 6
assert client.images.prune(filters={'dangling': False})['ImagesDeleted']
""")

    def test_systemCalls(self):
        self.sdk("""
assert client.ping()
assert client.version()['ApiVersion']
assert client.info()['OSType'] == 'linux'
assert client.df()['Images'] is not None
assert client.containers.list(all=True) == []
assert client.volumes.list() == []
assert {n.name for n in client.networks.list()} == {'bridge', 'host', 'none'}
""")


if __name__ == "__main__":
    unittest.main()

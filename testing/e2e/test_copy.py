"""Copies between real registries: only what is missing travels, digests stay; lists that name images of several registries."""
import json
import os
import unittest

from harness.case import BerthTest, work
from harness.clients import Cli, all_clients, berth, newest_docker
from harness.processes import free_ports
from harness.registries import Proxy
from harness.servers import Registry
from harness.store import Store
from test_push import ANY, OCI, put_image, send, sha256

MIB = 1 << 20
MANIFEST = OCI + "manifest.v1+json"
INDEX = OCI + "index.v1+json"


class Copying(BerthTest):
    """A daemon for each class; for each test an empty docker-registry, and a proxy before either registry that counts."""

    def setUp(self):
        self.berth = berth(self.daemon.host, work("home"))
        root = work("target")
        self.target = Registry(root, root / "storage")
        self.addCleanup(self.target.stop)
        self.source, self.to = self.counted(self.registry.plain), self.counted(self.target.address)
        self.addCleanup(self.nothing_kept)

    def counted(self, address):
        made = Proxy(address, work("proxy"))
        self.addCleanup(made.stop)
        return made

    def nothing_kept(self):
        self.assertEqual([], Store(self.daemon.data).faults())
        self.assertEqual([], self.daemon.get("/berth/jobs").json())

    def document(self, name, reference, registry=None):
        """what is there, and its digest"""
        data = send("GET", "http://%s/v2/%s/manifests/%s" % (registry or self.target.address, name, reference), None, Accept=ANY).read()
        return json.loads(data), sha256(data)

    def is_whole(self, name, reference):
        """everything below what the name points to is there, and is what its digest says"""
        document, digest = self.document(name, reference)
        for child in document.get("manifests", []):
            self.assertEqual(child["digest"], self.is_whole(name, child["digest"]))
        for blob in [document["config"], *document["layers"]] if "config" in document else []:
            if not blob.get("urls"):
                data = send("GET", "http://%s/v2/%s/blobs/%s" % (self.target.address, name, blob["digest"]), None).read()
                self.assertEqual((blob["digest"], blob["size"]), (sha256(data), len(data)))
        return digest

    @staticmethod
    def fetched(proxy):
        """digests of the blobs that were read there so far"""
        return [e["path"].rsplit("/", 1)[1] for e in proxy.log() if "/blobs/sha256:" in e["path"] and e["method"] == "GET"]

    @staticmethod
    def received(proxy):
        return sum(e.get("received", 0) for e in proxy.log() if "/uploads/" in e["path"])


class Copy(Copying):
    def copy(self, source, target, *flags):
        return self.berth.ok("image", "copy", *flags, source, target)

    def test_everyKindOfImageArrivesAsItIs(self):
        for image in ("redis:latest", "redis:oci", "busybox:1.35", "multiarch:latest", "multiarch:docker", "multiarch:nested", "helm-chart:0.1.0", "encodings:oci-zstd", "no-layers:latest"):
            repo, tag = image.split(":")
            with self.subTest(image):
                out = self.copy("%s/library/%s" % (self.registry.plain, image), "%s/copy/%s" % (self.target.address, repo))
                digest = self.registry.manifest("library/" + repo, tag)[1]
                self.assertEqual(digest, self.is_whole("copy/" + repo, tag))
                self.assertRegex(out, "(?m)^%s: digest: %s size: [0-9]+$" % (tag, digest))
        self.assertEqual([], self.daemon.images())

    def test_onlyWhatIsMissingTravels(self):
        shared, one, two = os.urandom(3 * MIB), os.urandom(MIB), os.urandom(2 * MIB)
        put_image(self.registry.plain, "copy/app", "1", shared, one)
        second = put_image(self.registry.plain, "copy/app", "2", shared, two)
        self.copy(self.source.address + "/copy/app:1", self.to.address + "/app")
        read, sent = len(self.fetched(self.source)), self.received(self.to)
        self.assertLess(sent, 4 * MIB + 4096)
        self.copy(self.source.address + "/copy/app:2", self.to.address + "/app")
        self.assertEqual(second, self.is_whole("app", "2"))
        layers = [d for d in self.fetched(self.source)[read:] if d in (sha256(shared), sha256(one), sha256(two))]
        self.assertEqual([sha256(two)], layers)
        self.assertLess(self.received(self.to) - sent, 2 * MIB + 4096)
        before = len(self.fetched(self.source)), self.received(self.to)
        self.copy(self.source.address + "/copy/app:2", self.to.address + "/app:again")
        self.assertEqual(before, (len(self.fetched(self.source)), self.received(self.to)))
        self.assertEqual(second, self.is_whole("app", "again"))

    def test_blobsThatAreHereAreNotFetched(self):
        daemon = self.new_daemon().start()
        self.assertEqual("", daemon.pull(self.source.address + "/library/redis").message())
        read = len(self.fetched(self.source))
        berth(daemon.host, work("home")).ok("image", "copy", self.source.address + "/library/redis", self.to.address + "/r:1")
        self.assertEqual(read, len(self.fetched(self.source)))
        self.assertEqual(self.registry.manifest("library/redis", "latest")[1], self.is_whole("r", "1"))

    def test_withinARegistryNothingTravels(self):
        digest = put_image(self.target.address, "from/x", "1", os.urandom(MIB))
        out = self.copy(self.to.address + "/from/x:1", self.to.address + "/other/x")
        self.assertIn("Mounted from from/x", out)
        self.assertEqual(digest, self.is_whole("other/x", "1"))
        self.assertEqual(([], 0), (self.fetched(self.to), self.received(self.to)))

    def test_whatIsAboutTheImageGoesAlong(self):
        name, registry = "copy/signed", self.registry.plain
        image = put_image(registry, name, "1", os.urandom(1000))
        tag = image.replace(":", "-")
        signature = put_image(registry, name, tag + ".sig", os.urandom(100))
        put_image(registry, name, "list", os.urandom(200))
        place = "http://%s/v2/%s/manifests/" % (registry, name)
        kind = {"Content_Type": "application/vnd.oci.image.manifest.v1+json"}
        about = {**self.document(name, "list", registry)[0], "artifactType": "a/b", "subject": {"mediaType": kind["Content_Type"], "digest": image, "size": 1}}
        data = json.dumps(about).encode()
        send("PUT", place + sha256(data), data, **kind)
        listed = {"mediaType": kind["Content_Type"], "digest": sha256(data), "size": len(data)}
        index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [listed]}
        send("PUT", place + tag, json.dumps(index).encode(), Content_Type=index["mediaType"])
        self.copy("%s/%s:1" % (registry, name), self.target.address + "/s")
        self.assertEqual([image, signature, sha256(data)], [self.is_whole("s", r) for r in ("1", tag + ".sig", sha256(data))])
        self.assertEqual([sha256(data)], [m["digest"] for m in self.document("s", tag)[0]["manifests"]])

    def test_whatIsAboutWhatIsAboutItGoesAlongBetweenRegistriesThatListReferrers(self):
        """from one daemon's registry to another's; again, and nothing travels"""
        addresses = ["127.0.0.1:%d" % port for port in free_ports(2)]
        daemons = [self.new_daemon("--registry-listen", address).start() for address in addresses]
        source, to = (self.counted(address) for address in addresses)
        image = put_image(source.address, "app", "1", os.urandom(2000))
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [{"mediaType": MANIFEST, "digest": image, "size": len(json.dumps(self.document("app", "1", source.address)[0]))}]}
        root = self.put("app", "multi", index, source.address)
        about = lambda digest, kind: self.put_about(source.address, "app", digest, kind)
        contents = about(image, "example/contents")          # of a child of the index
        signature = about(contents, "example/signature")     # of the list of contents
        note = about(root, "example/note")
        self.copy(source.address + "/app:multi", to.address + "/mine/app:multi")
        self.assertEqual(root, self.document("mine/app", "multi", to.address)[1])
        for subject, kind, referrer in ((image, "example/contents", contents), (contents, "example/signature", signature), (root, "example/note", note)):
            listed = json.loads(send("GET", "http://%s/v2/mine/app/referrers/%s" % (to.address, subject), None).read())["manifests"]
            self.assertEqual([(referrer, kind)], [(m["digest"], m["artifactType"]) for m in listed])
            layer = self.document("mine/app", referrer, to.address)[0]["layers"][0]["digest"]
            self.assertEqual(layer, sha256(send("GET", "http://%s/v2/mine/app/blobs/%s" % (to.address, layer), None).read()))
        before = len(self.fetched(source)), self.received(to)
        self.copy(source.address + "/app:multi", to.address + "/mine/app:again")
        self.assertEqual(before, (len(self.fetched(source)), self.received(to)))
        for daemon in daemons:
            self.assertEqual([], daemon.images())
            daemon.stop()
            self.assertEqual([], Store(daemon.data).faults())

    @staticmethod
    def put(name, reference, document, registry):
        data = json.dumps(document).encode()
        send("PUT", "http://%s/v2/%s/manifests/%s" % (registry, name, reference or sha256(data)), data, Content_Type=document["mediaType"])
        return sha256(data)

    def put_about(self, registry, name, subject, kind):
        """an artifact with a layer of its own"""
        put_image(registry, name, "scratch", os.urandom(500))
        made = {**self.document(name, "scratch", registry)[0], "artifactType": kind, "subject": {"mediaType": MANIFEST, "digest": subject, "size": 1}}
        return self.put(name, None, made, registry)

    def test_onePlatform(self):
        index = self.registry.manifest("library/multiarch", "latest")[0]
        wanted = next(m["digest"] for m in index["manifests"] if m["platform"]["architecture"] == "s390x")
        self.copy(self.registry.plain + "/library/multiarch", self.target.address + "/one:1", "--platform", "linux/s390x")
        self.assertEqual(wanted, self.is_whole("one", "1"))

    def test_credentialsForEitherSide(self):
        guarded = Registry.with_passwords(work("guarded"), work("storage"), {"tester": "other"})
        self.addCleanup(guarded.stop)
        source, target = self.registry.auth + "/library/busybox", guarded.address + "/b"
        self.assertEqual(1, self.berth.run("image", "copy", source, target).code)
        self.berth.knows(self.registry.auth, "tester", "secret")
        self.assertRegex(self.berth.run("image", "copy", source, target).err, "authentication required|denied|no basic auth credentials")
        self.berth.knows(guarded.address, "tester", "other")
        self.assertIn("latest: digest: " + self.registry.manifest("library/busybox", "latest")[1], self.copy(source, target))

    def test_whatIsWrongIsSaid(self):
        here, there = self.registry.plain + "/library/busybox", self.target.address + "/x"
        for args, text in (
                ((here, "UPPER"), r"^invalid reference format: repository name \(library/UPPER\) must be lowercase$"),
                ((here + ":nosuch", there), "failed to resolve reference .*busybox:nosuch.*: not found$"),
                ((self.registry.plain + "/nosuch", there), "nosuch.*: not found$"),
                ((here, "127.0.0.1:1/x"), "127.0.0.1:1"),
                (("127.0.0.1:1/x", there), "127.0.0.1:1"),
                (("--platform", "linux/ppc64le", self.registry.plain + "/library/multiarch", there), "no matching manifest for linux/ppc64le")):
            with self.subTest(args):
                said = self.berth.run("image", "copy", *args)
                self.assertEqual(1, said.code)
                self.assertRegex(said.err.strip(), text)


class Lists(Copying):
    """`berth manifest`; what docker does too is compared with it in test_cli."""

    def setUp(self):
        super().setUp()
        children = self.registry.manifest("library/multiarch", "docker")[0]["manifests"]
        self.here = {m["platform"]["architecture"]: "%s/library/multiarch@%s" % (self.registry.plain, m["digest"]) for m in children}

    def push(self, name, *manifests, cli=None):
        cli = cli or self.berth
        cli.ok("manifest", "create", "--insecure", name, *manifests)
        return cli.lines("manifest", "push", "--insecure", "-p", name)[-1]

    def test_imagesOfSeveralRegistriesUnderOneName(self):
        own = put_image(self.target.address, "other/amd64", "1", os.urandom(MIB))
        name = self.target.address + "/team/app:1"
        digest = self.push(name, self.here["arm64"], self.here["s390x"], self.target.address + "/other/amd64:1")
        self.assertEqual(digest, self.is_whole("team/app", "1"))
        self.assertEqual({"amd64": own, **{a: self.here[a].split("@")[1] for a in ("arm64", "s390x")}},
                         {m["platform"]["architecture"]: m["digest"] for m in self.document("team/app", "1")[0]["manifests"]})
        self.assertEqual([], self.daemon.images())

    def test_realClientsPullAList(self):
        name = self.target.address + "/for/all:1"
        digest = self.push(name, self.here["amd64"], self.here["arm64"])
        other = self.new_daemon().start()
        for client, cli in all_clients(other.host, work("home")).items():
            with self.subTest(client):
                self.assertIn(digest, cli.ok("pull", name))
                cli.ok("pull", "--platform", "linux/arm64", name)
                cli.ok("rmi", "-f", name)

    def test_eitherClientGoesOnWithWhatTheOtherBegan(self):
        docker = Cli(newest_docker()[1], self.daemon.host, work("home"))
        docker.env["DOCKER_CONFIG"] = self.berth.env["DOCKER_CONFIG"]
        digests = []
        for n, (first, second) in enumerate(((docker, self.berth), (self.berth, docker))):
            name = "%s/mine/shared:%d" % (self.registry.plain, n)
            first.ok("manifest", "create", "--insecure", name, self.here["amd64"])
            second.ok("manifest", "create", "--insecure", "--amend", name, self.here["arm64"])
            first.ok("manifest", "annotate", name, self.here["arm64"], "--variant", "v9")
            second.ok("manifest", "annotate", name, self.here["amd64"], "--os-version", "1")
            self.assertEqual(first.ok("manifest", "inspect", name), second.ok("manifest", "inspect", name))
            digests.append(first.lines("manifest", "push", "--insecure", "-p", name)[-1])
            self.assertEqual(1, second.run("manifest", "push", "--insecure", name).code)
        self.assertEqual(digests[0], digests[1])

    def test_listStaysWhereThePushIsRefused(self):
        name = self.target.address + "/team/app:1"
        gone = put_image(self.to.address, "soon/gone", "1", os.urandom(1000))
        self.berth.ok("manifest", "create", name, "%s/soon/gone@%s" % (self.to.address, gone))
        self.to.faults(match="/soon/gone/", tries=0, status=404)
        self.assertRegex(self.berth.run("manifest", "push", "-p", name).err, "404 Not Found")
        self.to.faults()
        self.assertIn(gone, self.berth.ok("manifest", "inspect", name))
        self.assertIn(self.berth.lines("manifest", "push", "-p", name)[-1], self.is_whole("team/app", "1"))

    def test_credentialsForEveryRegistry(self):
        guarded = Registry.with_passwords(work("guarded"), work("storage"), {"tester": "other"})
        self.addCleanup(guarded.stop)
        self.berth.knows(self.registry.auth, "tester", "secret")
        name = guarded.address + "/team/app:1"
        self.berth.ok("manifest", "create", name, self.registry.auth + "/library/busybox")
        self.assertRegex(self.berth.run("manifest", "push", name).err, "authentication required|denied|no basic auth credentials")
        self.berth.knows(guarded.address, "tester", "other")
        self.assertRegex(self.berth.lines("manifest", "push", name)[-1], "^sha256:[0-9a-f]{64}$")

    def test_requestsThatAreNoneAreRefused(self):
        put = lambda name, body, type_="application/vnd.oci.image.index.v1+json", query="": self.daemon.do(
            "PUT", "/berth/manifests/%s%s" % (name, query), body, [("Content-Type", type_)])
        digest = "sha256:" + "1" * 64
        one = json.dumps({"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest, "size": 5}]}).encode()
        name = self.target.address + "/x:1"
        for what, answer, status in (
                ("no JSON", put(name, b"{"), 400), ("nothing", put(name, b""), 400), ("another type", put(name, one, "text/plain; x"), 404), ("a digest", put(name + "@" + digest, one), 400),
                ("bad name", put("UPPER", one), 400), ("too many sources", put(name, one, query="?from=a&from=b"), 400), ("bad source", put(name, one, query="?from=UPPER"), 400),
                ("not there", put(name, one), 404), ("too large", put(name, b" " * (4 << 20) + one), 413)):
            with self.subTest(what):
                self.assertEqual(status, answer.status, answer)
                self.assertNotEqual("", answer.message())


if __name__ == "__main__":
    unittest.main()

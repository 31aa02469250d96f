"""What may be pulled, by a policy file; and pulls of several platforms at once."""
import json
import subprocess

from harness.case import BerthTest, registries, work
from harness.clients import Cli, berth, newest_docker
from harness.cosign import Key, Repository
from harness.http import request
from harness.processes import free_ports
from harness.registries import MANIFESTS
from harness.store import Store

PLATFORMS = ["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/s390x"]


def copied(registry, source, name):
    """an image with all its platforms to another repository of the same registry"""
    subprocess.run(["skopeo", "copy", "-q", "--all", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://%s/%s" % (registry, source), "docker://%s/%s:latest" % (registry, name)], check=True)


class Clients(BerthTest):
    def setUp(self):
        self.reset()
        self.docker = Cli(newest_docker()[1], self.daemon.host, work("home"))
        self.berth = berth(self.daemon.host, work("home"))


class Policy(Clients):
    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        cls.folder = work("policy")
        cls.policy = cls.folder / "policy.json"
        cls.alice, cls.mallory = Key(cls.folder, "alice"), Key(cls.folder, "mallory")
        cls.daemon = cls.new_daemon("--policy-file", str(cls.policy)).start()

    def image(self, case, source="library/busybox:latest"):
        """a repository of this test alone: its name, its image's digest"""
        name = "trust/" + case
        copied(self.registry.plain, source, name)
        self.repository = Repository(self.registry.plain, name)
        self.name = "%s/%s" % (self.registry.plain, name)
        self.digest = self.registry.manifest(name, "latest")[1]

    def rule(self, **rule):
        self.policy.write_text(json.dumps({"default": {"rule": "accept"}, "repositories": {self.registry.plain + "/trust/*": rule}}))

    def signed(self, *keys, **more):
        self.rule(rule="signed", keys=[key.public.name for key in keys], **more)

    def sign(self, key, name=None):
        self.repository.sign(self.digest, key, name or self.name)

    def assertPulled(self):
        for cli in (self.docker, self.berth):
            cli.ok("pull", "-q", self.name)
        self.assertEqual([self.digest], [i["Id"] for i in self.daemon.images()])

    def assertRefused(self, *why):
        """by both clients, with the reason, at once, and nothing stays"""
        for cli in (self.docker, self.berth):
            r = cli.run("pull", self.name, timeout=60)
            self.assertEqual(1, r.code, r)
            for text in ("is refused by the policy", *why):
                self.assertIn(text, r.err)
            self.assertNotIn("Pulling from", r.out)
        self.assertEqual(403, self.daemon.pull(self.name).status)
        self.assertEqual([], self.daemon.images())
        self.assertEqual({}, Store(self.daemon.data).ingested())

    def identity(self):
        return self.get("/images/%s/json" % self.name)["Identity"].get("Signature", [])

    def test_rejected(self):
        self.image("rejected")
        self.rule(rule="reject")
        self.assertRefused("rejects it")

    def test_otherRepositoriesGoByTheDefault(self):
        self.rule(rule="reject")
        self.docker.ok("pull", "-q", "busybox")

    def test_listedDigest(self):
        self.image("listed")
        self.rule(rule="digest", digests=["sha256:" + 64 * "0"])
        self.assertRefused("does not list " + self.digest)
        self.rule(rule="digest", digests=[self.digest])
        self.assertPulled()
        self.assertEqual([], self.identity())

    def test_unsigned(self):
        self.image("unsigned")
        self.signed(self.alice)
        self.assertRefused("wants it signed with alice.pub", "no signature was found")

    def test_wrongKey(self):
        self.image("wrong-key")
        self.sign(self.mallory)
        self.signed(self.alice)
        self.assertRefused("by none of these keys")

    def test_signed(self):
        self.image("signed")
        self.sign(self.alice)
        self.signed(self.mallory, self.alice)
        self.assertPulled()
        self.assertEqual([(self.name, "simplesigning-v1")], [(s["DockerReference"], s["SignatureType"]) for s in self.identity()])
        self.assertIn("alice.pub", self.identity()[0]["Name"])

    def test_everyKindOfKey(self):
        for kind in ("p256", "p384", "ed25519", "rsa"):
            with self.subTest(kind=kind):
                self.reset()
                key = Key(self.folder, kind, kind)
                self.image("key-" + kind)
                self.sign(key)
                self.signed(self.alice)
                self.assertRefused("by none of these keys")
                self.signed(key)
                self.assertPulled()

    def test_twoOfTwo(self):
        self.image("two")
        self.sign(self.alice)
        self.signed(self.alice, self.mallory, threshold=2)
        self.assertRefused("2 of alice.pub, mallory.pub")
        self.repository.sign_bundle(self.digest, self.mallory)
        self.signed(self.alice, self.mallory, threshold=2, identity="any")
        self.assertPulled()

    def test_bundleAmongReferrers(self):
        self.image("bundle")
        self.repository.sign_bundle(self.digest, self.alice)
        self.signed(self.alice)
        self.assertRefused("names no repository")
        self.signed(self.alice, identity="any")
        self.assertPulled()
        self.assertEqual(["bundle-v0.3"], [s["SignatureType"] for s in self.identity()])

    def test_attestationIsNoSignature(self):
        self.image("attested")
        self.repository.sign_bundle(self.digest, self.alice, "https://slsa.dev/provenance/v1")
        self.signed(self.alice, identity="any")
        self.assertRefused("predicateType")

    def test_signatureForAnotherRepository(self):
        self.image("replayed")
        self.sign(self.alice, "registry.example.com/trust/replayed")
        self.signed(self.alice)
        self.assertRefused("a signature is for registry.example.com/trust/replayed")
        self.signed(self.alice, identity="registry.example.com/trust/replayed")
        self.assertPulled()

    def test_indexIsSignedForAllItsPlatforms(self):
        self.image("index", "library/multiarch:latest")
        self.signed(self.alice)
        self.assertRefused()
        self.sign(self.alice)
        self.berth.ok("pull", "-q", "--all-platforms", self.name)
        self.assertEqual(1, len(self.identity()))

    def test_policyThatComesLaterHoldsForWhatIsHere(self):
        self.image("later")
        self.rule(rule="accept")
        self.assertPulled()
        self.signed(self.alice)
        for cli in (self.docker, self.berth):
            self.assertIn("no signature was found", cli.run("pull", self.name).err)
        self.assertEqual(self.digest, self.daemon.images()[0]["Id"])
        self.sign(self.alice)
        self.assertPulled()

    def test_badFileLetsNothingThrough(self):
        self.image("bad")
        self.policy.write_text('{"default": {"rule": "acept"}}')
        for cli in (self.docker, self.berth):
            r = cli.run("pull", self.name)
            self.assertEqual(1, r.code, r)
            self.assertIn("nothing can be pulled: policy file %s" % self.policy, r.err)
        self.rule(rule="accept")
        self.assertPulled()


class ThroughTheCache(BerthTest):
    """The same rules for whoever pulls from the daemon's own registry what it fetches from another one"""
    UPSTREAM = "upstream.test"

    @classmethod
    def setUpClass(cls):
        cls.registry, cls.folder, certs = registries(), work("policy"), work("certs")
        cls.policy, cls.alice, cls.mallory = cls.folder / "policy.json", Key(cls.folder, "alice"), Key(cls.folder, "mallory")
        (certs / cls.UPSTREAM).mkdir()
        (certs / cls.UPSTREAM / "hosts.toml").write_text('server = "http://%s"\n' % cls.registry.plain)
        cls.address = "127.0.0.1:%d" % free_ports(1)[0]
        cls.daemon = cls.new_daemon("--policy-file", cls.policy, "--certs-dir", certs, "--registry-listen", cls.address,
                                    "--registry-cache", cls.UPSTREAM).start()

    def setUp(self):
        self.rule(rule="signed", keys=[self.alice.public.name])

    def rule(self, **rule):
        self.policy.write_text(json.dumps({"default": {"rule": "reject"}, "repositories": {self.UPSTREAM + "/trust/*": rule}}))

    def image(self, case, source="library/busybox"):
        """a copy in a repository of this test alone"""
        copied(self.registry.plain, source + ":latest", "trust/" + case)
        self.repository, self.name = Repository(self.registry.plain, "trust/" + case), self.UPSTREAM + "/trust/" + case
        self.document, self.digest = self.registry.manifest("trust/" + case, "latest")

    def sign(self, key, name=None):
        self.repository.sign(self.digest, key, name or self.name)

    def ask(self, kind, reference):
        return request("tcp://" + self.address, "GET", "/v2/%s/%s/%s" % (self.name, kind, reference), [("Host", self.address), ("Accept", MANIFESTS)])

    def client(self):
        """a pull by one who knows nothing of the policy"""
        return subprocess.run(["skopeo", "copy", "-q", "--all", "--src-tls-verify=false", "docker://%s/%s" % (self.address, self.name), "oci:%s:x" % work("pulled")], capture_output=True, text=True, check=False)

    def assertPulled(self):
        done = self.client()
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(self.digest, self.ask("manifests", "latest").header("Docker-Content-Digest"))

    def assertRefused(self, *why):
        """by tag and by digest, with the reason; and nothing that belongs to it is given out"""
        done = self.client()
        self.assertNotEqual(0, done.returncode)
        for text in ("is refused by the policy", *why):
            self.assertIn(text, done.stderr)
            for reference in ("latest", self.digest):
                answer = self.ask("manifests", reference)
                self.assertEqual((403, "DENIED"), (answer.status, answer.json()["errors"][0]["code"]), answer)
                self.assertIn(text, answer.json()["errors"][0]["message"])
        for layer in self.document.get("layers", ()):
            self.assertNotEqual(200, self.ask("blobs", layer["digest"]).status)

    def test_unsigned(self):
        self.image("c-unsigned")
        self.assertRefused("wants it signed with alice.pub", "no signature was found")

    def test_wrongKey(self):
        self.image("c-wrong-key")
        self.sign(self.mallory)
        self.assertRefused("by none of these keys")

    def test_signedForAnotherRepository(self):
        self.image("c-replayed")
        self.sign(self.alice, "registry.example.com/trust/c-replayed")
        self.assertRefused("a signature is for registry.example.com/trust/c-replayed")

    def test_signed(self):
        self.image("c-signed")
        self.sign(self.alice)
        self.assertPulled()

    def test_signedWithAllItsPlatforms(self):
        self.image("c-index", "library/multiarch")
        self.assertRefused()
        self.sign(self.alice)
        self.assertPulled()

    def test_rejected(self):
        self.image("c-rejected")
        self.rule(rule="accept")
        self.assertPulled()
        self.rule(rule="reject")
        self.assertRefused("rejects it")

    def test_whatWasSignedLaterAndWhatIsNoMore(self):
        """a rule that changed counts at once, also for what is here and is asked for by its digest"""
        self.image("c-later")
        self.assertRefused("no signature was found")
        self.sign(self.alice)
        self.assertPulled()
        self.rule(rule="signed", keys=[self.mallory.public.name])
        self.assertRefused("by none of these keys")
        self.rule(rule="signed", keys=[self.mallory.public.name, self.alice.public.name])
        self.assertPulled()


class Platforms(Clients):
    NAME = "multiarch:latest"

    def here(self):
        manifests = self.get("/images/%s/json?manifests=1" % self.NAME)["Manifests"]
        kinds = {"image": [], "attestation": []}
        for m in manifests:
            p = m.get("ImageData", {}).get("Platform", {})
            if m["Available"]:
                kinds[m["Kind"]].append("/".join(x for x in (p.get("os"), p.get("architecture"), p.get("variant")) if x))
        return kinds["image"], len(kinds["attestation"])

    def names(self, *args):
        return [x.replace("/v8", "") for x in args]

    def test_dockerAddsOneAfterTheOther(self):
        self.docker.ok("pull", "-q", "--platform", "linux/arm64", self.NAME)
        self.assertEqual(["linux/arm64"], self.names(*self.here()[0]))
        before = self.daemon.images()[0]["Size"]
        self.docker.ok("pull", "-q", "--platform", "linux/s390x", self.NAME)
        self.assertEqual(["linux/arm64", "linux/s390x"], self.names(*self.here()[0]))
        self.assertGreater(self.daemon.images()[0]["Size"], before)
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_berthPullsSeveral(self):
        out = self.berth.ok("pull", "--platform", "linux/arm64", "--platform", "linux/s390x", self.NAME)
        waiting = [line for line in out.splitlines() if "Pulling fs layer" in line]
        self.assertEqual(len(set(waiting)), len(waiting), out)
        self.assertEqual((["linux/arm64", "linux/s390x"], 2), (self.names(*self.here()[0]), self.here()[1]))
        self.assertIn("up to date", self.berth.ok("pull", "--platform", "linux/s390x", "--platform", "linux/arm64", self.NAME))
        for platform, architecture in (("linux/arm64", "arm64"), ("linux/s390x", "s390x")):
            self.assertEqual(architecture, self.docker.ok("image", "inspect", "--platform", platform, "-f", "{{.Architecture}}", self.NAME).strip())
        for cli in (self.docker, self.berth):
            tree = cli.ok("image", "ls", "--tree")
            for platform in ("linux/arm64", "linux/s390x"):
                self.assertIn(platform, tree)

    def test_oneThatIsMissingNamesNothing(self):
        r = self.berth.run("pull", "--platform", "linux/arm64", "--platform", "linux/riscv64", self.NAME)
        self.assertEqual(1, r.code, r)
        self.assertIn("no matching manifest for linux/riscv64", r.err)
        self.assertEqual([], self.daemon.images())

    def test_allPlatforms(self):
        self.docker.ok("pull", "-q", "--platform", "linux/arm/v7", self.NAME)
        self.berth.ok("pull", "-q", "--all-platforms", self.NAME)
        images, attestations = self.here()
        self.assertEqual((sorted(PLATFORMS), 4), (sorted(self.names(*images)), attestations))
        index, digest = self.registry.manifest("library/multiarch", "latest")
        wanted = {digest}
        for child in index["manifests"]:
            document = self.registry.manifest("library/multiarch", child["digest"])[0]
            wanted |= {child["digest"], document["config"]["digest"], *(layer["digest"] for layer in document["layers"])}
        self.assertEqual(wanted, set(Store(self.daemon.data).live()))
        self.assertEqual([], Store(self.daemon.data).faults())
        self.assertIn("up to date", self.berth.ok("pull", "--all-platforms", self.NAME))

    def test_allOfAnIndexInAnIndex(self):
        self.berth.ok("pull", "-q", "--all-platforms", "multiarch:nested")
        self.assertTrue(all(m["Available"] for m in self.get("/images/multiarch:nested/json?manifests=1")["Manifests"]))
        self.assertEqual([], Store(self.daemon.data).faults())
        self.assertEqual(0, self.docker.run("rmi", "multiarch:nested").code)
        self.assertEqual({}, Store(self.daemon.data).live())

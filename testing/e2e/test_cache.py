"""The pull-through cache: real engines pull two registries' images through one daemon, and do so when the registries are gone."""
import base64
import concurrent.futures
import hashlib
import json
import subprocess
import threading
import unittest
import urllib.request

from harness.case import registries, work
from harness.certificates import Authority
from harness.daemon import Daemon, Dockerd, environment
from harness.http import request
from harness.processes import Process, free_ports, wait_until
from harness.registries import MANIFESTS, Proxy
from harness.store import Store

CLIENTS = 50


class Cached(unittest.TestCase):
    """A daemon that caches docker.io and second.test, each of which is a proxy that counts, before the corpus' registry."""
    ttl = "1h"

    @classmethod
    def setUpClass(cls):
        cls.corpus = registries()
        cls.blobs = cls.corpus.blobs("library/redis", "latest")
        cls.large = max(cls.blobs, key=cls.blobs.get)

    def setUp(self):
        self.hub, self.second = self.upstream(), self.upstream()
        self.daemon = self.new_daemon("--registry-cache-ttl", self.ttl).start()

    def upstream(self):
        proxy = Proxy(self.corpus.plain, work("p"))
        self.addCleanup(proxy.stop)
        return proxy

    def new_daemon(self, *flags):
        self.certs = certs = work("certs")
        for name, proxy in (("docker.io", self.hub), ("second.test", self.second)):
            (certs / name).mkdir()
            (certs / name / "hosts.toml").write_text('server = "http://%s"\n' % proxy.address)
        self.address = "127.0.0.1:%d" % free_ports(1)[0]
        made = Daemon(work("d"), "--certs-dir", certs, "--registry-listen", self.address, "--registry-cache", "docker.io", "--registry-cache", "second.test",
                      "--registry-cache-default", "docker.io", *flags)
        self.addCleanup(made.__exit__)
        return made

    def ask(self, path, method="GET", headers=(), timeout=90):
        return request("tcp://" + self.address, method, path, [("Host", self.address), ("Accept", MANIFESTS), *headers], timeout=timeout)

    def manifest(self, name="library/redis", tag="latest", **kw):
        return self.ask("/v2/%s/manifests/%s" % (name, tag), **kw)

    def blob(self, digest, name="library/redis", **kw):
        return self.ask("/v2/%s/blobs/%s" % (name, digest), **kw)

    def gets(self, proxy, digest):
        return [e for e in proxy.log() if e["method"] == "GET" and e["path"].partition("?")[0].endswith(digest)]

    def pull(self, name="library/redis", tag="latest"):
        """all of an image of one platform, as a client; checks every byte"""
        manifest = self.manifest(name, tag)
        self.assertEqual(200, manifest.status, manifest)
        for part in [manifest.json()["config"], *manifest.json()["layers"]]:
            blob = self.blob(part["digest"], name)
            self.assertEqual(200, blob.status, blob)
            self.assertEqual(part["digest"], "sha256:" + hashlib.sha256(blob.raw).hexdigest())
        return manifest

    def status(self):
        return self.daemon.get("/berth/registry/cache").json()

    def sound(self):
        """stops the daemon"""
        self.daemon.stop()
        self.assertEqual([], Store(self.daemon.data).faults())


class Engines(Cached):
    def dockerd(self):
        made = Dockerd(work("k"), "--registry-mirror", "http://" + self.address)
        self.addCleanup(made.__exit__)
        return made.start()

    def podman(self, image):
        place = work("podman")
        (place / "registries.conf").write_text("".join('[[registry]]\nprefix = "%s"\nlocation = "%s"\n[[registry.mirror]]\nlocation = "%s/%s"\ninsecure = true\n' % (n, n, self.address, n) for n in ("docker.io", "second.test")))
        podman = ["podman", "--root", place / "root", "--runroot", place / "run", "--storage-driver", "vfs"]
        env = environment(CONTAINERS_REGISTRIES_CONF=str(place / "registries.conf"))
        done = subprocess.run([*podman, "pull", "-q", image], capture_output=True, text=True, env=env, timeout=300, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        shown = subprocess.run([*podman, "image", "inspect", "--format", "{{json .RepoDigests}}", image], capture_output=True, text=True, env=env, check=False)
        return [d.partition("@")[2] for d in json.loads(shown.stdout)]

    def pulled(self, engine, image):
        answer = engine.pull(image)
        self.assertEqual((200, ""), (answer.status, answer.message()), answer)
        return next(r["status"].split(" ")[1] for r in answer.rows() if r.get("status", "").startswith("Digest:"))

    def test_dockerdAndPodmanPullFromTwoRegistries_alsoWhenTheseAreGone(self):
        redis = self.corpus.manifest("library/redis", "latest")[1]
        busybox = self.corpus.manifest("library/busybox", "latest")[1]
        second = "%s/second.test/library/busybox" % self.address

        def all_pull():
            engine = self.dockerd()
            self.assertEqual(redis, self.pulled(engine, "redis"))
            self.assertEqual(busybox, self.pulled(engine, second))
            engine.stop()
            self.assertIn(redis, self.podman("docker.io/library/redis:latest"))
            self.assertIn(busybox, self.podman("second.test/library/busybox:latest"))

        all_pull()
        for digest in self.blobs:
            self.assertEqual(1, len(self.gets(self.hub, digest)))
        self.hub.stop()
        self.second.stop()
        all_pull()
        self.sound()

    def test_thisEnginePullsWhatTheCacheHasWithoutABlob(self):
        self.pull()
        before = self.hub.blob_bytes()
        answer = self.daemon.pull("redis")
        self.assertEqual((200, ""), (answer.status, answer.message()), answer)
        self.assertEqual(before, self.hub.blob_bytes())

    def test_whatThisEngineHasIsServedWithoutABlob(self):
        answer = self.daemon.pull("redis")
        self.assertEqual((200, ""), (answer.status, answer.message()), answer)
        before = self.hub.blob_bytes()
        self.pull()
        self.assertEqual(before, self.hub.blob_bytes())


class Crowd(Cached):
    def test_fiftyClientsCostOneGetABlob(self):
        self.hub.faults(rate=16 << 20, tries=0)
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda _: self.pull(), range(CLIENTS)))
        for digest in self.blobs:
            self.assertEqual(1, len(self.gets(self.hub, digest)), digest)
        self.assertLessEqual(self.hub.blob_bytes(), sum(self.blobs.values()))
        self.sound()

    def test_corruptAtNinetyNinePercentCompletesForNobody(self):
        self.manifest()
        size = self.blobs[self.large]
        self.hub.faults(corrupt=size * 99 // 100, tries=0, match="/blobs/" + self.large)

        def read(_):
            answer = self.blob(self.large)
            return answer.status == 200 and len(answer.raw) >= size
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            self.assertEqual({False}, set(pool.map(read, range(CLIENTS))))
        self.hub.faults()
        self.assertEqual(self.large, "sha256:" + hashlib.sha256(self.blob(self.large).raw).hexdigest())
        self.sound()

    def test_oneWhoLeavesEndsItForNobodyElse(self):
        self.manifest()
        self.hub.faults(rate=8 << 20, tries=0)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            stays = pool.submit(self.blob, self.large)
            wait_until(lambda: Store(self.daemon.data).ingested(), 30, "the layer comes")
            with urllib.request.urlopen("http://%s/v2/library/redis/blobs/%s" % (self.address, self.large)) as leaves:
                self.assertEqual(1000, len(leaves.read(1000)))
            self.assertEqual(self.blobs[self.large], len(stays.result().raw))
        self.assertEqual(1, len(self.gets(self.hub, self.large)))


class Answers(Cached):
    ttl = "1s"

    def test_lastAnswerWithAWarningWhenTheRegistryIsGoneOrLimits(self):
        first = self.pull()
        self.assertEqual("", first.header("Warning"))
        self.hub.faults(status=429, tries=0, match="/manifests/")
        wait_until(lambda: self.manifest().header("Warning"), 30, "the answer is old")
        limited = self.manifest()
        self.assertEqual((200, first.raw), (limited.status, limited.raw))
        self.assertRegex(limited.header("Warning"), r'^299 - "as of 20\d\d-[^"]+"$')
        self.hub.stop()
        self.assertEqual(first.raw, self.pull().raw)
        self.assertGreater(self.status()["StaleAnswers"], 0)

    def test_movedTagIsSeenWhenItsTimeIsOver(self):
        before = self.manifest("library/labels", "1")
        self.assertEqual(200, before.status)
        heads = lambda: len([e for e in self.hub.log() if e["method"] == "HEAD"])
        asked = heads()
        wait_until(lambda: self.manifest("library/labels", "1").status == 200 and heads() > asked, 30, "the tag is asked about")
        self.assertEqual(1, len([e for e in self.hub.log() if e["method"] == "GET" and "/manifests/" in e["path"]]))

    def test_namespaceBesideTheName(self):
        for name in ("docker.io", "second.test"):
            answer = self.ask("/v2/library/redis/manifests/latest?ns=" + name)
            self.assertEqual((200, name), (answer.status, answer.header("OCI-Namespace")), answer)
        for other in ("ghcr.io", "127.0.0.1", "docker.io%2Fx", "intern"):
            self.assertIn(self.ask("/v2/library/redis/manifests/latest?ns=" + other).status, (400, 403, 404), other)
        # the bytes are the same, so that the second registry had only to say what its tag points to
        asked = [[e["method"] for e in p.log() if "/manifests/" in e["path"]] for p in (self.hub, self.second)]
        self.assertEqual([["HEAD", "GET"], ["HEAD"]], asked)

    def test_registriesThatAreNotListedAreNotAsked(self):
        self.assertEqual(404, self.manifest("quay.io/team/app").status)
        self.assertEqual(404, self.manifest("127.0.0.1/team/app").status)

    def test_tagsRangesAndWhatIsMissing(self):
        tags = self.ask("/v2/docker.io/library/labels/tags/list").json()["tags"]
        self.assertEqual(sorted(tags), tags)
        page = self.ask("/v2/docker.io/library/labels/tags/list?n=2")
        self.assertEqual(tags[:2], page.json()["tags"])
        self.assertIn('rel="next"', page.header("Link"))
        self.manifest()
        part = self.blob(self.large, headers=[("Range", "bytes=1000-1999")])
        self.assertEqual((206, 1000), (part.status, len(part.raw)))
        self.assertEqual(part.raw, self.blob(self.large).raw[1000:2000])
        self.assertEqual(404, self.manifest("docker.io/library/nosuch").status)
        self.assertEqual(404, self.blob("sha256:" + "0" * 64).status)

    def test_namesOfUpstreamsCannotBePushedTo(self):
        for name in ("docker.io/library/redis", "second.test/x", "ghcr.io/x"):
            answer = self.ask("/v2/%s/blobs/uploads/" % name, "POST", [("Content-Length", "0")])
            self.assertEqual(202 if name.startswith("ghcr") else 405, answer.status, answer)


    def test_lastTagsWithAWarningWhenTheRegistryIsGone(self):
        path = "/v2/docker.io/library/labels/tags/list"
        first = self.ask(path)
        self.assertEqual((200, ""), (first.status, first.header("Warning")), first)
        self.hub.stop()
        wait_until(lambda: self.ask(path).header("Warning"), 30, "the list is old")
        stale = self.ask(path)
        self.assertEqual((200, first.json()), (stale.status, stale.json()))
        self.assertRegex(stale.header("Warning"), r'^299 - "as of 20\d\d-[^"]+"$')

    def test_upstreamWithALoginAndThePolicy(self):
        self.daemon.stop()
        folder = work("c")
        own, policy = folder / "credentials.json", folder / "policy.json"
        pair = base64.b64encode(b"tester:secret").decode()
        own.write_text(json.dumps({"auths": {self.corpus.auth: {"auth": pair}}}))
        own.chmod(0o600)
        policy.write_text(json.dumps({"default": {"rule": "accept"}, "repositories": {"second.test/library/*": {"rule": "reject"}}}))
        self.daemon = self.new_daemon("--registry-cache", "auth.test", "--credentials-file", own, "--policy-file", policy)
        (self.certs / "auth.test").mkdir()
        (self.certs / "auth.test" / "hosts.toml").write_text('server = "http://%s"\n' % self.corpus.auth)
        self.daemon.start()
        self.pull("auth.test/library/labels", "1")
        self.assertNotIn(pair, self.daemon.logged())
        refused = self.manifest("second.test/library/redis")
        self.assertEqual((403, "DENIED"), (refused.status, refused.json()["errors"][0]["code"]), refused)
        self.assertEqual([], [e for e in self.second.log() if e["path"].startswith("/v2/library")])
        own.write_text("{}")
        self.assertEqual(200, self.manifest("auth.test/library/labels", "1").status)   # believed or asked, it is here
        self.assertEqual(403, self.manifest("auth.test/library/labels", "2").status)   # not 401: the client's are of no use there
        self.sound()

    def test_settingsChangeOnReload(self):
        self.assertEqual(404, self.manifest("third.test/library/redis").status)
        config = self.daemon.root / "daemon.json"
        self.daemon.stop()
        certs = self.certs / "third.test"
        certs.mkdir()
        (certs / "hosts.toml").write_text('server = "http://%s"\n' % self.second.address)
        config.write_text("{}")
        self.daemon = Daemon(work("d"), "--certs-dir", self.certs, "--registry-listen", self.address, "--config-file", config)
        self.addCleanup(self.daemon.__exit__)
        self.daemon.start()
        self.assertEqual(404, self.manifest("third.test/library/redis").status)
        config.write_text(json.dumps({"berth": {"registry-cache": ["third.test"], "registry-cache-ttl": "7s"}}))
        self.assertEqual(200, self.daemon.post("/berth/registries/reload").status)
        self.pull("third.test/library/redis")
        self.assertEqual((["third.test"], 7), tuple(self.status()[k] for k in ("Upstreams", "TTLSeconds")))


class Containerd(Cached):
    """Debian's containerd with a root and a socket of its own, whose hosts.toml names the cache"""
    IMAGE = "docker.io/library/redis:latest"

    def ctr(self, *args):
        return subprocess.run(["ctr", "--address", self.place / "c.sock", *args], capture_output=True, text=True, env=environment(), timeout=300, check=False)

    def containerd(self, cache, more=""):
        """pulls from this address, and from the registry where that fails"""
        self.place = place = work("ctr")
        (place / "hosts" / "docker.io").mkdir(parents=True)
        (place / "hosts" / "docker.io" / "hosts.toml").write_text('server = "http://%s"\n[host."%s"]\n  capabilities = ["pull", "resolve"]\n%s' % (self.hub.address, cache, more))
        (place / "c.toml").write_text('version = 2\nroot = "%s"\nstate = "%s"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "%s"\n' % (place / "root", place / "state", place / "c.sock"))
        containerd = Process(["containerd", "--config", place / "c.toml"], place / "log", environment())
        self.addCleanup(containerd.kill)
        wait_until(lambda: self.ctr("version").returncode == 0, 60, "containerd answers")

    def pulled(self):
        done = self.ctr("images", "pull", "--snapshotter", "native", "--hosts-dir", self.place / "hosts", self.IMAGE)
        self.assertEqual(0, done.returncode, done.stderr[-2000:])
        self.assertIn(self.corpus.manifest("library/redis", "latest")[1], self.ctr("images", "ls").stdout)

    def pulled_alsoWhenTheRegistryIsGone(self):
        self.pulled()
        for digest in self.blobs:
            self.assertLessEqual(len(self.gets(self.hub, digest)), 1)
        self.assertGreater(self.status()["BytesServed"], 0)
        self.hub.stop()
        self.assertEqual(0, self.ctr("images", "rm", "--sync", self.IMAGE).returncode)
        self.ctr("content", "prune", "references")
        self.pulled()
        self.sound()

    def test_pullsByHostsTomlAlsoWhenTheRegistryIsGone(self):
        self.containerd("http://" + self.address)
        self.pulled_alsoWhenTheRegistryIsGone()

    def test_pullsByTlsFromAnAuthorityOfOurOwn(self):
        self.daemon.stop()
        authority = Authority(work("ca"))
        pair = authority.server()
        self.daemon = self.new_daemon("--registry-tlscert", pair.certificate, "--registry-tlskey", pair.key).start()
        self.containerd("https://" + self.address, '  ca = "%s"\n' % authority.certificate)
        self.pulled_alsoWhenTheRegistryIsGone()


class Keeping(Cached):
    def test_sizeIsKeptAndTheOldestGoes(self):
        self.daemon.stop()
        redis = sum(self.blobs.values())
        self.daemon = self.new_daemon("--registry-cache-size", str(redis + 100_000)).start()
        self.pull()
        self.pull("second.test/library/debian")
        wait_until(lambda: self.status()["SizeAlone"] <= redis + 100_000, 30, "the cache fits")
        self.assertGreater(self.status()["SizeAlone"], 0)
        self.pull()
        self.sound()

    def test_killedInMidFillGoesOnWhereItStopped(self):
        self.manifest()
        self.hub.faults(rate=8 << 20, tries=0)
        reader = threading.Thread(target=self.blob, args=(self.large,))
        reader.start()
        file = Store(self.daemon.data).ingests / self.large.replace(":", "-")
        wait_until(lambda: file.exists() and file.stat().st_size > 3_000_000, 60, "some of the layer is on disk")
        self.daemon.kill()
        reader.join()
        self.hub.faults()
        self.daemon.start()
        self.pull()
        last = self.gets(self.hub, self.large)[-1]
        self.assertEqual(206, last["status"])
        self.assertGreaterEqual(int(last["range"][6:].split("-")[0]), 3_000_000)
        self.sound()

    def test_killedAndStartedAgainItHasWhatItHad(self):
        self.pull()
        self.daemon.kill()
        self.hub.stop()
        self.daemon.start()
        self.pull()
        self.sound()

"""The registry: artifacts, deletes, clients and daemons that stop in the middle, local images. test_roundtrip has the images of the corpus."""
import concurrent.futures
import hashlib
import io
import json
import os
import pathlib
import socket
import subprocess
import tarfile
import threading
import unittest

from harness.case import FULL, BerthTest, work
from harness.clients import Cli, berth, dockers, newest_docker
from harness.daemon import Dockerd
from harness.disk import SmallDisk
from harness.http import request
from harness.processes import free_ports, wait_until
from harness.registries import Proxy
from harness.store import Store
from test_access import run
from test_push import put_image

OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


REFUSED_BYTES_READ_MAX = 64 << 20   # Limits
KILLS = 100 if FULL else 3
CLIENTS, BLOBS = 64, 24          # each sends so many
MEMORY_MORE_MAX = 96 << 20       # code that is compiled, threads, what is under way; blobs that have come leave nothing


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

    def test_an_artifact_and_a_signature_are_copied_by_skopeo_and_found_there(self):
        copy = lambda of, to: skopeo("copy", "-q", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://%s/%s" % (self.own, of), "docker://%s/%s" % (self.own, to))
        _, image = self.image("from/app", "v1", b"a layer")
        _, sbom = self.image("from/app", None, b"a list", subject=image, artifactType="application/vnd.example.sbom")
        tag = image["digest"].replace(":", "-") + ".sig"
        _, signature = self.image("from/app", tag, b"a signature")
        copy("from/app:v1", "to/app:v1")
        copy("from/app@" + sbom["digest"], "to/app@" + sbom["digest"])
        copy("from/app:" + tag, "to/app:" + tag)
        for reference, wanted in (("v1", image), (tag, signature), (sbom["digest"], sbom)):
            self.assertEqual(wanted["digest"], self.v2("HEAD", "to/app/manifests/" + reference).header("Docker-Content-Digest"))
        self.assertEqual([sbom["digest"]], [m["digest"] for m in self.v2("GET", "to/app/referrers/" + image["digest"]).json()["manifests"]])

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
        self.assertEqual(data, self.v2("GET", place.split("/uploads/")[0] + "/" + sha256(data)).raw)

    def test_the_next_request_goes_on_though_the_last_ones_connection_still_stands(self):
        data = os.urandom(2 << 20)
        place = self.v2("POST", "a/blobs/uploads/").header("Location")
        host, port = self.own.split(":")
        with socket.create_connection((host, int(port))) as dead:
            dead.sendall(("PATCH %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n" % (place, self.own, len(data))).encode() + data[:1 << 20])
            wait_until(lambda: self.range(place[4:]) == "0-%d" % ((1 << 20) - 1), 60, "its bytes are here")
            self.finish(place[4:], data, 1 << 20)
            self.assertIn(b" 429 ", dead.recv(100))

    def test_two_pushes_of_one_blob_at_once(self):
        data = os.urandom(8 << 20)
        answers = []
        push = lambda repository: answers.append(self.v2("POST", "%s/blobs/uploads/?digest=%s" % (repository, sha256(data)), data).status)
        pushes = [threading.Thread(target=push, args=("twice/%d" % n,)) for n in range(4)] + [threading.Thread(target=push, args=("twice/0",))]
        for one in pushes:
            one.start()
        for one in pushes:
            one.join()
        self.assertEqual([201] * 5, answers)
        for n in range(4):
            self.assertEqual(data, self.v2("GET", "twice/%d/blobs/%s" % (n, sha256(data))).raw)

    def test_what_many_clients_push_does_not_stay_in_memory(self):
        def push(client):
            for _ in range(BLOBS):
                self.blob("crowd/%d" % client, os.urandom(50_000))
        before, _ = self.daemon.memory()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(push, range(CLIENTS)))
        _, peak = self.daemon.memory()
        self.assertLess(peak, before + MEMORY_MORE_MAX)

    def test_an_upload_goes_on_after_a_restart(self):
        data = os.urandom(3 << 20)
        place = self.begun("a", data[:1 << 20])
        self.daemon.restart()
        self.assertEqual("0-%d" % ((1 << 20) - 1), self.range(place))
        self.finish(place, data, 1 << 20)

    def test_acknowledged_bytes_survive_every_kill(self):
        for n in range(KILLS):
            data = os.urandom(2 << 20)
            place = self.begun("a", data[:1 << 20])
            _, image = self.image("killed/%d" % n, "v1", os.urandom(1000))
            self.daemon.kill()
            self.daemon.start()
            self.assertEqual("0-%d" % ((1 << 20) - 1), self.range(place))
            self.finish(place, data, 1 << 20)
            self.assertEqual(image["digest"], self.v2("HEAD", "killed/%d/manifests/v1" % n).header("Docker-Content-Digest"))
            self.assertEqual([], Store(self.daemon.data).faults(hash_bytes=n % 10 == 0))

    def test_a_push_that_a_kill_ended_goes_on_with_what_is_missing(self):
        """skopeo, killed together with the daemon in the middle of it: blobs that were acknowledged do not travel again"""
        for n in range(KILLS):
            layers = [os.urandom(1 << 20) for _ in range(6)]
            source = "%s/test/kills/%d" % (self.registry.plain, n)
            digest = put_image(self.registry.plain, "test/kills/%d" % n, "1", *layers)
            behind = Proxy(self.own, work("proxy"))
            behind.faults(rate=8 << 20, tries=0)
            try:
                push = ["skopeo", "copy", "-q", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://%s:1" % source, "docker://%s/kills/%d:1" % (behind.address, n)]
                going = subprocess.Popen(push, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                acknowledged = lambda: [e for e in behind.log() if e["method"] == "PUT" and e["status"] == 201]
                wait_until(lambda: len(acknowledged()) > n % 5, 60, "some blobs are acknowledged")
                self.daemon.kill()
                going.kill()
                going.wait()
                self.daemon.start()
                self.assertEqual([], Store(self.daemon.data).faults(hash_bytes=n % 10 == 0))
                kept = [e["path"].split("digest=")[1].split("&")[0].replace("%3A", ":") for e in acknowledged() if "digest=" in e["path"]]
                for blob in kept:
                    self.assertEqual(200, self.v2("HEAD", "kills/%d/blobs/%s" % (n, blob)).status, "acknowledged and lost")
                self.assertTrue(kept)
                before = len(behind.log())
                subprocess.run(push, check=True, capture_output=True)
                again = [e for e in behind.log()[before:] if "/uploads/" in e["path"]]
                sizes = {sha256(data): len(data) for data in layers}
                allowed = sum(size for blob, size in sizes.items() if blob not in kept) + (64 << 10)   # and the config
                self.assertLessEqual(sum(e["received"] for e in again if e["method"] != "POST"), allowed)
                self.assertEqual(digest, self.v2("HEAD", "kills/%d/manifests/1" % n).header("Docker-Content-Digest"))
            finally:
                behind.stop()


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

    def test_docker_pushes_a_local_image_here_and_nothing_is_copied(self):
        docker = Cli(newest_docker()[1], self.daemon.host, work("home"))
        self.pull("redis")
        image, blobs, costs = self.get("/images/redis/json")["Id"], Store(self.daemon.data).live(), []
        for n in range(9):
            name = "own/redis-%d" % n
            docker.ok("tag", "redis", "%s/%s:v1" % (self.own, name))
            before = self.written()
            self.assertIn(image, docker.ok("push", "%s/%s:v1" % (self.own, name)))
            costs.append(self.written() - before)
            self.assertEqual(image, self.v2("HEAD", name + "/manifests/v1").header("Docker-Content-Digest"))
        self.assertEqual(blobs, Store(self.daemon.data).live())
        # Pages of the index's log, however large the image is; of the usual push, since the index also tidies up now and then.
        self.assertLess(sorted(costs)[len(costs) // 2], 64 << 10, costs)


class FullDisk(RegistryTest):
    """A registry without room takes nothing, forgets nothing, and goes on when there is some."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.daemon.stop()
        cls.disk = SmallDisk(work("disk"), 128 << 20)
        cls.daemon.data = cls.disk.path / "data"
        cls.daemon.start()
        cls.addClassCleanup(cls.disk.unmount)
        cls.addClassCleanup(cls.daemon.__exit__)   # before the disk goes
        cls.other = cls.new_daemon().start()

    def test_a_push_to_a_full_disk(self):
        kept = os.urandom(1 << 20)
        _, image = self.image("full", "v1", kept)
        data = os.urandom(4 << 20)
        place = self.v2("POST", "full/blobs/uploads/").header("Location")[4:]
        self.assertEqual(202, self.v2("PATCH", place, data[:1 << 20]).status)
        self.disk.fill(leave=1 << 20)
        self.refused(403, "DENIED", self.v2("PATCH", place, data[1 << 20:]))
        self.refused(403, "DENIED", self.v2("POST", "full/blobs/uploads/?digest=" + sha256(data), data))
        self.disk.fill()
        other = json.dumps(dict(self.v2("GET", "full/manifests/v1").json(), annotations={"a": "b"})).encode()
        self.refused(403, "DENIED", self.v2("PUT", "full/manifests/v2", other, Content_Type=OCI))
        self.assertEqual(404, self.v2("HEAD", "full/manifests/v2").status)
        self.assertEqual(404, self.v2("HEAD", "full/blobs/" + sha256(data)).status)
        self.assertEqual(kept, self.v2("GET", "full/blobs/" + sha256(kept)).raw)
        self.assertEqual(image["digest"], self.v2("HEAD", "full/manifests/v1").header("Docker-Content-Digest"))
        self.disk.clear()
        begin = int(self.v2("GET", place).header("Range")[2:]) + 1
        self.assertGreaterEqual(begin, 1 << 20)
        self.assertEqual(202, self.v2("PATCH", place, data[begin:], Content_Range="%d-%d" % (begin, len(data) - 1)).status)
        self.assertEqual(201, self.v2("PUT", place + "?digest=" + sha256(data)).status)
        self.assertEqual(data, self.v2("GET", "full/blobs/" + sha256(data)).raw)

    def test_every_client_says_that_the_disk_is_full(self):
        """and that at once, though the layer is larger than what is read behind an answer"""
        kept = os.urandom(1 << 20)
        _, image = self.image("kept", "v1", kept)
        archive = self.archive(REFUSED_BYTES_READ_MAX + (64 << 20))
        store = work("podman")
        podman = ("podman", "--root", store / "root", "--runroot", store / "run", "--storage-driver", "vfs")
        self.assertEqual(0, run(*podman, "load", "-q", "-i", archive)[0])
        with Dockerd(work("dockerd")) as engine:
            clients = {"berthd, docker": Cli(newest_docker()[1], self.other.host, work("home")), "berthd, berth": berth(self.other.host, work("home")),
                       **{"dockerd, docker " + version: Cli(path, engine.host, work("home")) for version, path in dockers().items()}}
            for client in clients.values():
                client.ok("load", "-i", str(archive))
            pushes = {"podman": lambda to: run(*podman, "push", "-q", "--tls-verify=false", "localhost/large:1", to),
                      "skopeo": lambda to: run("skopeo", "copy", "-q", "--dest-tls-verify=false", "docker-archive:%s" % archive, "docker://" + to),
                      **{name: lambda to, client=client: self.tag_and_push(client, to) for name, client in clients.items()}}
            for n, (name, push) in enumerate(pushes.items()):
                with self.subTest(name):
                    self.disk.fill(leave=1 << 20)
                    code, said = push("%s/large/%d:1" % (self.own, n))
                    self.assertNotEqual(0, code)
                    self.assertRegex(said, "denied: no space left on device")
                    self.assertNotRegex(said, "(?i)retrying")
                    self.assertEqual(404, self.v2("GET", "large/%d/manifests/1" % n).status)
                    self.assertEqual(kept, self.v2("GET", "kept/blobs/" + sha256(kept)).raw)
                    self.disk.clear()
        self.assertEqual(image["digest"], self.v2("HEAD", "kept/manifests/v1").header("Docker-Content-Digest"))
        self.assertEqual(["kept"], [name for name in self.v2("GET", "_catalog").json()["repositories"] if not name.startswith("full")])

    @staticmethod
    def tag_and_push(client, to):
        client.ok("tag", "large:1", to)
        done = client.run("push", to)
        return done.code, done.out + done.err

    @staticmethod
    def archive(size):
        """docker's archive of large:1, which has one layer of about so many bytes that do not shrink"""
        layer = work("layer") / "layer.tar"
        random = work("random") / "random"
        random.write_bytes(os.urandom(size))
        with tarfile.open(layer, "w") as tar:
            tar.add(random, "random")
        with open(layer, "rb") as f:
            diff = "sha256:" + hashlib.file_digest(f, "sha256").hexdigest()
        archive = work("archive") / "large.tar"
        with tarfile.open(archive, "w") as tar:
            tar.add(layer, "layer.tar")
            for name, document in (("config.json", {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [diff]}}),
                                   ("manifest.json", [{"Config": "config.json", "RepoTags": ["large:1"], "Layers": ["layer.tar"]}])):
                data = json.dumps(document).encode()
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return archive


if __name__ == "__main__":
    unittest.main()

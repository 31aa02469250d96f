"""The corpus' registries on ports of this run, and proxies that count, slow down and break things."""
import json
import os
import pathlib
import subprocess
import sys
import urllib.request

from harness.processes import Process, free_ports, wait_until

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "corpus"
BUILT = pathlib.Path(os.environ.get("CORPUS_DIR") or pathlib.Path.home() / ".cache" / "image-corpus")

# what clients accept
MANIFESTS = ", ".join("application/vnd." + t for t in ("oci.image.index.v1+json", "oci.image.manifest.v1+json", "docker.distribution.manifest.list.v2+json", "docker.distribution.manifest.v2+json"))

# what build.sh quick makes; a corpus that was built whole has hundreds more, which the ordinary run leaves out
QUICK = "^(alpine|arm-only|busybox|debian|empty-layer|encodings|hardlink-across|helm-chart|labels|mongo-like|multiarch|nanoserver|no-layers|powershell|redis|scratch-static|sparse-gnu|tar-dialects|whiteouts):"


def build(*stages):
    """builds what is lacking of the corpus; says what it did only when it fails"""
    done = subprocess.run([CORPUS / "build.sh", *(stages or ("quick",))], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError("the corpus could not be built\n" + done.stdout[-4000:])


class Registries:
    """plain, auth, tls and evil of registry.sh, with a storage of this run"""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        base = free_ports(5)
        self.plain, self.auth, self.tls, self.evil = ("127.0.0.1:%d" % p for p in base[:4])
        self.env = dict(os.environ, REGISTRY_DIR=str(self.root), REGISTRY_PORT=str(base[0]), EVIL_PORT=str(base[3]), PROXY_PORT=str(base[4]))

    def script(self, *args):
        done = subprocess.run([CORPUS / "registry.sh", *args], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError("registry.sh %s\n%s" % (" ".join(args), done.stdout[-4000:]))
        return done.stdout

    def start(self, only=QUICK):
        self.script("push", only)
        self.script("start", "auth", "tls", "evil")
        return self

    def stop(self):
        self.script("stop")

    def images(self):
        """name:tag of every image in the plain registry, but the hundreds of tiny ones"""
        get = lambda path: json.load(urllib.request.urlopen("http://%s%s" % (self.plain, path)))
        names = [n for n in get("/v2/_catalog?n=1000")["repositories"] if not n.startswith(("tiny/", "golden/", "test/"))]
        return ["%s:%s" % (n, t) for n in names for t in sorted(get("/v2/%s/tags/list" % n)["tags"] or [])]

    def manifest(self, name, reference):
        """the document and its digest"""
        reply = urllib.request.urlopen(urllib.request.Request("http://%s/v2/%s/manifests/%s" % (self.plain, name, reference), headers={"Accept": MANIFESTS}))
        return json.load(reply), reply.headers["Docker-Content-Digest"]

    def blobs(self, name, reference):
        """digest to size of what one platform's image is made of: manifest, config and layers"""
        document, digest = self.manifest(name, reference)
        parts = [document["config"], *document["layers"]]
        return {p["digest"]: p["size"] for p in parts}


class Proxy:
    """faulty_proxy.py before a registry. faults(...) replaces all faults; log() are the requests so far."""

    def __init__(self, upstream, root, *flags):
        self.root = pathlib.Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.address = "127.0.0.1:%d" % free_ports(1)[0]
        argv = [sys.executable, CORPUS / "faulty_proxy.py", "--upstream", "http://" + upstream, "--listen", self.address, "--control", "--log", self.root / "proxy.jsonl", *flags]
        self.process = Process(argv, self.root / "proxy.log")
        wait_until(self._answers, 30, "the proxy answers", self.process.alive)

    def _answers(self):
        try:
            return urllib.request.urlopen("http://%s/__log" % self.address, timeout=2).status == 200
        except OSError:
            return False

    def faults(self, **faults):
        urllib.request.urlopen(urllib.request.Request("http://%s/__faults" % self.address, json.dumps(faults).encode(), method="PUT"))

    def log(self):
        with open(self.root / "proxy.jsonl", encoding="utf-8") as f:
            return [json.loads(line) for line in f]

    def blob_bytes(self):
        """bytes of blob bodies that were sent so far"""
        return sum(e.get("bytes", 0) for e in self.log() if "/blobs/" in e["path"] and e["method"] == "GET" and e["status"] in (200, 206))

    def stop(self):
        self.process.kill()

"""A registry of made-up images: as many as wanted, from one process, without a disk.

Repository gen/G, tag N: an image with 20 labels. Its layer is shared by all, or its own where the registry is made with own_layers.
"""
import functools
import gzip
import hashlib
import http.server
import io
import json
import random
import re
import tarfile
import threading

GROUPS = 100   # repositories; label group=G selects the images of one
MANIFEST, CONFIG, LAYER = ("application/vnd.oci.image." + t for t in ("manifest.v1+json", "config.v1+json", "layer.v1.tar+gzip"))


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


@functools.lru_cache(maxsize=256)
def layer(seed, size):
    """compressed bytes and diffID of a layer with one file of noise"""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as t:
        info = tarfile.TarInfo("data")
        info.size = size
        t.addfile(info, io.BytesIO(random.Random(seed).randbytes(size)))
    return gzip.compress(tar.getvalue(), 1, mtime=0), digest(tar.getvalue())


class Images:
    def __init__(self, own_layers=False, layer_size=20_000):
        self.own_layers, self.layer_size = own_layers, layer_size
        self.blobs, self.manifests, self.lock = {}, {}, threading.Lock()

    def manifest(self, n):
        """of image n, whose blobs are there from then on"""
        with self.lock:
            if n not in self.manifests:
                data, diff_id = layer(n if self.own_layers else 0, self.layer_size)
                labels = {"org.example.label-%02d" % i: "value %d of image %d" % (i, n) for i in range(18)}
                labels |= {"group": str(n % GROUPS), "number": str(n)}
                config = json.dumps({"architecture": "amd64", "os": "linux", "created": "2024-01-01T%02d:%02d:%02dZ" % (n // 3600 % 24, n // 60 % 60, n % 60),
                                     "config": {"Cmd": ["/bin/sh"], "Env": ["PATH=/bin"], "Labels": labels}, "rootfs": {"type": "layers", "diff_ids": [diff_id]},
                                     "history": [{"created": "2024-01-01T00:00:00Z", "created_by": "generated"}]}).encode()
                part = lambda kind, d: {"mediaType": kind, "digest": digest(d), "size": len(d)}
                document = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": part(CONFIG, config), "layers": [part(LAYER, data)]}).encode()
                self.blobs[digest(config)], self.blobs[digest(data)] = config, data
                self.manifests[n] = self.manifests[digest(document)] = document
            return self.manifests[n]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def reply(self, status, data, kind="application/json"):
        head = "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n" % (status, kind, len(data))
        if kind == MANIFEST:
            head += "Docker-Content-Digest: %s\r\n" % digest(data)
        self.wfile.write(head.encode() + b"\r\n" + (b"" if self.command == "HEAD" else data))

    def do_GET(self):
        images = self.server.images
        m = re.fullmatch(r"/v2/gen/(\d+)/(manifests|blobs)/(.+)", self.path)
        if m is None:
            return self.reply(200 if self.path == "/v2/" else 404, b"{}")
        if m[2] == "blobs":
            data = images.blobs.get(m[3])
        else:
            data = images.manifests.get(m[3]) if ":" in m[3] else images.manifest(int(m[3]))
        return self.reply(404, b"{}") if data is None else self.reply(200, data, MANIFEST if m[2] == "manifests" else "application/octet-stream")

    do_HEAD = do_GET


def serve(**kw):
    """starts it in this process; its address"""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.images = True, Images(**kw)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "127.0.0.1:%d" % server.server_address[1]


def reference(address, n):
    """repository and tag of image n"""
    return "%s/gen/%d" % (address, n % GROUPS), str(n)

"""OCI layouts, written exactly as told, well-formed or not.

A layout's blobs lie under blobs/<algorithm>/<hex>; index.json names the images by
org.opencontainers.image.ref.name. Nothing here checks its input: the hostile images need that.
"""
import fcntl, hashlib, json, os, shutil, subprocess, tarfile, tempfile

CREATED = "2025-01-01T00:00:00Z"
OCI = "application/vnd.oci.image."
DOCKER = "application/vnd.docker.distribution."
TYPES = {
    "oci": {"manifest": OCI + "manifest.v1+json", "config": OCI + "config.v1+json", "index": OCI + "index.v1+json",
            "gzip": OCI + "layer.v1.tar+gzip", "zstd": OCI + "layer.v1.tar+zstd", "none": OCI + "layer.v1.tar",
            "foreign": OCI + "layer.nondistributable.v1.tar+gzip"},
    "docker": {"manifest": DOCKER + "manifest.v2+json", "config": "application/vnd.docker.container.image.v1+json",
               "index": DOCKER + "manifest.list.v2+json", "gzip": "application/vnd.docker.image.rootfs.diff.tar.gzip",
               "zstd": "application/vnd.docker.image.rootfs.diff.tar.zstd",
               "none": "application/vnd.docker.image.rootfs.diff.tar",
               "foreign": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"},
}


def js(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def sha_file(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        while b := f.read(1 << 20):
            h.update(b)
    return "sha256:" + h.hexdigest()


def write(path, data):
    """All of it or nothing: a build that is cut off leaves no half files."""
    with open(path + ".tmp", "wb") as f:
        f.write(data)
    os.replace(path + ".tmp", path)


class Layout:
    def __init__(self, path):
        self.path = path
        os.makedirs(os.path.join(path, "blobs/sha256"), exist_ok=True)
        for name, text in (("oci-layout", {"imageLayoutVersion": "1.0.0"}), ("index.json", {"schemaVersion": 2, "manifests": []})):
            p = os.path.join(path, name)
            if not os.path.exists(p):
                write(p, js(text))

    def blob_path(self, digest):
        return os.path.join(self.path, "blobs", *digest.split(":", 1))

    def put(self, data, digest=None):
        """Stores bytes, under a false digest when one is given; returns (digest, size)."""
        digest = digest or sha(data)
        p = self.blob_path(digest)
        os.makedirs(os.path.dirname(p), exist_ok=True)
        write(p, data)
        return digest, len(data)

    def put_file(self, path, digest=None):
        digest = digest or sha_file(path)
        size = os.path.getsize(path)
        shutil.move(path, self.blob_path(digest))
        return digest, size

    def read(self, digest):
        with open(self.blob_path(digest), "rb") as f:
            return f.read()

    def index(self):
        with open(os.path.join(self.path, "index.json"), "rb") as f:
            return json.load(f)

    def refs(self):
        return {m["annotations"]["org.opencontainers.image.ref.name"]: m for m in self.index()["manifests"]
                if "org.opencontainers.image.ref.name" in m.get("annotations", {})}

    def tag(self, ref, desc):
        with open(os.path.join(self.path, ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            idx = self.index()
            key = "org.opencontainers.image.ref.name"
            idx["manifests"] = [m for m in idx["manifests"] if m.get("annotations", {}).get(key) != ref]
            idx["manifests"].append({**desc, "annotations": {**desc.get("annotations", {}), key: ref}})
            write(os.path.join(self.path, "index.json"), js(idx))

    def put_json(self, value, media_type, digest=None, **extra):
        data = value if isinstance(value, bytes) else js(value)
        d, n = self.put(data, digest)
        return {"mediaType": media_type, "digest": d, "size": n, **extra}

    def manifest(self, config, layers, fmt="oci", **extra):
        m = {"schemaVersion": 2, "mediaType": TYPES[fmt]["manifest"], "config": config, "layers": layers, **extra}
        return self.put_json(m, TYPES[fmt]["manifest"])


def compress(src, dst, how):
    """Compresses a file with the machine's own tools: pigz or gzip, zstd."""
    if how == "none":
        shutil.copyfile(src, dst)
        return
    if how == "gzip":
        cmd = ["pigz" if shutil.which("pigz") else "gzip", "-n", "-6", "-c", src]
    else:
        cmd = ["zstd", "-q", "-6", "-T0", "-c", src]
    with open(dst, "wb") as f:
        subprocess.run(cmd, stdout=f, check=True)


def layer_from_tar(layout, tar, how="gzip", fmt="oci", keep=False):
    """Compresses a tar into the layout; returns its descriptor, diffID and count of entries."""
    diff = sha_file(tar)
    fd, tmp = tempfile.mkstemp(dir=layout.path)
    os.close(fd)
    compress(tar, tmp, how)
    os.chmod(tmp, 0o644)
    digest, size = layout.put_file(tmp)
    files = 0
    try:
        with tarfile.open(tar, "r:") as t:
            for _ in t:
                files += 1
                t.members = []
    except tarfile.TarError:
        pass
    raw = os.path.getsize(tar)
    if not keep:
        os.unlink(tar)
    return {"mediaType": TYPES[fmt][how], "digest": digest, "size": size, "diff_id": diff, "files": files, "raw": raw}


def desc_of(layer, fmt="oci", how="gzip"):
    d = {"mediaType": layer.get("mediaType") or TYPES[fmt][how], "digest": layer["digest"], "size": layer["size"]}
    for k in ("urls", "annotations"):
        if k in layer:
            d[k] = layer[k]
    return d

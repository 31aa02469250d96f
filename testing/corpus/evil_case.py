"""Parts that hostile images are made of: tars byte by byte, and a layout for each case."""
import gzip, os, shutil

import oci
from oci import CREATED, TYPES, Layout, js, sha

SENTINEL, VICTIM, ESCAPE = "/tmp/image-corpus-sentinel", "/tmp/image-corpus-victim", "/tmp/image-corpus-escape-"
UP = "../" * 24
GZ, TAR = TYPES["oci"]["gzip"], TYPES["oci"]["none"]
ZERO = bytes(1024)


# ---- tars, byte by byte ----

def octal(n, width):
    if isinstance(n, bytes):
        return n.ljust(width, b"\0")[:width]
    if n < 0 or n >= 8 ** (width - 1):   # GNU base-256
        return ((n & (1 << 8 * width) - 1) | 1 << 8 * width - 1).to_bytes(width, "big")
    return b"%0*o\0" % (width - 1, n)


def hdr(name, size=0, kind=b"0", link=b"", mode=0o644, uid=0, gid=0, mtime=oci.EPOCH, major=0, minor=0, checksum=None):
    name, link = enc(name), enc(link)
    h = name.ljust(100, b"\0")[:100] + octal(mode, 8) + octal(uid, 8) + octal(gid, 8) + octal(size, 12) + octal(mtime, 12) + b" " * 8 + kind
    h += link.ljust(100, b"\0")[:100] + b"ustar\x0000" + bytes(64) + octal(major, 8) + octal(minor, 8) + bytes(155)
    h = h.ljust(512, b"\0")
    return h[:148] + b"%06o\0 " % (sum(h) if checksum is None else checksum) + h[156:]


def enc(s):
    return s if isinstance(s, bytes) else s.encode("utf-8", "surrogateescape")


def body(data):
    return data + bytes(-len(data) % 512)


def f(name, data=b"evil\n", **kw):
    data = enc(data)
    if len(enc(name)) > 100:
        return pax({"path": name}) + hdr("x", len(data), **kw) + body(data)
    return hdr(name, len(data), **kw) + body(data)


def d(name, **kw):
    return hdr(name, kind=b"5", **{"mode": 0o755, **kw})


def sym(name, to):
    return (pax({"linkpath": to}) if len(enc(to)) > 100 else b"") + hdr(name, kind=b"2", link=to, mode=0o777)


def hard(name, to):
    return (pax({"linkpath": to}) if len(enc(to)) > 100 else b"") + hdr(name, kind=b"1", link=to)


def pax(records, kind=b"x"):
    out = b""
    for k, v in records.items():
        part = b" " + enc(k) + b"=" + enc(v) + b"\n"
        n = len(part) + 1
        while n != len(part) + len(str(n)):
            n = len(part) + len(str(n))
        out += str(n).encode() + part
    return hdr("PaxHeaders/x", len(out), kind=kind) + body(out)


GOOD = d("bin") + f("bin/hello", b"\x7fELF not really", mode=0o755) + d("etc") + f("etc/passwd", "root:x:0:0::/:/bin/sh\n")


# ---- cases ----

class Case:
    def __init__(self, root, name, expect, what, serve=None):
        self.dir, self.name = os.path.join(root, name), name
        shutil.rmtree(self.dir, ignore_errors=True)
        self.lay = Layout(self.dir)
        self.about = {"name": name, "expect": expect, "what": what, **({"serve": serve} if serve else {})}

    def done(self):
        """The description is written last: a case without one is made again."""
        oci.write(os.path.join(self.dir, "case.json"), js(self.about))

    def layer(self, tar, how="gzip", **kw):
        data = gzip.compress(tar, 6, mtime=0) if how == "gzip" else tar
        digest, size = self.lay.put(data, kw.get("digest"))
        return {"mediaType": kw.get("mediaType", GZ if how == "gzip" else TAR), "digest": digest, "size": kw.get("size", size)}, kw.get("diff_id", sha(tar))

    def config(self, diffs, **kw):
        return {"architecture": "amd64", "os": "linux", "created": CREATED, "config": {"Cmd": ["/bin/hello"]}, "rootfs": {"type": "layers", "diff_ids": diffs},
                "history": [{"created": CREATED, "created_by": "ADD"} for _ in diffs], **kw}

    def image(self, layers, config=None, config_type=None, manifest=None, media_type=None, config_desc=None, digest=None):
        """layers: (descriptor, diffID) pairs; config: value or bytes; manifest: a function that alters the manifest."""
        cfg = self.config([x[1] for x in layers]) if config is None else config
        c = self.lay.put_json(cfg, config_type or TYPES["oci"]["config"])
        c.update(config_desc or {})
        m = {"schemaVersion": 2, "mediaType": TYPES["oci"]["manifest"], "config": c, "layers": [x[0] for x in layers]}
        m = manifest(m) if manifest else m
        desc = self.lay.put_json(m, media_type or TYPES["oci"]["manifest"], digest)
        self.lay.tag("latest", desc)
        return desc


def whole(root, name):
    return os.path.exists(os.path.join(root, name, "case.json"))

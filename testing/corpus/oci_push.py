"""Pushes images of a layout byte for byte, without a tool's conversions: docker types, foreign layers, attestations."""
import http.client, json, os
import urllib.parse


class Registry:
    def __init__(self, base, user=None):
        u = urllib.parse.urlsplit(base)
        self.c = http.client.HTTPConnection(u.hostname, u.port, timeout=300)

    def req(self, method, path, body=None, headers=None):
        self.c.request(method, path, body, headers or {})
        r = self.c.getresponse()
        return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()

    def blob(self, name, digest, path):
        s, _, _ = self.req("HEAD", "/v2/%s/blobs/%s" % (name, digest))
        if s == 200:
            return
        s, h, b = self.req("POST", "/v2/%s/blobs/uploads/" % name, b"")
        if s != 202:
            raise SystemExit("upload %s: %s %s" % (name, s, b))
        u = urllib.parse.urlsplit(h["location"])
        with open(path, "rb") as f:
            s, _, b = self.req("PUT", u.path + "?" + u.query + "&digest=" + urllib.parse.quote(digest), f,
                               {"Content-Type": "application/octet-stream", "Content-Length": str(os.path.getsize(path))})
        if s != 201:
            raise SystemExit("blob %s: %s %s" % (digest, s, b))


def push(reg, lay, desc, name, tag, tries=3):
    m = json.loads(lay.read(desc["digest"]))
    for child in m.get("manifests", []):
        push(reg, lay, child, name, child["digest"])
    for d in ([m["config"]] if "config" in m else []) + m.get("layers", []):
        if not d.get("urls"):
            reg.blob(name, d["digest"], lay.blob_path(d["digest"]))
    s, _, b = reg.req("PUT", "/v2/%s/manifests/%s" % (name, tag), lay.read(desc["digest"]), {"Content-Type": desc["mediaType"]})
    # docker-registry 2.8 can lose a blob that two clients push at the same time
    if s == 400 and b"BLOB_UNKNOWN" in b and tries > 1:
        return push(reg, lay, desc, name, tag, tries - 1)
    if s != 201:
        raise SystemExit("manifest %s:%s: %s %s" % (name, tag, s, b.decode()))

"""Hostile archives, for load."""
import gzip, os

import oci
from evil_case import SENTINEL, ESCAPE, GOOD, UP, ZERO, d, f, hard, hdr, sym
from oci import CREATED, js, sha


def archives(out):
    os.makedirs(out, exist_ok=True)
    t = GOOD + f("x") + ZERO
    cfg = js({"architecture": "amd64", "os": "linux", "created": CREATED, "config": {"Cmd": ["/bin/hello"]}, "rootfs": {"type": "layers", "diff_ids": [sha(t)]}, "history": [{"created_by": "ADD"}]})
    cname = sha(cfg)[7:] + ".json"

    cases = {}

    def write(name, expect, what, *parts, end=ZERO):
        p = os.path.join(out, name + ".tar")
        if not os.path.exists(p):
            oci.write(p, b"".join(parts) + end)
        cases[name] = {"expect": expect, "what": what}

    def man(**kw):
        return f("manifest.json", js([{"Config": cname, "RepoTags": ["evil-archive:latest"], "Layers": ["l/layer.tar"], **kw}]))
    C, L = f(cname, cfg), d("l") + f("l/layer.tar", t)
    write("good", "accept", "nothing wrong with it", C, L, man())
    write("config-traversal", "reject", "Config is ../../..", C, L, man(Config=UP + SENTINEL[1:]))
    write("config-absolute", "reject", "Config is an absolute host path", C, L, man(Config=SENTINEL))
    write("config-symlink", "reject", "the config is a link to a host file", sym(cname, SENTINEL), L, man())
    write("layer-traversal", "reject", "a layer is ../../..", C, L, man(Layers=[UP + SENTINEL[1:]]))
    write("layer-symlink-outside", "reject", "a layer is a link to a host file", C, d("l") + sym("l/layer.tar", SENTINEL), man())
    write("layer-symlink-inside", "accept", "a layer is a link to another in the archive, as docker save once wrote", C, L, d("m") + sym("m/layer.tar", "../l/layer.tar"), man(Layers=["m/layer.tar"]))
    write("layer-missing", "reject", "the layer is not there", C, man())
    write("layer-is-dir", "reject", "the layer is a directory", C, d("l") + d("l/layer.tar"), man())
    write("layer-diffid", "reject", "the layer is not what the config's diffID says", C, d("l") + f("l/layer.tar", GOOD + f("other") + ZERO), man())
    write("layer-gzip", "accept", "the layer is compressed", C, d("l") + f("l/layer.tar", gzip.compress(t, mtime=0)), man())
    write("config-name-not-its-hash", "contain", "the config's name is another digest: the ID must be the true one", f("ab" * 32 + ".json", cfg), L, man(Config="ab" * 32 + ".json"))
    write("entry-dotdot", "contain", "an entry named ../../..", C, L, f(UP + ESCAPE[1:] + "entry-dotdot"), man())
    write("entry-symlink-out", "contain", "a link to /tmp and an entry through it", C, L, sym("out", "/tmp") + f("out/" + os.path.basename(ESCAPE) + "entry-symlink-out"), man())
    write("entry-hardlink-out", "contain", "a hard link to a host file, written to", C, L, hard("h", SENTINEL) + f("h", "overwritten\n"), man())
    write("entry-device", "contain", "a disk's device node", C, L, hdr("dev", kind=b"4", major=254, minor=0, mode=0o666), man())
    write("tags-malformed", "contain", "RepoTags that are no references, one good: none but the good one may be named", C, L, man(RepoTags=["UPPER Case:tag", "a:b:c", "../../x:y", "", "x" * 5000 + ":t", "ok/name:tag"]))
    write("tags-digest", "reject", "RepoTags with a digest", C, L, man(RepoTags=["evil@sha256:" + "ab" * 32]))
    write("tags-number", "reject", "RepoTags with a number", C, L, man(RepoTags=[5]))
    write("manifest-none", "reject", "no manifest.json", C, L)
    write("manifest-not-json", "reject", "manifest.json is text", C, L, f("manifest.json", b"nonsense"))
    write("manifest-object", "reject", "manifest.json is an object", C, L, f("manifest.json", b"{}"))
    write("manifest-empty-array", "contain", "manifest.json names no image", C, L, f("manifest.json", b"[]"))
    write("manifest-deep", "reject", "manifest.json nested 200000 deep", C, L, f("manifest.json", b"[" * 200000 + b"]" * 200000))
    write("manifest-layers-fewer", "reject", "fewer layers than diffIDs", C, L, man(Layers=[]))
    write("legacy-only", "contain", "the format before manifest.json: taken, or refused with a clear message", d("a1" * 32) + f("a1" * 32 + "/json", js({"id": "a1" * 32, "os": "linux", "created": CREATED})) + f("a1" * 32 + "/VERSION", "1.0") + f("a1" * 32 + "/layer.tar", t),
          f("repositories", js({"legacy": {"latest": "a1" * 32}})))
    write("legacy-traversal", "reject", "repositories names ../../.. as an image", f("repositories", js({"legacy": {"latest": UP + "tmp"}})))
    write("parent-cycle", "contain", "an image that is its own parent", C, L, f("manifest.json", js([{"Config": cname, "RepoTags": ["evil-archive:latest"], "Layers": ["l/layer.tar"], "Parent": sha(cfg)}])))
    write("not-a-tar", "reject", "random text", b"nonsense" * 1000)
    write("truncated", "reject", "cut off in the middle of a layer", (C + L)[:len(C) + 700], end=b"")
    oci.write(os.path.join(out, "cases.json"), js(cases))
    print("%d hostile archives in %s" % (len(cases), out))

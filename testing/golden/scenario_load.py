"""Cases of what comes in as an archive: load, import."""
import gzip, io, os, tarfile

from golden.run import q

X = [("Content-Type", "application/x-tar")]
EVIL = ("good", "config-traversal", "config-absolute", "config-name-not-its-hash", "layer-gzip", "layer-missing", "layer-diffid", "layer-is-dir", "layer-traversal", "layer-symlink-outside", "manifest-none", "manifest-not-json",
        "manifest-object", "manifest-empty-array", "manifest-layers-fewer", "truncated", "tags-digest", "tags-malformed", "legacy-only", "entry-symlink-out", "entry-dotdot", "entry-device")


def tiny_tar(files):
    b = io.BytesIO()
    with tarfile.open(fileobj=b, mode="w", format=tarfile.USTAR_FORMAT) as t:
        for name, data in files:
            m = tarfile.TarInfo(name)
            m.size, m.mtime = len(data), 1735689600
            t.addfile(m, io.BytesIO(data))
    return b.getvalue()


ROOTFS = tiny_tar([("hello.txt", b"hello\n"), ("bin/tool", b"#!/bin/sh\n")])


def loading(r):
    if r.a.corpus:
        archives(r)
    c = r.c
    c("load/garbage", "no archive", "POST", "/images/load", X, b"hello world, this is no tar at all\n" * 20, shown="(text)")
    c("load/empty", "no body", "POST", "/images/load", X)
    c("load/empty-tar", "an empty tar", "POST", "/images/load", X, tiny_tar([]), shown="(an empty tar)")
    c("load/other-tar", "a tar without images", "POST", "/images/load", X, ROOTFS, shown="(tar: hello.txt, bin/tool)")
    r.reset()
    r.pull("labels", "1")
    r.raw("POST", "/images/labels:1/tag?repo=labels&tag=one")
    saved = r.raw("GET", "/images/labels/get").raw
    r.reset()
    c("load/own-save", "what the daemon saved itself: labels:1 with two tags", "POST", "/images/load", X, saved, shown="(GET /images/labels/get of this daemon)")
    c("inspect/own-save", "the image then", "GET", "/images/labels:1/json", ends=True)
    r.reset()
    importing(r)


def archives(r):
    def lo(name, what, file, parameters="", headers=X, ends=False):
        with open(os.path.join(r.a.corpus, file), "rb") as f:
            r.c("load/" + name, what, "POST", "/images/load" + parameters, headers, f.read(), shown="(file %s of the corpus)" % file, ends=ends)

    busybox = "archives/busybox.docker.tar"
    lo("ok", "docker save's format, two tags", busybox)
    lo("again", "the same again", busybox)
    r.c("list/loaded", "the store after it", "GET", "/images/json", ends=True)
    r.reset()
    lo("quiet-0", "quiet=0", busybox, "?quiet=0")
    r.reset()
    lo("quiet-1", "quiet=1", busybox, "?quiet=1")
    lo("no-type", "no content type", busybox, "", [])
    lo("other-type", "content type application/json", busybox, "", [("Content-Type", "application/json")], True)
    lo("platform", "platform parameter", busybox, "?platform=" + q('{"os":"linux","architecture":"amd64"}'), X, True)
    lo("platform-wrong", "platform that it lacks", busybox, "?platform=" + q('{"os":"linux","architecture":"arm64"}'))
    lo("platform-bad", "platform no JSON", busybox, "?platform=x")
    if r.v not in (r.versions[0], "1.40", "bare"):
        return
    for e in ("gz", "bz2", "xz", "zst"):
        r.reset()
        lo(e, e + " around the archive", busybox + "." + e, "?quiet=0", X, True)
    r.reset()
    lo("untagged", "an archive without names", "archives/untagged.docker.tar", "", X, True)
    lo("oci", "an OCI layout", "archives/redis.oci.tar", "", X, True)
    lo("multi", "several images", "archives/multi.docker.tar", "?quiet=0", X, True)
    for e in EVIL:
        lo("evil-" + e, "hostile archive " + e, "evil-archives/" + e + ".tar", "", X, True)


def importing(r):
    c = r.c
    im = lambda name, what, parameters, body=ROOTFS, shown="(tar: hello.txt, bin/tool)": c("import/" + name, what, "POST", "/images/create?" + parameters, X, body, shown=shown)
    im("ok", "a root file system", "fromSrc=-&repo=imp&tag=v1")
    c("inspect/imported", "the image", "GET", "/images/imp:v1/json")
    c("history/imported", "its history", "GET", "/images/imp:v1/history")
    im("no-repo", "without a name", "fromSrc=-")
    im("no-tag", "repo without tag", "fromSrc=-&repo=imp")
    im("tag-in-repo", "tag in repo", "fromSrc=-&repo=imp:v7")
    im("changes", "changes and message", "fromSrc=-&repo=imp&tag=v2&message=hello&changes=%s&changes=%s&changes=%s&changes=%s" % (q('CMD ["/bin/tool"]'), q("ENV A=b"), q("LABEL x=y"), q("EXPOSE 80")))
    c("inspect/imported-changes", "the image", "GET", "/images/imp:v2/json", ends=True)
    im("platform", "platform=linux/arm64", "fromSrc=-&repo=imp&tag=v3&platform=linux/arm64")
    im("platform-bad", "platform=nope", "fromSrc=-&repo=imp&tag=v4&platform=nope")
    im("platform-windows", "platform=windows/amd64", "fromSrc=-&repo=imp&tag=v4&platform=windows/amd64")
    im("bad-change", "an instruction that is not allowed", "fromSrc=-&repo=imp&tag=v4&changes=" + q("RUN x"))
    im("broken-change", "an instruction that cannot be parsed", "fromSrc=-&repo=imp&tag=v4&changes=" + q("CMD"))
    im("unknown-change", "no instruction", "fromSrc=-&repo=imp&tag=v4&changes=" + q("NOPE x"))
    im("bad-repo", "bad repo", "fromSrc=-&repo=UPPER&tag=v4")
    im("bad-tag", "bad tag", "fromSrc=-&repo=imp&tag=!")
    im("digest", "digest in repo", "fromSrc=-&repo=imp@sha256:" + "1" * 64)
    im("scratch", "the reserved name", "fromSrc=-&repo=scratch")
    im("gzip", "gzipped", "fromSrc=-&repo=imp&tag=v5", gzip.compress(ROOTFS, mtime=0), "(the same tar, gzipped)")
    im("garbage", "no tar", "fromSrc=-&repo=imp&tag=v6", b"hello world, this is no tar at all\n" * 20, "(text)")
    im("empty", "no body", "fromSrc=-&repo=imp&tag=v6", b"", "")
    im("url", "from a URL", "fromSrc=%s&repo=imp&tag=v8" % q("http://" + r.OD + "/rootfs.tar"), None)
    im("url-no-scheme", "from a URL without scheme", "fromSrc=%s&repo=imp&tag=v9" % q(r.OD + "/rootfs.tar"), None)
    im("url-404", "the URL answers 404", "fromSrc=%s&repo=imp&tag=v8" % q("http://" + r.OD + "/nosuch.tar"), None)
    im("url-refused", "nothing listens there", "fromSrc=%s&repo=imp&tag=v8" % q("http://127.0.0.1:1/x.tar"), None)
    im("url-bad", "not a URL", "fromSrc=%s&repo=imp&tag=v8" % q("http://%zz"), None)


def cli_loading(r, t, place):
    """after the archive s.tar was saved there"""
    file = os.path.join(place, "s.tar")
    r.reset()
    t("load-i", "from a file", ["load", "-i", file])
    t("load-again", "again", ["load", "-i", file])
    t("load-q", "quiet", ["load", "-q", "-i", file])
    r.reset()
    with open(file, "rb") as f:
        t("load-stdin", "from standard input", ["load"], stdin=f.read())
    r.reset()
    t("load-tty-file", "from a file, on a terminal", ["load", "-i", file], tty=True)
    t("load-tty", "standard input is a terminal", ["load"], tty=True, timeout=5)
    t("load-empty", "standard input is empty", ["load"], stdin=b"")
    t("load-garbage", "no archive", ["load"], stdin=b"hello world, this is no tar\n" * 40)
    t("load-missing-file", "the file does not exist", ["load", "-i", place + "/nosuch.tar"])
    t("import-stdin", "from standard input", ["import", "-", "imp:v1"], stdin=ROOTFS)
    t("import-change", "with a change and a message", ["import", "-c", 'CMD ["/bin/tool"]', "-m", "hello", "-", "imp:v2"], stdin=ROOTFS)
    t("import-no-name", "without a name", ["import", "-"], stdin=ROOTFS)
    t("import-bad-change", "an instruction that is not allowed", ["import", "-c", "RUN x", "-", "imp:v3"], stdin=ROOTFS)
    t("import-missing-file", "the file does not exist", ["import", place + "/nosuch.tar"])
    t("import-bad-name", "bad name", ["import", "-", "UPPER"], stdin=ROOTFS)
    t("import-no-args", "no arguments", ["import"])

"""Cases of POST /images/create."""
import base64, os

from golden.run import ENDS, q


def pulls(r):
    R, OD, g = r.R, r.OD, r.reg

    def p(name, what, image=None, headers=(), ends=False, once=False, **kw):
        s = "&".join("%s=%s" % (k, q(v)) for k, v in ([("fromImage", image)] if image is not None else []) + list(kw.items()))
        return r.c("pull/" + name, what, "POST", "/images/create" + ("?" + s if s else ""), headers, ends=ends, once=once)

    bb = R + "/library/busybox"
    d135 = g.digest("library/labels", "6")
    p("by-tag", "an image by tag, empty store", bb, tag="latest")
    p("up-to-date", "the same again", bb, tag="latest")
    p("other-tag-same-image", "another tag of an image that is there", bb, tag="1.35")
    p("hub-name", "a Docker Hub name, served by the mirror; the content is there", "busybox", tag="latest")
    p("hub-canonical", "docker.io/library/... spelled out", "docker.io/library/busybox", tag="latest")
    p("hub-alias", "index.docker.io/...", "index.docker.io/library/busybox", tag="latest")
    p("tag-in-name", "tag in fromImage, no tag parameter", R + "/library/labels:1")
    p("tag-twice", "tag in fromImage and another as parameter", R + "/library/labels:1", tag="2")
    p("by-digest", "digest as tag parameter", R + "/library/labels", tag=g.digest("library/labels", "3"))
    p("by-digest-again", "the same digest again", R + "/library/labels", tag=g.digest("library/labels", "3"))
    p("digest-in-name", "digest in fromImage", R + "/library/labels@" + g.digest("library/labels", "4"))
    p("tag-and-digest", "tag@digest in fromImage", R + "/library/labels:5@" + g.digest("library/labels", "5"))
    p("tag-and-other-digest", "tag in fromImage, digest of another image as tag parameter", R + "/library/labels:5", tag=d135)
    p("trailing-colon", "a name that ends with a colon", R + "/library/labels:", tag="1")
    r.reset()
    p("all-tags", "no tag at all: every tag of the repository", R + "/library/labels")
    p("all-tags-again", "the same again", R + "/library/labels")
    p("all-tags-hub", "every tag of a Docker Hub name (mirror)", "labels", once=True)
    r.reset()
    p("missing-tag", "no such tag", bb, tag="nosuch")
    p("missing-repo", "no such repository", R + "/library/nosuch", tag="latest")
    p("missing-repo-all", "no such repository, all tags", R + "/library/nosuch")
    p("missing-digest", "no such digest", bb, tag="sha256:" + "0" * 64)
    p("missing-hub", "a Docker Hub name that the mirror lacks; the Hub is out of reach (message depends on the machine)", "nosuch", tag="latest", once=True)
    p("refused", "nothing listens there", "127.0.0.1:1/a/b", tag="latest")
    p("no-host", "host unknown (message depends on the machine)", "registry.invalid/a/b", tag="latest", once=True)
    for n, im, t in (("upper", "Library/Busybox", "latest"), ("bad-tag", bb, "!x"), ("bad-digest", bb, "sha256:12"), ("digest-no-hex", bb, "sha256:" + "z" * 64), ("empty", "", "latest"),
                     ("space", "a b", "latest"), ("hex64", "a" * 64, "latest"), ("scheme", "http://" + bb, "latest"), ("long-tag", bb, "t" * 129), ("dash", "-x", "latest"), ("dot-end", "x.", "latest"),
                     ("long-name", "a" * 256, "latest"), ("host-only", R + "/", "latest")):
        p("ref-" + n, "bad reference %s %s" % (im[:60], t[:30]), im, tag=t)
    p("no-parameters", "neither fromImage nor fromSrc")
    p("scratch", "the reserved name", "scratch", tag="latest")
    p("scratch-registry", "scratch of another registry", R + "/library/scratch", tag="latest")
    for n in ("denied", "unauthorized", "norealm", "tokenrefused", "nameunknown", "manifestunknown", "html404", "toomany", "unsupported", "unavailable", "err500", "teapot", "html502"):
        p("registry-" + n, "the registry answers as its repository's name says (see class Odd)", OD + "/" + n + "/x", tag="latest", once=n in ("unavailable",))
    if r.AU:
        a = r.AU + "/library/busybox"
        p("auth-none", "a registry with basic auth, no credentials", a, tag="latest")
        p("auth-wrong", "wrong password", a, [r.auth(pw="no")], tag="latest")
        p("auth-junk-header", "X-Registry-Auth that cannot be decoded", a, [("X-Registry-Auth", "!!!")], tag="latest")
        p("auth-junk-header-open", "the same where nobody asks for it", bb, [("X-Registry-Auth", "!!!")], tag="latest")
        p("auth-no-json-header", "X-Registry-Auth that decodes to no JSON", a, [("X-Registry-Auth", base64.urlsafe_b64encode(b"hello").decode())], tag="latest")
        p("auth-all-none", "all tags, no credentials", a)
        p("auth-ok", "right password", a, [r.auth()], tag="latest")
        p("auth-other-server", "right password, another server's address in it", a, [r.auth(server="example.test")], tag="1.35")
    r.reset()
    m = R + "/library/multiarch"
    p("platform-bad-os", "platform=nope", m, tag="latest", platform="nope")
    p("platform-bad-parts", "platform with four parts", m, tag="latest", platform="linux/amd64/v1/x")
    p("platform-bad-chars", "platform with bad characters", m, tag="latest", platform="linux/am d64")
    p("platform-empty-arch", "platform=linux/", m, tag="latest", platform="linux/")
    p("platform-missing", "a platform that the index lacks", m, tag="latest", platform="linux/ppc64le")
    p("platform-os-only", "platform=linux", m, tag="latest", platform="linux")
    p("platform-right", "platform=linux/amd64 of an index with attestations", m, tag="latest", platform="linux/amd64")
    p("platform-second", "then another platform of the same tag", m, tag="latest", platform="linux/arm64")
    p("platform-variant", "linux/arm/v7", m, tag="latest", platform="linux/arm/v7")
    p("platform-alias", "linux/x86_64", m, tag="latest", platform="linux/x86_64")
    r.reset()
    p("platform-list", "a manifest list, no platform asked", m, tag="docker")
    p("platform-single-wrong", "another platform of a single-platform image", bb, tag="latest", platform="linux/arm64")
    p("platform-single-right", "its own platform", bb, tag="latest", platform="linux/amd64")
    p("platform-local-wrong", "the image is there, another platform asked", bb, tag="latest", platform="linux/s390x")
    p("arm-only", "an index without this machine's platform", R + "/library/arm-only", tag="latest")
    p("nested", "an index in an index", m, tag="nested")
    p("no-platform", "an index entry without platform", m, tag="no-platform")
    p("windows", "a Windows-only index", R + "/nanoserver", tag="latest")
    p("windows-asked", "the same with platform=windows/amd64", R + "/nanoserver", tag="latest", platform="windows/amd64")
    p("windows-mixed", "a mixed index", R + "/powershell", tag="latest")
    p("schema1", "a schema 1 manifest", R + "/library/encodings", tag="v2s1")
    p("helm-chart", "an artifact that is no image", R + "/library/helm-chart", tag="0.1.0")
    p("no-layers", "no layer at all", R + "/library/no-layers", tag="latest")
    p("empty-layer", "the same empty layer three times", R + "/library/empty-layer", tag="latest")
    p("whiteouts", "three layers with whiteouts", R + "/library/whiteouts", tag="latest")
    p("hardlink-across", "hard link into a lower layer", R + "/library/hardlink-across", tag="latest")
    p("sparse-gnu", "GNU sparse files", R + "/library/sparse-gnu", tag="latest")
    r.reset()
    p("six-layers", "redis, six layers, 34 MB", R + "/library/redis", tag="latest", ends=True) if r.v in ENDS else None
    p("six-layers-other-manifest", "the same layers under another manifest", R + "/library/redis", tag="oci", ends=True) if r.v in ENDS else None
    p("zstd", "the same image with zstd layers", R + "/library/encodings", tag="oci-zstd", ends=True) if r.v in ENDS else None
    if r.EV:
        ev = "layer-digest layer-missing layer-diffid layer-size-less layer-type-unknown config-not-json config-missing config-digest config-rootfs-none config-os-windows config-arch-other config-type-artifact manifest-not-json manifest-empty manifest-no-config manifest-no-layers manifest-both manifest-type-unknown manifest-type-differs manifest-schema1 manifest-5mib index-empty index-child-missing index-child-digest index-no-match index-self index-nested-2 gzip-truncated gzip-is-html tar-not-a-tar tar-truncated digest-traversal digest-md5 digest-sha512 tar-symlink-next-layer"
        for n in ev.split():
            if os.path.isdir(os.path.join(r.a.corpus or "/", "evil", n)) or not r.a.corpus:
                p("evil-" + n, "hostile image " + n, r.EV + "/" + n, tag="latest", ends=True) if r.v in ENDS else None
    # a tag that moves
    r.reset()
    g.retag("library/labels", "1", "golden/moved", "latest")
    p("moved-before", "a tag, before it moves", R + "/golden/moved", tag="latest")
    g.retag("library/labels", "2", "golden/moved", "latest")
    p("moved-after", "the same tag after it moved in the registry", R + "/golden/moved", tag="latest")
    r.c("list/moved", "the store after it: the old image has lost its tag", "GET", "/images/json")
    r.c("list/moved-all", "the same, all=1", "GET", "/images/json?all=1")
    r.c("list/moved-dangling", "the same, dangling only", "GET", "/images/json?filters=" + q('{"dangling":["true"]}'))
    r.c("inspect/moved-old", "the image that lost its tag", "GET", "/images/%s/json" % ((r.raw("GET", "/images/json?filters=" + q('{"dangling":["true"]}')).json() or [{}])[0].get("Id", "none")))

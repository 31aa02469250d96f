"""Cases of push."""
import base64

from golden.run import js, q

NONE = ("X-Registry-Auth", base64.urlsafe_b64encode(b"{}").decode())


def pushing(r):
    c, R, g = r.c, r.R, r.reg
    r.reset()
    for image, tag in (("labels", "1"), ("labels", "2"), (R + "/library/multiarch", "latest")):
        r.pull(image, tag)
    own = r.token + "-" + r.v.replace(".", "")
    me = R + "/golden/push-" + own
    r.pairs.insert(0, (own, "x"))
    name = lambda s, repo, t: r.raw("POST", "/images/%s/tag?repo=%s&tag=%s" % (s, q(repo), t))
    at = "/images/%s/push" % me
    p = lambda n, what, path, headers=(NONE,), body=None, **kw: c("push/" + n, what, "POST", path, list(headers), body, **kw)
    name("labels:1", me, "a")
    name("labels:2", me, "b")
    p("ok", "to a new repository; the layer came from elsewhere in this registry or its mirror", at + "?tag=a")
    p("again", "the same again", at + "?tag=a")
    p("other-tag", "another image with the same layer", at + "?tag=b")
    p("all-tags", "no tag: every tag", at)
    p("no-auth-header", "no X-Registry-Auth", at + "?tag=a", [])
    p("empty-auth-header", "an empty one", at + "?tag=a", [("X-Registry-Auth", "")])
    p("junk-auth-header", "one that cannot be decoded", at + "?tag=a", [("X-Registry-Auth", "!!!")])
    p("no-json-auth-header", "one that decodes to no JSON", at + "?tag=a", [("X-Registry-Auth", base64.urlsafe_b64encode(b"hello").decode())])
    p("auth-in-body", "no header, the old way: AuthConfig as body", at + "?tag=a", [], {"username": "u", "password": "p"})
    p("missing-tag", "a tag that is not there", at + "?tag=nosuch")
    p("missing", "a repository that is not there", "/images/%s/golden/nosuch/push?tag=x" % R)
    p("missing-all", "the same, all tags", "/images/%s/golden/nosuch/push" % R)
    p("bad-ref", "bad reference", "/images/UPPER/push?tag=x")
    p("bad-tag", "bad tag", at + "?tag=!")
    p("digest", "a digest reference", "/images/%s@%s/push" % (me, g.digest("library/labels", "1")))
    p("digest-as-tag", "a digest as tag", at + "?tag=" + g.digest("library/labels", "1"))
    p("tag-in-name", "tag in the name", "/images/%s:a/push" % me)
    name("labels:1", "127.0.0.1:1/a/b", "x")
    p("refused", "nothing listens there", "/images/127.0.0.1:1/a/b/push?tag=x")
    for n in ("denied", "unauthorized"):
        name("labels:1", r.OD + "/%s/x" % n, "x")
        p("registry-" + n, "the registry answers as its repository's name says", "/images/%s/%s/x/push?tag=x" % (r.OD, n), ends=True)
    if r.AU:
        behind = r.AU + "/golden/push-" + own + "-auth"
        name("labels:1", behind, "x")
        p("auth-none", "a registry with basic auth, no credentials", "/images/%s/push?tag=x" % behind)
        p("auth-wrong", "wrong password", "/images/%s/push?tag=x" % behind, [r.auth(pw="no")])
        p("auth-ok", "right password", "/images/%s/push?tag=x" % behind, [r.auth()])
    name(R + "/library/multiarch:latest", me, "multi")
    platform = lambda **kw: "&platform=" + q(js(kw))
    p("platform-bad", "platform no JSON", at + "?tag=multi&platform=x")
    p("platform-absent", "a platform that is not there", at + "?tag=multi" + platform(os="linux", architecture="arm64"))
    p("platform-wrong", "another platform of a single-platform image", at + "?tag=a" + platform(os="linux", architecture="arm64"))
    p("platform-right", "one platform of an index", at + "?tag=multi" + platform(os="linux", architecture="amd64"))
    p("index-partial", "an index of which one platform is there", at + "?tag=multi")

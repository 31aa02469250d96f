"""Cases of archives: save."""
from golden.run import js, q


def saving(r):
    """of the filled store of the reading cases"""
    c, R = r.c, r.R
    S = lambda s, p="": "/images/%s/get%s" % (s, p)
    P = lambda **kw: "?platform=" + q(js(kw))
    c("save/by-tag", "one tag", "GET", S(R + "/library/busybox:1.35"))
    c("save/no-tag", "a name without tag: all its tags?", "GET", S(R + "/library/busybox"), ends=True)
    c("save/by-id", "by id", "GET", S(r.id_of("busybox")[7:19]), ends=True)
    c("save/index", "an index of which one platform is there", "GET", S(R + "/library/multiarch:latest"))
    c("save/two-names", "two names, shared layer", "GET", "/images/get?names=labels:1&names=labels:2", ends=True)
    c("save/comma", "names with a comma", "GET", "/images/get?names=" + q("labels:1,labels:2"), ends=True)
    c("save/same-twice", "the same name twice", "GET", "/images/get?names=labels:1&names=labels:1", ends=True)
    c("save/no-names", "no names", "GET", "/images/get")
    c("save/missing", "missing", "GET", S("nosuch"))
    c("save/one-missing", "one of two is missing", "GET", "/images/get?names=labels:1&names=nosuch")
    c("save/bad-ref", "bad reference", "GET", S("BUSYBOX"))
    c("save/platform-right", "platform", "GET", S(R + "/library/multiarch:latest", P(os="linux", architecture="amd64")), ends=True)
    c("save/platform-absent", "platform not pulled", "GET", S(R + "/library/multiarch:latest", P(os="linux", architecture="arm64")))
    c("save/platform-wrong", "platform of another image", "GET", S("busybox", P(os="linux", architecture="arm64")))
    c("save/platform-bad", "platform no JSON", "GET", S("busybox", "?platform=x"))
    c("save/platform-two", "two platforms", "GET", S(R + "/library/multiarch:latest", P(os="linux", architecture="amd64") + "&" + P(os="linux", architecture="arm64")[1:]))

"""Cases of what registries are asked: search, distribution."""
import urllib.parse

from golden.run import q


def registry(r):
    c, R = r.c, r.R
    for n, p in (("no-term", ""), ("empty-term", "?term="), ("scheme", "?term=http://x/y"), ("limit-0", "?term=a&limit=0"), ("limit-101", "?term=a&limit=101"),
                 ("limit-negative", "?term=a&limit=-1"), ("limit-text", "?term=a&limit=x"), ("bad-filter", "?term=a&filters=" + q('{"nope":["1"]}')),
                 ("bad-json", "?term=a&filters=x"), ("bad-stars", "?term=a&filters=" + q('{"stars":["x"]}')), ("bad-official", "?term=a&filters=" + q('{"is-official":["x"]}'))):
        c("search/" + n, "GET /images/search" + urllib.parse.unquote(p), "GET", "/images/search" + p, once=n in ("no-term", "empty-term"))
    c("search/hub", "Docker Hub out of reach (message depends on the machine)", "GET", "/images/search?term=foo", once=True)
    c("search/private", "a registry without v1 search", "GET", "/images/search?term=" + q(R + "/busybox"))
    d = r.reg.digest("library/busybox", "latest")
    D = lambda s: "/distribution/%s/json" % s
    for n, s in (("single", R + "/library/busybox:latest"), ("no-tag", R + "/library/busybox"), ("index", R + "/library/multiarch:latest"), ("list", R + "/library/multiarch:docker"), ("digest", R + "/library/busybox@" + d), ("windows", R + "/nanoserver:latest"),
                 ("missing-tag", R + "/library/busybox:nosuch"), ("missing-repo", R + "/library/nosuch:latest"), ("bad-ref", "BUSYBOX"), ("helm-chart", R + "/library/helm-chart:0.1.0"), ("schema1", R + "/library/encodings:v2s1"), ("id", "a" * 64), ("refused", "127.0.0.1:1/a/b"), ("hub", "busybox")):
        c("distribution/" + n, s, "GET", D(s), once=n == "hub")
    for n in ("denied", "unauthorized", "norealm", "nameunknown", "manifestunknown", "html404", "toomany", "err500", "html502"):
        c("distribution/registry-" + n, "the registry answers as its repository's name says", "GET", D(r.OD + "/" + n + "/x:latest"), ends=True)
    if r.AU:
        c("distribution/auth-none", "no credentials", "GET", D(r.AU + "/library/busybox:latest"))
        c("distribution/auth-wrong", "wrong password", "GET", D(r.AU + "/library/busybox:latest"), [r.auth(pw="no")])
        c("distribution/auth-ok", "right password", "GET", D(r.AU + "/library/busybox:latest"), [r.auth()])

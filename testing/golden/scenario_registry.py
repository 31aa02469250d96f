"""Cases of what registries are asked: credentials, search, distribution."""
import urllib.parse

from golden.run import js, q

JSON = [("Content-Type", "application/json")]


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
    login = lambda address, user="u", password="p", **more: js({"username": user, **({"password": password} if password else {}), "serveraddress": address, **more})
    c("auth/no-body", "no body", "POST", "/auth")
    c("auth/bad-json", "no JSON", "POST", "/auth", JSON, "{")
    c("auth/empty-object", "{}: Docker Hub, which is out of reach (message depends on the machine)", "POST", "/auth", JSON, "{}", once=True)
    c("auth/refused", "nothing listens there", "POST", "/auth", JSON, login("127.0.0.1:1"))
    c("auth/bad-address", "not a host", "POST", "/auth", JSON, login("http://%zz"))
    c("auth/open-registry", "a registry that asks for nothing", "POST", "/auth", JSON, login(R))
    if r.AU:
        c("auth/ok", "right password, basic auth", "POST", "/auth", JSON, login(r.AU, "tester", "secret"))
        c("auth/wrong-password", "wrong password, basic auth", "POST", "/auth", JSON, login(r.AU, "tester", "no"))
        c("auth/no-password", "no password", "POST", "/auth", JSON, login(r.AU, "tester", None))
        c("auth/scheme", "address with scheme and path", "POST", "/auth", JSON, login("http://" + r.AU + "/v2/", "tester", "secret"))

"""Cases of GET /events, over a window of a few changes to images."""
import time, urllib.parse

from golden.run import js, q


def events(r):
    c = r.c
    E = "/events?"
    r.raw("GET", "/_ping")
    time.sleep(1.05)
    t0 = int(time.time())
    r.pull("labels", "1")
    r.pull("busybox", "latest")
    r.raw("POST", "/images/labels:1/tag?repo=my/app&tag=v1")
    r.raw("DELETE", "/images/my/app:v1")
    r.raw("DELETE", "/images/labels:1")
    r.raw("POST", "/images/prune?filters=" + q('{"dangling":["false"]}'))
    time.sleep(1.05)
    t1 = int(time.time())
    W = "since=%d&until=%d" % (t0, t1)
    F = lambda **kw: "&filters=" + q(js({k: (v if isinstance(v, list) else [v]) for k, v in kw.items()}))
    ev = lambda n, what, p, h=(), **kw: c("events/" + n, what, "GET", E + p, h, since=(t0, t1), **kw)
    ev("window", "pull, pull, tag, untag, delete, prune", W)
    for n, f in (("type-image", F(type="image")), ("type-container", F(type="container")), ("type-two", F(type=["image", "volume"])), ("event-pull", F(event="pull")), ("event-delete", F(event="delete")), ("event-untag", F(event="untag", type="image")),
                 ("image", F(image="labels:1")), ("image-no-tag", F(image="labels")), ("image-other-tag", F(image="busybox")), ("container", F(container="ev")), ("volume", F(volume="vol1")), ("label", F(label="n=1")), ("label-none", F(label="n=9")),
                 ("scope-local", F(scope="local", type="volume")), ("scope-swarm", F(scope="swarm")), ("network", F(network="none")), ("daemon", F(daemon="x")), ("plugin", F(plugin="x")), ("type-unknown", F(type="nope"))):
        ev("filter-" + n, "the same window, " + urllib.parse.unquote(f[1:]), W + f, ends=True)
    ev("bad-filter", "unknown filter", W + F(nope="1"))
    ev("bad-json", "filters no JSON", W + "&filters=x")
    ev("bad-since", "since no time", "since=x&until=%d" % t1)
    ev("bad-until", "until no time", "since=%d&until=x" % t0)
    ev("until-before-since", "until before since", "since=%d&until=%d" % (t1, t0))
    ev("until-only", "until in the past, no since", "until=%d%s" % (t1, F(label="nosuch")))
    ev("nano", "times with nanoseconds", "since=%d.000000000&until=%d.000000000%s" % (t0, t1, F(type="volume")), ends=True)
    ev("rfc3339", "RFC 3339 times", "since=2024-01-01T00:00:00Z&until=2024-01-01T00:00:01Z", ends=True)
    for n, a in (("jsonl", "application/jsonl"), ("ndjson", "application/x-ndjson"), ("json-seq", "application/json-seq"), ("json", "application/json"), ("any", "*/*"), ("html", "text/html"), ("list", "text/html, application/json-seq;q=0.5, application/x-ndjson;q=0.9"),
                 ("q0", "application/jsonl;q=0"), ("junk", ";;")):
        ev("accept-" + n, "Accept: " + a, W + F(type="volume"), [("Accept", a)])

"""The filled store, and the cases that read it: list, inspect, history."""
import json, urllib.parse

from golden.run import js, q
from golden.scenario_archive import saving


def fill(r):
    """the store of the read-only cases"""
    for im, t in (("busybox", "latest"), (r.R + "/library/busybox", "latest"), (r.R + "/library/busybox", "1.35"), ("labels", "1"), ("labels", "2"), ("labels", "5"),
                  ("mongo-like", "4.2.6"), (r.R + "/library/multiarch", "latest"), (r.R + "/golden/twin", "a"), (r.R + "/golden/twin", "b")):
        r.pull(im, t)
    r.raw("POST", "/images/busybox/tag?repo=my/app&tag=v1")
    r.pull(r.R + "/library/labels", r.reg.digest("library/labels", "6"))
    r.reg.retag("library/labels", "3", "golden/moved", "latest")
    r.pull(r.R + "/golden/moved", "latest")
    r.reg.retag("library/labels", "4", "golden/moved", "latest")
    r.pull(r.R + "/golden/moved", "latest")


def reading(r):
    c, R, g = r.c, r.R, r.reg
    fill(r)
    F = lambda **kw: "?filters=" + q(js({k.replace("_", "!") if k.endswith("_") else k: (v if isinstance(v, (list, dict)) else [v]) for k, v in kw.items()}))
    L = "/images/json"
    for n, p in (("default", ""), ("all", "?all=1"), ("digests", "?digests=1"), ("shared-size", "?shared-size=1"), ("manifests", "?manifests=1"), ("identity-manifests", "?identity=1&manifests=1")):
        c("list/" + n, "the filled store: GET /images/json" + p, "GET", L + p)
    c("list/identity", "identity without manifests", "GET", L + "?identity=1", ends=True)
    c("list/all-false-words", "all=no", "GET", L + "?all=no", ends=True)
    c("list/all-other-word", "all=maybe", "GET", L + "?all=maybe", ends=True)
    ln = [("dangling-true", F(dangling="true")), ("dangling-false", F(dangling="false")), ("dangling-1", F(dangling="1")), ("label", F(label="n")), ("label-value", F(label="n=1")),
          ("label-two", F(label=["n", "parity"])), ("label-none", F(label="n=77")), ("label-not", F(**{"label!": "n"})), ("label-not-value", F(**{"label!": "n=1"})), ("before", F(before="labels:5")), ("since", F(since="labels:2")),
          ("before-id", F(before=r.id_of("labels:5"))), ("before-since", F(before="labels:5", since="labels:1")), ("until-unix", F(until="1714000000")), ("until-rfc", F(until="2024-03-01T00:00:00Z")),
          ("until-duration", F(until="10m")), ("until-days", F(until="30d")), ("empty", "?filters=" + q("{}")), ("empty-string", "?filters="), ("legacy-map", "?filters=" + q('{"label":{"n=1":true}}')), ("array-empty", F(label=[])),
          ("old-filter-param", "?filter=busybox"), ("two-kinds", F(label="n=1", reference="labels")), ("label-json", F(label="a"))]
    for n, p in ln:
        c("list/filter-" + n, "GET /images/json" + urllib.parse.unquote(p), "GET", L + p, ends=True)
    for n, v in (("name", "busybox"), ("name-tag", "busybox:latest"), ("star-tag", "busybox:*"), ("star", "*"), ("inner-star", "*usy*"), ("full", R + "/library/busybox"), ("full-tag", R + "/library/busybox:1.35"),
                 ("star-slash", "*/*"), ("star-slash-2", "*/*/*"), ("host-star", R + "/*/*"), ("canonical", "docker.io/library/busybox"), ("canonical-tag", "docker.io/library/busybox:latest"),
                 ("library", "library/busybox"), ("class", "labels:[12]"), ("question", "label?:?"), ("digest", R + "/library/labels@" + g.digest("library/labels", "6")), ("digest-star", "*@*"),
                 ("id", r.id_of("busybox")[7:19]), ("upper", "BUSYBOX"), ("empty", ""), ("none", "nosuch"), ("none-tag", "<none>"), ("double-star", "**"), ("brace", "{busybox,labels}"), ("my", "my/*"), ("app", "*/app")):
        c("list/reference-" + n, "reference=" + v, "GET", L + F(reference=v), ends=True)
    c("list/reference-two", "two references", "GET", L + F(reference=["busybox", "mongo-like:*"]), ends=True)
    c("list/reference-bad", "a pattern that is broken", "GET", L + F(reference="["))
    for n, p in (("unknown", F(nope="1")), ("bad-json", "?filters=x"), ("json-string", "?filters=" + q('"x"')), ("json-list", "?filters=" + q('["x"]')), ("dangling-value", F(dangling="maybe")), ("dangling-two", F(dangling=["true", "false"])), ("before-missing", F(before="nosuch")),
                 ("since-missing", F(since="nosuch:x")), ("before-two", F(before=["labels:1", "labels:2"])), ("until-bad", F(until="yesterday")), ("until-two", F(until=["1h", "2h"])), ("before-bad-ref", F(before="UPPER"))):
        c("list/bad-" + n, "GET /images/json" + urllib.parse.unquote(p), "GET", L + p)
    I = lambda s: "/images/%s/json" % s
    iid = r.id_of("busybox")
    tw = r.id_of(R + "/golden/twin:a")[7:]
    d = g.digest("library/busybox", "latest")
    c("inspect/by-name", "by name", "GET", I("busybox"))
    c("inspect/multi", "an index", "GET", I(R + "/library/multiarch:latest"))
    c("inspect/mongo-like", "entrypoint, ports, volumes", "GET", I("mongo-like:4.2.6"))
    c("inspect/manifests", "manifests=1", "GET", I(R + "/library/multiarch:latest") + "?manifests=1")
    c("inspect/manifests-single", "manifests=1 of a single-platform image", "GET", I("busybox") + "?manifests=1", ends=True)
    P = lambda **kw: "?platform=" + q(js(kw))
    c("inspect/platform-right", "platform that is there", "GET", I(R + "/library/multiarch") + P(os="linux", architecture="amd64"))
    c("inspect/platform-absent", "platform in the index, not pulled", "GET", I(R + "/library/multiarch") + P(os="linux", architecture="arm64"))
    c("inspect/platform-none", "platform that the index lacks", "GET", I(R + "/library/multiarch") + P(os="linux", architecture="ppc64le"))
    c("inspect/platform-single-wrong", "another platform of a single-platform image", "GET", I("busybox") + P(os="linux", architecture="arm64"))
    c("inspect/platform-string", "platform no JSON", "GET", I("busybox") + "?platform=linux/amd64")
    c("inspect/platform-os-only", "platform without architecture", "GET", I("busybox") + P(os="linux"))
    c("inspect/platform-empty", "platform={}", "GET", I("busybox") + P())
    c("inspect/platform-variant-only", "platform with variant only", "GET", I("busybox") + P(variant="v8"))
    c("inspect/platform-and-manifests", "both", "GET", I("busybox") + P(os="linux", architecture="amd64") + "&manifests=1")
    for n, s in (("full-id", iid), ("hex-id", iid[7:]), ("short-id", iid[7:19]), ("short-id-8", iid[7:15]), ("short-id-5", iid[7:12]), ("short-id-4", iid[7:11]), ("short-id-3", iid[7:10]), ("short-id-1", iid[7:8]), ("prefixed-short", iid[:19]), ("with-tag", "busybox:latest"), ("canonical", "docker.io/library/busybox:latest"),
                 ("library", "library/busybox"), ("encoded", "library%2Fbusybox%3Alatest"), ("digest", "busybox@" + d), ("registry-digest", R + "/library/busybox@" + d), ("digest-other-repo", "nosuch@" + d),
                 ("tag-and-digest", "busybox:latest@" + d), ("missing-tag-right-digest", "busybox:nosuch@" + d), ("digest-of-index", R + "/library/multiarch@" + g.digest("library/multiarch", "latest")), ("by-digest-only", R + "/library/labels@" + g.digest("library/labels", "6"))):
        c("inspect/name-" + n, "by " + n, "GET", I(s), ends=True)
    for n, s in (("missing", "nosuch"), ("missing-tag", "busybox:nosuch"), ("missing-host", R + "/library/nosuch:x"), ("missing-id", "0123456789ab"), ("missing-full-id", "sha256:" + "0" * 64), ("missing-digest", "busybox@sha256:" + "0" * 64),
                 ("ambiguous", tw[:4]), ("ambiguous-prefixed", "sha256:" + tw[:4]), ("upper", "BUSYBOX"), ("bad-tag", "busybox:!x"), ("bad-digest", "busybox@sha256:12"), ("upper-id", iid[7:19].upper()), ("none", "<none>"), ("space", "a%20b"), ("empty", "")):
        c("inspect/bad-" + n, "name: " + n, "GET", I(s))
    conf = json.loads(g.manifest("library/busybox", "latest")[2])["config"]["digest"]
    c("inspect/config-digest", "by the digest of the config", "GET", I(conf), ends=True)
    child = next((x["digest"] for x in json.loads(g.manifest("library/multiarch", "latest")[2])["manifests"] if x.get("platform", {}).get("architecture") == "amd64"), "")
    c("inspect/child-digest", "by the digest of an index's child", "GET", I(child), ends=True)
    H = lambda s: "/images/%s/history" % s
    c("history/by-name", "one layer", "GET", H("busybox"))
    c("history/labels", "config-only steps", "GET", H("labels:1"))
    c("history/multi", "an index", "GET", H(R + "/library/multiarch"))
    c("history/by-id", "by short id", "GET", H(iid[7:19]), ends=True)
    c("history/two-tags", "an image with more tags", "GET", H("my/app:v1"))
    c("history/missing", "missing", "GET", H("nosuch"))
    c("history/bad-ref", "bad reference", "GET", H("BUSYBOX"))
    c("history/platform-right", "platform", "GET", H(R + "/library/multiarch") + P(os="linux", architecture="amd64"))
    c("history/platform-absent", "platform not pulled", "GET", H(R + "/library/multiarch") + P(os="linux", architecture="arm64"))
    c("history/platform-wrong", "platform of another image", "GET", H("busybox") + P(os="linux", architecture="arm64"))
    c("history/platform-bad", "platform no JSON", "GET", H("busybox") + "?platform=linux")
    for n, p in (("default", ""), ("image", "?type=image"), ("verbose", "?verbose=1"), ("verbose-image", "?verbose=1&type=image")):
        c("df/filled-" + n, "system/df with the filled store", "GET", "/system/df" + p)
    saving(r)

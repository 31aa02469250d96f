"""Hostile images whose manifests or indexes are wrong."""
from evil_case import Case, GOOD, ZERO, f, whole
from oci import TYPES, js, sha


def manifests(root):
    """Cases whose manifests, indexes or configs are false."""
    def case(name, expect, what, make, **kw):
        if not whole(root, name):
            c = Case(root, name, expect, what, **kw)
            make(c)
            c.done()

    t = GOOD + f("x") + ZERO

    def conf(config, **kw):
        return lambda c: c.image([c.layer(t)], config=config(c) if callable(config) else config, **kw)

    def conf_of(c, **kw):
        return c.config([sha(t)], **kw)
    case("config-not-json", "reject", "the config is text", conf(b"this is not JSON"))
    case("config-empty", "reject", "the config has no bytes", conf(b""))
    case("config-null", "reject", "the config is null", conf(b"null"))
    case("config-array", "reject", "the config is an array", conf(b"[]"))
    case("config-object-empty", "reject", "the config is {}", conf(b"{}"))
    case("config-truncated", "reject", "the config is cut off", conf(lambda c: js(conf_of(c))[:-20]))
    case("config-trailing", "reject", "a second value follows the config", conf(lambda c: js(conf_of(c)) + b'{"os":"windows"}'))
    case("config-bom", "contain", "a byte order mark before the config", conf(lambda c: b"\xef\xbb\xbf" + js(conf_of(c))))
    case("config-utf16", "reject", "the config in UTF-16", conf(lambda c: js(conf_of(c)).decode().encode("utf-16")))
    case("config-bad-utf8", "contain", "bytes that are no UTF-8 in a string", conf(lambda c: js(conf_of(c, author="AUTHOR")).replace(b"AUTHOR", b"\xff\xfe")))
    for name, kw in (("os", {"os": 5}), ("created", {"created": "yesterday"}), ("env", {"config": {"Env": "PATH=/bin"}}), ("env-numbers", {"config": {"Env": [1, None, {}]}}), ("cmd", {"config": {"Cmd": {"a": 1}}}),
                     ("labels", {"config": {"Labels": ["a=b"]}}), ("label-values", {"config": {"Labels": {"a": 1, "b": None}}}), ("ports", {"config": {"ExposedPorts": ["80/tcp"]}}), ("history", {"history": {"a": 1}}),
                     ("history-items", {"history": ["x", 5]}), ("rootfs", {"rootfs": "layers"}), ("config", {"config": [1, 2]})):
        case("config-type-" + name, "reject", "wrong JSON type at " + name, conf(lambda c, kw=kw: conf_of(c, **kw)))
    case("config-rootfs-type", "contain", "rootfs type is not layers", conf(lambda c: conf_of(c, rootfs={"type": "layers+base", "diff_ids": [sha(t)]})))
    case("config-rootfs-none", "reject", "no rootfs", conf(lambda c: {k: v for k, v in conf_of(c).items() if k != "rootfs"}))
    case("config-diffids-fewer", "reject", "fewer diffIDs than layers", lambda c: c.image([c.layer(t), c.layer(t + ZERO)], config=c.config([sha(t)])))
    case("config-diffids-more", "reject", "more diffIDs than layers", conf(lambda c: c.config([sha(t), sha(t + ZERO), sha(t)])))
    case("config-history-fewer", "contain", "fewer history steps than layers", conf(lambda c: conf_of(c, history=[])))
    case("config-history-more", "contain", "more non-empty history steps than layers", conf(lambda c: conf_of(c, history=[{"created_by": str(i)} for i in range(50)])))
    case("config-deep", "reject", "JSON nested 200000 deep", conf(lambda c: js(conf_of(c, x="DEEP")).replace(b'"DEEP"', b"[" * 200000 + b"]" * 200000)))
    case("config-deep-objects", "reject", "objects nested 200000 deep", conf(lambda c: js(conf_of(c, x="DEEP")).replace(b'"DEEP"', b'{"a":' * 200000 + b"1" + b"}" * 200000)))
    case("config-huge", "contain", "a config of 32 MiB", conf(lambda c: conf_of(c, config={"Labels": {"k%07d" % i: "v" * 20 for i in range(900000)}})))
    case("config-numbers", "contain", "numbers beyond every type", conf(lambda c: js(conf_of(c, x="NUM")).replace(b'"NUM"', b"1e999999")))
    case("config-duplicate-keys", "contain", "every key twice, with other values", conf(lambda c: b'{"os":"windows","architecture":"z80",' + js(conf_of(c))[1:]))
    case("config-key-case", "contain", "keys in other case", conf(lambda c: js(conf_of(c)).replace(b'"rootfs"', b'"RootFS"').replace(b'"architecture"', b'"ARCHITECTURE"')))
    case("config-digest", "reject", "config's bytes are not what its digest says", lambda c: c.image([c.layer(t)], config_desc={"digest": c.lay.put(js(conf_of(c, author="other")), "sha256:" + "99" * 32)[0]}))
    case("config-size", "reject", "config's size is false", lambda c: c.image([c.layer(t)], config_desc={"size": 5}))
    case("config-missing", "reject", "the registry lacks the config", lambda c: c.image([c.layer(t)], config_desc={"digest": "sha256:" + "77" * 32}))
    case("config-type-artifact", "reject", "config media type of a Helm chart", lambda c: c.image([c.layer(t)], config_type="application/vnd.cncf.helm.config.v1+json"))
    case("config-os-windows", "reject", "an image for Windows, reached without an index", conf(lambda c: conf_of(c, os="windows")))
    case("config-arch-other", "contain", "an image for s390x, reached without an index", conf(lambda c: conf_of(c, architecture="s390x")))
    case("config-env-hostile", "accept", "environment and labels with newlines and terminal escapes", conf(lambda c: conf_of(c, config={"Env": ["A=1\nB=2", "=x", "NOEQ", "\x1b]0;title\x07"], "Labels": {"\x1b[31m": "\x1b[2J"}, "Cmd": ["/bin/hello"]})))

    def man(alter, **kw):
        return lambda c: c.image([c.layer(t)], manifest=alter, **kw)
    case("manifest-not-json", "reject", "the manifest is text", man(lambda m: b"<html>login</html>"))
    case("manifest-empty", "reject", "the manifest has no bytes", man(lambda m: b""))
    case("manifest-5mib", "reject", "a manifest of more than 4 MiB", man(lambda m: {**m, "annotations": {"pad": "x" * (5 << 20)}}))
    case("manifest-64mib", "reject", "a manifest of 64 MiB", man(lambda m: {**m, "annotations": {"pad": "x" * (64 << 20)}}))
    case("manifest-deep", "reject", "a manifest nested 200000 deep", man(lambda m: js({**m, "x": "DEEP"}).replace(b'"DEEP"', b"[" * 200000 + b"]" * 200000)))
    case("manifest-10000-layers", "contain", "one layer 10000 times", lambda c: (lambda x: c.image([x] * 10000))(c.layer(f("x") + ZERO)))
    case("manifest-128-layers", "contain", "128 layers: more than Docker mounts", lambda c: c.image([c.layer(f("f%d" % i) + ZERO) for i in range(128)]))
    case("manifest-500-layers", "contain", "500 layers", lambda c: c.image([c.layer(f("f%d" % i) + ZERO) for i in range(500)]))
    case("manifest-schema-3", "contain", "schemaVersion 3", man(lambda m: {**m, "schemaVersion": 3}))
    case("manifest-schema-none", "contain", "no schemaVersion", man(lambda m: {k: v for k, v in m.items() if k != "schemaVersion"}))
    case("manifest-no-config", "reject", "no config", man(lambda m: {k: v for k, v in m.items() if k != "config"}))
    case("manifest-no-layers", "reject", "no layers member, but diffIDs", man(lambda m: {k: v for k, v in m.items() if k != "layers"}))
    case("manifest-null-layer", "reject", "a layer that is null", man(lambda m: {**m, "layers": [None]}))
    case("manifest-layers-object", "reject", "layers is an object", man(lambda m: {**m, "layers": {"0": m["layers"][0]}}))
    case("manifest-both", "reject", "layers and manifests in one document", man(lambda m: {**m, "manifests": [{"mediaType": TYPES["oci"]["manifest"], "digest": "sha256:" + "11" * 32, "size": 5, "platform": {"os": "linux", "architecture": "amd64"}}]}))
    case("manifest-type-differs", "reject", "mediaType inside says index, Content-Type says manifest", man(lambda m: {**m, "mediaType": TYPES["oci"]["index"]}))
    case("manifest-content-type-text", "contain", "served as text/plain", man(None, media_type="text/plain"), )
    case("manifest-content-type-octets", "contain", "served as application/octet-stream", man(None, media_type="application/octet-stream"))
    case("manifest-type-unknown", "reject", "an unknown manifest media type", man(lambda m: {**m, "mediaType": "application/x-future"}, media_type="application/x-future"))
    case("manifest-digest-header", "contain", "Docker-Content-Digest of something else", man(None), serve={"digest": "sha256:" + "00" * 32})
    case("manifest-digest-header-none", "accept", "no Docker-Content-Digest", man(None), serve={"digest": None})
    case("manifest-digest-header-junk", "contain", "Docker-Content-Digest that is no digest", man(None), serve={"digest": "junk"})
    case("manifest-duplicate-keys", "contain", "config twice", man(lambda m: js(m)[:-1] + b',"config":{"mediaType":"x","digest":"sha256:' + b"11" * 32 + b'","size":1}}'))
    case("manifest-schema1", "contain", "an unsigned schema1 manifest", man(lambda m: {"schemaVersion": 1, "name": "x", "tag": "latest", "architecture": "amd64", "fsLayers": [{"blobSum": m["layers"][0]["digest"]}],
         "history": [{"v1Compatibility": "{\"id\":\"../../../../tmp/x\",\"os\":\"linux\"}"}]}, media_type="application/vnd.docker.distribution.manifest.v1+json"))

    amd64 = {"architecture": "amd64", "os": "linux"}
    IDX = TYPES["oci"]["index"]

    def index(entries, **extra):
        """entries: a function of the case and a good image's descriptor."""
        def make(c):
            good = c.image([c.layer(t)])
            e = entries(c, good)
            c.lay.tag("latest", e if isinstance(e, dict) else c.lay.put_json({"schemaVersion": 2, "mediaType": IDX, "manifests": e, **extra}, IDX))
        return make

    def nested(depth):
        def entries(c, good):
            x = {**good, "platform": amd64}
            for _ in range(depth):
                x = {**c.lay.put_json({"schemaVersion": 2, "mediaType": IDX, "manifests": [x]}, IDX), "platform": amd64}
            return {k: v for k, v in x.items() if k != "platform"}
        return entries

    def self_index(c, good):
        d = "sha256:" + "5e" * 32
        return c.lay.put_json({"schemaVersion": 2, "mediaType": IDX, "manifests": [{"mediaType": IDX, "digest": d, "size": 1000, "platform": amd64}]}, IDX, d)
    case("index-self", "reject", "an index that names itself (under a false digest)", index(self_index))
    case("index-nested-200", "contain", "200 indexes, one inside the other", index(nested(200)))
    case("index-nested-2", "contain", "an index in an index, platforms named", index(nested(2)))
    case("index-empty", "reject", "an index of nothing", index(lambda c, g: []))
    case("index-null", "reject", "an index of null", index(lambda c, g: [None]))
    case("index-no-match", "reject", "no entry for this platform", index(lambda c, g: [{**g, "platform": {"architecture": "mips64le", "os": "plan9"}}]))
    case("index-no-platform", "contain", "an entry with no platform", index(lambda c, g: [g]))
    case("index-child-missing", "reject", "the entry's manifest is not there", index(lambda c, g: [{**g, "digest": "sha256:" + "42" * 32, "platform": amd64}]))
    case("index-child-digest", "reject", "the entry's manifest is another document", index(lambda c, g: [{**g, "digest": c.lay.put(js({"schemaVersion": 2}), "sha256:" + "43" * 32)[0], "platform": amd64}]))
    case("index-child-size", "reject", "the entry's size is false", index(lambda c, g: [{**g, "size": 1, "platform": amd64}]))
    case("index-child-type", "contain", "the entry says index, the document is a manifest", index(lambda c, g: [{**g, "mediaType": IDX, "platform": amd64}]))
    case("index-platform-lies", "contain", "entry says amd64, config says arm64", index(lambda c, g: [{**c.image([c.layer(t)], config=c.config([sha(t)], architecture="arm64")), "platform": amd64}]))
    case("index-10000", "contain", "an index of 10000 entries, the right one last", index(lambda c, g: [{**g, "platform": {"architecture": "a%d" % i, "os": "linux"}} for i in range(9999)] + [{**g, "platform": amd64}]))
    case("index-layers-too", "reject", "manifests and layers in one document", index(lambda c, g: [{**g, "platform": amd64}], config={"mediaType": "x", "digest": "sha256:" + "11" * 32, "size": 1}, layers=[]))
    case("index-duplicates", "accept", "two entries for the same platform", index(lambda c, g: [{**g, "platform": amd64}, {**g, "digest": "sha256:" + "42" * 32, "platform": amd64}]))

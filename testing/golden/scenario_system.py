"""Cases of the system group, and of what is answered about things that are not there yet."""

from golden.run import q


def system(r):
    c = r.c
    c("system/ping-get", "GET /_ping", "GET", "/_ping")
    c("system/ping-head", "HEAD /_ping", "HEAD", "/_ping")
    c("system/ping-post", "_ping with another method", "POST", "/_ping")
    c("system/version", "GET /version", "GET", "/version")
    c("system/info", "GET /info, empty store", "GET", "/info")
    c("system/options", "OPTIONS of a known path", "OPTIONS", "/info")
    c("system/options-unknown", "OPTIONS of a path that nobody serves", "OPTIONS", "/no/such/path")
    c("system/unknown-path", "a path that nobody serves", "GET", "/nosuch")
    c("system/unknown-post", "the same by POST", "POST", "/nosuch")
    c("system/root", "the root", "GET", "/")
    c("system/wrong-method-delete", "DELETE of something that has only GET", "DELETE", "/info")
    c("system/wrong-method-get", "GET of something that has only POST", "GET", "/images/create")
    c("system/wrong-method-post", "POST of something that has only GET", "POST", "/images/json")
    c("system/wrong-method-head", "HEAD of something that has only GET", "HEAD", "/images/json")
    c("system/trailing-slash", "a slash too many at the end", "GET", "/images/json/")
    c("system/double-slash", "a slash too many within", "GET", "//images/json")
    c("system/dotdot", "a path with ..", "GET", "/images/../info")
    for n, p in (("too-old", "/v1.20"), ("below-min", "/v1.39"), ("zero", "/v0.1"), ("too-new", "/v1.99"), ("two", "/v2.0"), ("no-minor", "/v1"), ("three-parts", "/v1.44.1"),
                 ("letters", "/vabc"), ("no-v", "/1.44"), ("leading-zero", "/v1.044"), ("empty", "/v"), ("dots", "/v..."), ("mixed", "/v1.4a")):
        c("system/apiversion-" + n, "version prefix " + p, "GET", "/info" if n == "no-v" else "/_ping" if n == "ping" else "/volumes", once=True, prefix=p)
    c("system/apiversion-too-old-ping", "_ping under a version that is too old", "GET", "/_ping", once=True, prefix="/v1.20")
    c("system/apiversion-too-new-ping", "_ping under a version that is too new", "GET", "/_ping", once=True, prefix="/v1.99")
    c("system/apiversion-too-new-unknown", "unknown path under a version that is too new", "GET", "/nosuch", once=True, prefix="/v1.99")
    for n, p in (("default", ""), ("image", "?type=image"), ("container", "?type=container"), ("volume", "?type=volume"), ("build-cache", "?type=build-cache"),
                 ("two", "?type=image&type=volume"), ("unknown", "?type=nope"), ("empty-type", "?type="), ("verbose", "?verbose=1"), ("verbose-image", "?verbose=1&type=image")):
        c("df/empty-" + n, "system/df, empty daemon", "GET", "/system/df" + p)
    for n, p in (("no-filter", ""), ("all", "?all=1"), ("dangling", "?filters=" + q('{"dangling":["true"]}'))):
        c("list/empty-" + n, "no images", "GET", "/images/json" + p)
    c("prune/empty-default", "nothing to prune", "POST", "/images/prune")
    c("prune/empty-all", "nothing to prune, dangling=false", "POST", "/images/prune?filters=" + q('{"dangling":["false"]}'))
    for n, p in (("containers", "/containers/json?all=1"), ("volumes", "/volumes"), ("networks", "/networks"), ("plugins", "/plugins"), ("swarm", "/swarm"), ("services", "/services"),
                 ("nodes", "/nodes"), ("tasks", "/tasks"), ("secrets", "/secrets"), ("configs", "/configs"), ("unlockkey", "/swarm/unlockkey"), ("service-one", "/services/x"),
                 ("checkpoints", "/containers/x/checkpoints"), ("plugin-one", "/plugins/x/json")):
        c("other/get-" + n, "GET %s, nothing there" % p, "GET", p)
    for n, m, p, b in (("service-create", "POST", "/services/create", {"Name": "s", "TaskTemplate": {"ContainerSpec": {"Image": "busybox"}}}), ("swarm-leave", "POST", "/swarm/leave", None),
                       ("secret-create", "POST", "/secrets/create", {"Name": "s", "Data": "eA=="}), ("config-create", "POST", "/configs/create", {"Name": "s", "Data": "eA=="}),
                       ("node-delete", "DELETE", "/nodes/x", None), ("swarm-update", "POST", "/swarm/update?version=1", {})):
        c("other/" + n, "%s %s, no swarm manager" % (m, p), m, p, [], b)
    c("other/volumes-prune", "nothing to prune", "POST", "/volumes/prune")
    c("other/networks-prune", "nothing to prune", "POST", "/networks/prune")
    c("other/containers-prune", "nothing to prune", "POST", "/containers/prune")


def others(r):
    c = r.c
    c("volumes/missing", "missing", "GET", "/volumes/nosuch")
    c("volumes/list-bad", "unknown filter", "GET", "/volumes?filters=" + q('{"nope":["1"]}'))
    c("networks/bridge", "the predefined bridge", "GET", "/networks/bridge")
    c("networks/none", "the predefined none", "GET", "/networks/none")
    c("networks/missing", "missing", "GET", "/networks/nosuch")
    c("networks/list-bad", "unknown filter", "GET", "/networks?filters=" + q('{"nope":["1"]}'))
    c("containers/missing", "missing", "GET", "/containers/nosuch/json")
    c("containers/list-bad", "unknown filter", "GET", "/containers/json?filters=" + q('{"nope":["1"]}'))

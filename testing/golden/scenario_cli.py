"""Cases of the docker command line."""
import os, shutil, time

from golden.command import Cli
from golden.run import q
from golden.scenario_load import cli_loading
from golden.scenario_read import fill


def cli(r, name, path):
    r.v, r.prefix = "bare", ""
    r.reset()
    x = Cli(r, name, path)
    t, R, g = x.t, r.R, r.reg
    bb = R + "/library/busybox"
    t("version", "docker version", ["version"])
    t("version-format", "one field", ["version", "-f", "{{.Server.APIVersion}} {{.Server.MinAPIVersion}}"])
    t("version-json", "as JSON", ["version", "--format", "json"])
    t("info", "docker info, empty daemon", ["info"])
    t("info-format", "one field", ["info", "-f", "{{.Driver}} {{json .DriverStatus}} {{.IndexServerAddress}}"])
    t("info-bad-format", "a field that does not exist", ["info", "-f", "{{.Nope}}"])
    none = {"DOCKER_HOST": "unix:///var/run/nosuch.sock"}
    for n, a in (("ps", ["ps"]), ("version", ["version"]), ("info", ["info"]), ("images", ["images"]), ("pull", ["pull", "busybox"])):
        t("no-daemon-" + n, "the socket does not exist", a, env=none)
    t("no-daemon-tcp", "nothing listens there", ["ps"], env={"DOCKER_HOST": "tcp://127.0.0.1:1"})
    t("no-daemon-tcp-version", "nothing listens there", ["version"], env={"DOCKER_HOST": "tcp://127.0.0.1:1"})
    t("bad-host", "DOCKER_HOST that cannot be parsed", ["ps"], env={"DOCKER_HOST": "nope://x"})
    if os.getuid() == 0 and r.host.startswith("unix://"):
        t("permission-denied", "a user who may not open the socket", ["ps"], uid=65534, env={"HOME": "/nonexistent", "DOCKER_CONFIG": "/nonexistent"})
        t("permission-denied-version", "the same", ["version"], uid=65534, env={"HOME": "/nonexistent", "DOCKER_CONFIG": "/nonexistent"})
    t("api-version-too-old", "DOCKER_API_VERSION=1.20", ["ps"], env={"DOCKER_API_VERSION": "1.20"})
    t("api-version-too-new", "DOCKER_API_VERSION=1.99", ["ps"], env={"DOCKER_API_VERSION": "1.99"})
    t("unknown-command", "no such command", ["nosuch"])
    for n, a in (("images", ["images"]), ("images-q", ["images", "-q"]), ("images-json", ["images", "--format", "json"]), ("images-tree", ["images", "--tree"]), ("ps", ["ps", "-a"]), ("df", ["system", "df"]), ("df-v", ["system", "df", "-v"]), ("volume-ls", ["volume", "ls"]), ("network-ls", ["network", "ls"]),
                 ("image-prune", ["image", "prune", "-f"]), ("system-prune", ["system", "prune", "-f"])):
        t("empty-" + n, "nothing there", a)
    t("empty-images-tty", "nothing there, on a terminal", ["images"], tty=True)
    # pull
    t("pull", "a Docker Hub name (mirror), empty store", ["pull", "busybox"])
    t("pull-again", "the same again", ["pull", "busybox"])
    t("pull-q", "quiet", ["pull", "-q", "busybox"])
    t("pull-registry", "another registry, content is there", ["pull", bb + ":1.35"])
    t("pull-tty-again", "up to date, on a terminal", ["pull", "busybox"], tty=True)
    t("pull-a", "all tags", ["pull", "-a", R + "/library/labels"])
    t("pull-a-q", "all tags, quiet", ["pull", "-a", "-q", R + "/library/labels"])
    t("pull-a-tag", "all tags with a tag", ["pull", "-a", bb + ":latest"])
    t("pull-digest", "by digest", ["pull", R + "/library/labels@" + g.digest("library/labels", "6")])
    t("pull-tag-digest", "by tag and digest", ["pull", R + "/library/labels:6@" + g.digest("library/labels", "6")])
    t("pull-missing-tag", "no such tag", ["pull", bb + ":nosuch"])
    t("pull-missing-repo", "no such repository", ["pull", R + "/library/nosuch"])
    t("pull-missing-q", "the same, quiet", ["pull", "-q", R + "/library/nosuch"])
    t("pull-missing-tty", "the same, on a terminal", ["pull", R + "/library/nosuch"], tty=True)
    t("pull-missing-hub", "no such image; the Hub is out of reach (message depends on the machine)", ["pull", "nosuch"])
    t("pull-bad-ref", "bad reference", ["pull", "UPPER"])
    t("pull-scratch", "the reserved name", ["pull", "scratch"])
    t("pull-no-args", "no arguments", ["pull"])
    t("pull-two-args", "two arguments", ["pull", "a", "b"])
    t("pull-bad-flag", "unknown flag", ["pull", "--nosuch", "a"])
    t("pull-help", "help", ["pull", "--help"])
    t("pull-platform", "another platform of an index", ["pull", "--platform", "linux/arm64", R + "/library/multiarch"])
    t("pull-platform-missing", "a platform that the index lacks", ["pull", "--platform", "linux/ppc64le", R + "/library/multiarch"])
    t("pull-platform-bad", "no platform", ["pull", "--platform", "nope", R + "/library/multiarch"])
    t("pull-platform-single", "another platform of a single-platform image", ["pull", "--platform", "linux/arm64", "mongo-like:4.2.6"])
    t("pull-multi", "then this machine's", ["pull", R + "/library/multiarch"])
    t("pull-windows", "a Windows image", ["pull", R + "/nanoserver"])
    t("pull-helm-chart", "no image", ["pull", R + "/library/helm-chart:0.1.0"])
    t("pull-schema1", "schema 1", ["pull", R + "/library/encodings:v2s1"])
    t("pull-refused", "nothing listens there", ["pull", "127.0.0.1:1/a/b"])
    for n in ("denied", "unauthorized", "toomany", "html502", "manifestunknown"):
        t("pull-registry-" + n, "the registry answers so", ["pull", r.OD + "/" + n + "/x"])
    if r.AU:
        t("pull-auth", "credentials needed", ["pull", r.AU + "/library/busybox"])
    if r.EV:
        t("pull-evil-layer-digest", "a layer that is not what its digest says", ["pull", r.EV + "/layer-digest"])
    t("pull-six-layers-tty", "redis, six layers, on a terminal", ["pull", R + "/library/redis"], tty=True)
    r.raw("DELETE", "/images/%s/library/redis?force=1" % R)
    time.sleep(1)
    t("pull-six-layers", "redis, six layers", ["pull", R + "/library/redis"])
    for i in (R + "/library/redis", R + "/nanoserver", R + "/library/helm-chart:0.1.0"):
        r.raw("DELETE", "/images/%s?force=1" % i)
    # lists
    r.reset()
    fill(r)
    for n, a in (("plain", []), ("a", ["-a"]), ("q", ["-q"]), ("q-no-trunc", ["-q", "--no-trunc"]), ("digests", ["--digests"]), ("no-trunc", ["--no-trunc"]), ("repo", ["busybox"]), ("repo-tag", [bb + ":1.35"]), ("nosuch", ["nosuch"]), ("two-args", ["a", "b"]), ("bad-ref", ["UPPER"]),
                 ("filter-dangling", ["-f", "dangling=true"]), ("filter-dangling-q", ["-q", "-f", "dangling=true"]), ("filter-label", ["-f", "label=n=1"]), ("filter-reference", ["-f", "reference=*usy*"]), ("filter-since", ["-f", "since=labels:2"]), ("filter-before", ["-f", "before=labels:2"]),
                 ("filter-until", ["-f", "until=2024-03-01"]), ("filter-unknown", ["-f", "nope=1"]), ("filter-no-value", ["-f", "dangling"]), ("filter-bad-value", ["-f", "dangling=maybe"]), ("filter-missing", ["-f", "since=nosuch"]),
                 ("format-table", ["--format", "table"]), ("format-table-tmpl", ["--format", "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.Size}}"]), ("format-json", ["--format", "json"]), ("format-json-tmpl", ["--format", "{{json .}}"]), ("format-tmpl", ["--format", "{{.Repository}}:{{.Tag}} {{.ID}} {{.Digest}} {{.Containers}} {{.SharedSize}} {{.UniqueSize}}"]),
                 ("format-bad", ["--format", "{{.Nope}}"]), ("format-broken", ["--format", "{{"]), ("format-digests", ["--digests", "--format", "{{.Digest}}"]), ("tree", ["--tree"]), ("tree-a", ["--tree", "-a"]), ("tree-q", ["--tree", "-q"]), ("tree-filter", ["--tree", "-f", "label=n=1"])):
        t("images-" + n, "docker images " + " ".join(a), ["images"] + a)
    t("images-tty", "on a terminal", ["images"], tty=True)
    t("images-a-tty", "on a terminal", ["images", "-a"], tty=True)
    t("images-tree-tty", "on a terminal", ["images", "--tree"], tty=True)
    t("images-no-trunc-tty", "on a terminal", ["images", "--no-trunc"], tty=True)
    t("image-ls", "docker image ls", ["image", "ls"])
    t("image-ls-tty", "on a terminal", ["image", "ls"], tty=True)
    t("image-list-alias", "docker image list", ["image", "list"])
    iid = r.id_of("busybox")
    for n, a in (("plain", ["busybox"]), ("format", ["-f", "{{.Id}} {{.Os}}/{{.Architecture}}", "busybox"]), ("format-json", ["-f", "{{json .Config}}", "busybox"]), ("format-nope", ["-f", "{{.Nope}}", "busybox"]), ("format-broken", ["-f", "{{", "busybox"]), ("missing", ["nosuch"]), ("missing-tag", ["busybox:nosuch"]), ("two-one-missing", ["busybox", "nosuch"]),
                 ("format-missing", ["-f", "{{.Id}}", "nosuch"]), ("format-two-one-missing", ["-f", "{{.Id}}", "nosuch", "busybox"]), ("platform", ["--platform", "linux/arm64", "busybox"]), ("bad-ref", ["UPPER"]), ("no-args", []), ("short-id", ["-f", "{{.Id}}", iid[7:15]])):
        t("image-inspect-" + n, "docker image inspect " + " ".join(a), ["image", "inspect"] + a)
    for n, a in (("format", ["-f", "{{.Id}}", "busybox"]), ("type-image", ["--type", "image", "-f", "{{.Id}}", "busybox"]), ("type-container", ["--type", "container", "busybox"]), ("type-bad", ["--type", "nope", "busybox"]), ("missing", ["nosuch"]), ("missing-typed", ["--type", "image", "nosuch"]), ("two-one-missing", ["-f", "{{.Id}}", "busybox", "nosuch"])):
        t("inspect-" + n, "docker inspect " + " ".join(a), ["inspect"] + a)
    for n, a in (("plain", ["labels:1"]), ("no-trunc", ["--no-trunc", "labels:1"]), ("q", ["-q", "labels:1"]), ("q-no-trunc", ["-q", "--no-trunc", "labels:1"]), ("format-json", ["--format", "json", "labels:1"]), ("format-table", ["--format", "table {{.ID}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}", "labels:1"]), ("no-human", ["-H=false", "labels:1"]), ("missing", ["nosuch"]), ("multi", [R + "/library/multiarch"]), ("platform", ["--platform", "linux/arm64", R + "/library/multiarch"])):
        t("history-" + n, "docker history " + " ".join(a), ["history"] + a)
    t("history-tty", "on a terminal", ["history", "labels:1"], tty=True)
    t("df", "docker system df", ["system", "df"])
    t("df-v", "docker system df -v", ["system", "df", "-v"])
    t("df-json", "as JSON lines", ["system", "df", "--format", "json"])
    t("df-format", "template", ["system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}}"])
    # tag and rmi
    r.reset()
    for i, tg in (("busybox", "latest"), ("labels", "1"), ("labels", "2"), ("labels", "5")):
        r.pull(i, tg)
    for n, a in (("ok", ["busybox", "my/app:v1"]), ("no-tag", ["busybox", "my/app"]), ("missing", ["nosuch", "a"]), ("bad", ["busybox", "UPPER"]), ("bad-tag", ["busybox", "a:!"]), ("digest", ["busybox", "a@sha256:" + "1" * 64]), ("one-arg", ["busybox"]), ("algorithm", ["busybox", "sha256:abc"])):
        t("tag-" + n, "docker tag " + " ".join(a), ["tag"] + a)
    for n, a in (("one-of-many", ["my/app:v1"]), ("by-id-conflict", [iid[7:19]]), ("missing", ["nosuch"]), ("missing-f", ["-f", "nosuch"]), ("bad-ref", ["UPPER"]), ("no-args", []), ("last", ["labels:1"]), ("some-missing", ["labels:2", "nosuch", "nosuch2"]), ("missing-first", ["nosuch", "labels:5"]), ("by-id-force", ["-f", iid[7:19]])):
        t("rmi-" + n, "docker rmi " + " ".join(a), ["rmi"] + a)
    r.reset()
    r.pull("busybox", "latest")
    t("rmi-no-prune", "--no-prune", ["image", "rm", "--no-prune", "busybox"])
    # prune
    r.reset()
    fill(r)
    t("prune-n", "answered n", ["image", "prune"], stdin="n\n")
    t("prune-eof", "no answer", ["image", "prune"], stdin="")
    t("prune-n-tty", "answered n on a terminal", ["image", "prune"], stdin="n\n", tty=True)
    t("prune-bad-filter", "unknown filter", ["image", "prune", "-f", "--filter", "nope=1"])
    t("prune-until", "until", ["image", "prune", "-a", "-f", "--filter", "until=2001-01-01T00:00:00"])
    t("prune-y", "answered y", ["image", "prune"], stdin="y\n")
    t("prune-f-nothing", "nothing to prune", ["image", "prune", "-f"])
    t("prune-a-n", "-a, answered n", ["image", "prune", "-a"], stdin="n\n")
    t("prune-a-f", "-a -f", ["image", "prune", "-a", "-f"])
    t("system-prune-n", "answered n", ["system", "prune"], stdin="n\n")
    t("system-prune-a-volumes-n", "-a --volumes, answered n", ["system", "prune", "-a", "--volumes"], stdin="n\n")
    t("container-prune-n", "answered n", ["container", "prune"], stdin="n\n")
    t("volume-prune-n", "answered n", ["volume", "prune"], stdin="n\n")
    t("network-prune-n", "answered n", ["network", "prune"], stdin="n\n")
    t("builder-prune-f", "build cache", ["builder", "prune", "-f"])
    t("search", "the Hub is out of reach (message depends on the machine)", ["search", "foo"])
    t("search-no-args", "no arguments", ["search"])
    t("search-limit", "limit too high", ["search", "--limit", "200", "foo"])
    t("search-bad-filter", "unknown filter", ["search", "-f", "nope=1", "foo"])
    # credentials
    if r.AU:
        t("login-wrong", "wrong password", ["login", "-u", "tester", "-p", "no", r.AU])
        t("login-stdin-wrong", "wrong password by --password-stdin", ["login", "-u", "tester", "--password-stdin", r.AU], stdin="no")
        t("login-ok", "right password", ["login", "-u", "tester", "--password-stdin", r.AU], stdin="secret")
        t("pull-auth-ok", "then a pull", ["pull", "-q", r.AU + "/library/busybox"])
        t("logout", "logout", ["logout", r.AU])
        t("logout-again", "again", ["logout", r.AU])
    t("login-no-tty", "no user, no terminal", ["login", R])
    t("login-refused", "nothing listens there", ["login", "-u", "a", "-p", "b", "127.0.0.1:1"])
    t("login-two", "-p and --password-stdin", ["login", "-u", "a", "-p", "b", "--password-stdin", R], stdin="x")
    t("login-stdin-no-user", "--password-stdin without -u", ["login", "--password-stdin", R], stdin="x")
    # events
    time.sleep(1.05)
    t0 = str(int(time.time()))
    r.pull("labels", "1")
    r.raw("POST", "/images/labels:1/tag?repo=my/app&tag=v1")
    r.raw("DELETE", "/images/my/app:v1")
    r.raw("DELETE", "/images/labels:1")
    time.sleep(1.05)
    t1 = str(int(time.time()))
    s = [(t0, "<since>"), (t1, "<until>")]
    t("events", "pull, tag, untag, delete", ["events", "--since", t0, "--until", t1], subst=s)
    t("events-json", "as JSON", ["events", "--since", t0, "--until", t1, "--format", "json"], subst=s[:0])
    t("events-format", "template", ["events", "--since", t0, "--until", t1, "--format", "{{.Type}} {{.Action}} {{.Actor.ID}} {{.Actor.Attributes.name}}"], subst=s)
    t("events-filter", "by event", ["events", "--since", t0, "--until", t1, "--filter", "event=tag"], subst=s)
    t("events-bad-filter", "unknown filter", ["events", "--since", t0, "--until", t1, "--filter", "nope=1"], subst=s)
    t("events-bad-since", "no time", ["events", "--since", "x", "--until", t1], subst=s)
    # save
    r.reset()
    r.pull("busybox", "latest")
    r.pull("labels", "1")
    t("save-tty", "to a terminal", ["save", "busybox"], tty=True)
    t("save-o", "to a file", ["save", "-o", os.path.join(x.tmp, "s.tar"), "busybox", "labels:1"])
    t("save-o-dir", "to a folder that does not exist", ["save", "-o", x.tmp + "/no/s.tar", "busybox"])
    t("save-missing", "missing", ["save", "-o", x.tmp + "/m.tar", "nosuch"])
    t("save-no-args", "no arguments", ["save"])
    cli_loading(r, t, x.tmp)
    # push
    r.pull("labels", "2")
    me = R + "/golden/cli-" + r.token
    for tag in ("1", "2"):
        r.raw("POST", "/images/labels:%s/tag?repo=%s&tag=%s" % (tag, q(me), tag))
    t("push", "to a new repository", ["push", me + ":1"])
    t("push-again", "again", ["push", me + ":1"])
    t("push-q", "quiet", ["push", "-q", me + ":1"])
    t("push-tty", "again, on a terminal", ["push", me + ":1"], tty=True)
    t("push-a", "all tags", ["push", "-a", me])
    t("push-a-tag", "all tags with a tag", ["push", "-a", me + ":1"])
    t("push-missing", "a tag that is not there", ["push", me + ":nosuch"])
    t("push-latest-missing", "no tag: latest, which is not there", ["push", me])
    t("push-digest", "a digest", ["push", me + "@sha256:" + "1" * 64])
    t("push-bad-ref", "bad reference", ["push", "UPPER"])
    r.raw("POST", "/images/labels:1/tag?repo=%s&tag=x" % q(r.OD + "/denied/x"))
    t("push-denied", "the registry refuses", ["push", r.OD + "/denied/x:x"])
    if r.AU:
        r.raw("POST", "/images/labels:1/tag?repo=%s&tag=x" % q(r.AU + "/golden/cli"))
        t("push-auth", "credentials needed", ["push", r.AU + "/golden/cli:x"])
    t("manifest-inspect", "client side", ["manifest", "inspect", "--insecure", R + "/library/multiarch:docker"])
    t("manifest-inspect-missing", "missing", ["manifest", "inspect", "--insecure", R + "/library/nosuch:x"])
    r.reset()
    shutil.rmtree(x.tmp, ignore_errors=True)

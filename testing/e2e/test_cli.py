"""berth and docker on the same store: the same lines, the same errors, the same exit codes."""
import re
import time
import unittest

from golden.terminal import Screen, with_pty
from harness.case import BerthTest, work
from harness.clients import Cli, berth, newest_docker

T = "{{.Repository}}:{{.Tag}} {{.ID}} {{.Digest}} {{.Size}} {{.CreatedAt}}"
READS = [
    ["images"], ["images", "-a"], ["images", "-q"], ["images", "--no-trunc"], ["images", "--digests"], ["images", "-q", "--no-trunc"], ["images", "busybox"], ["images", "labels:2"], ["images", "nosuch"], ["image", "ls"],
    ["images", "--format", "json"], ["images", "--format", "table"], ["images", "--format", T], ["images", "--format", "table {{.Repository}}\t{{.Tag}}"], ["images", "--format", "{{json .}}"],
    ["images", "--format", "{{.Nope}}"], ["images", "--format", "{{"], ["images", "-f", "nope=1"], ["images", "-f", "dangling"], ["images", "UPPER"], ["images", "a", "b"],
    *(["images", "--filter", f] for f in ("dangling=true", "dangling=false", "label=n=1", "label=n", "before=labels:2", "since=labels:1", "reference=label*:1", "until=2024-03-01", "since=nosuch")),
    ["inspect", "busybox"], ["inspect", "-f", "{{.Id}}", "busybox", "nosuch"], ["inspect", "nosuch"], ["inspect", "-f", "{{json .Config}}", "mongo-like:4.2.6"], ["inspect", "--type", "image", "busybox"],
    ["image", "inspect", "busybox", "labels:1"], ["image", "inspect", "-f", "{{.Id}} {{.Os}}/{{.Architecture}}", "busybox"], ["image", "inspect", "-f", "{{index .RepoTags 0}}", "labels:1"], ["image", "inspect", "nosuch"], ["image", "inspect"],
    ["image", "inspect", "-f", "{{range .RootFS.Layers}}{{println .}}{{end}}", "redis"], ["image", "inspect", "-f", "{{if .Config.Cmd}}{{join .Config.Cmd \" \"}}{{else}}none{{end}}", "redis"], ["image", "inspect", "-f", "{{.Nope}}", "busybox"],
    ["history", "redis"], ["history", "--no-trunc", "redis"], ["history", "-q", "redis"], ["history", "-H=false", "labels:1"], ["history", "--format", "json", "redis"], ["history", "--format", "{{.ID}} {{.Size}}", "redis"], ["history", "nosuch"], ["history"], ["image", "history", "redis"],
    ["system", "df"], ["system", "df", "-v"], ["system", "df", "--format", "json"], ["system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Size}} {{.Reclaimable}}"],
    ["version", "--format", "{{.Server.Version}} {{.Server.APIVersion}}"], ["info", "-f", "{{range .SecurityOptions}}{{println .}}{{end}}"], ["info", "-f", "{{.Images}} {{.Driver}} {{.OSType}}"], ["info", "-f", "{{json .RegistryConfig}}"],
    ["pull", "UPPER"], ["pull"], ["pull", "a", "b"], ["pull", "scratch"], ["tag", "nosuch", "a"], ["tag", "busybox", "UPPER"], ["tag", "busybox"], ["rmi", "nosuch"], ["rmi", "-f", "nosuch"], ["rmi"], ["rmi", "UPPER"],
    ["image", "prune", "-f", "--filter", "nope=1"], ["events", "--since", "x"], ["nosuch"], ["image", "nosuch"],
]
TERMINAL = [["images"], ["images", "--no-trunc"], ["history", "redis"], ["pull", "busybox"], ["system", "df"]]


class SameAsDocker(BerthTest):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version, path = newest_docker()
        cls.docker = Cli(path, cls.daemon.host, work("home"))
        cls.berth = berth(cls.daemon.host, work("home"))
        # the same question: berth knows newer versions of the API, whose answers have other members
        cls.berth.env["DOCKER_API_VERSION"] = cls.docker.ok("version", "-f", "{{.Client.DefaultAPIVersion}}").strip()
        for image in ("busybox:latest", "labels:1", "labels:2", "labels:3", "mongo-like:4.2.6", "redis:latest", "multiarch:latest"):
            cls.docker.ok("pull", "-q", image)
        cls.docker.ok("tag", "labels:3", "labels:2")

    def same(self, ours, theirs, what, ordered=True):
        order = (lambda x: x) if ordered else sorted
        lines = lambda s: order(plain(s).splitlines())
        self.assertEqual(theirs.code, ours.code, "%s: exit code; berth said %s" % (what, ours))
        self.assertEqual(lines(theirs.out), lines(ours.out), what)
        self.assertEqual(lines(theirs.err), lines(ours.err), what)

    def both(self, *args, **kw):
        self.same(self.berth.run(*args), self.docker.run(*args), " ".join(args), **kw)

    def test_whatReads(self):
        for args in READS:
            with self.subTest(command=" ".join(args)):
                # docker tells the names of one image in any order
                self.both(*args, ordered=args[0] != "images" and args[:2] != ["image", "ls"] and args != ["system", "df", "-v"])

    def test_whatIsSaidOfTheServer(self):
        """of the client each tells its own version, and of the language a server is written in its own tells more"""
        server = lambda cli, args: [line for line in plain(cli.ok(*args)).partition("Server:")[2].splitlines() if not re.match(" *(Go version|Java version|Git commit|Built):", line)]
        for args in (["version"], ["info"], ["system", "info"]):
            with self.subTest(command=" ".join(args)):
                self.assertEqual(server(self.docker, args), server(self.berth, args))
                self.assertGreater(len(server(self.berth, args)), 3)

    def test_tree(self):
        """docker 28 sorts and cuts the tree otherwise, and colours it into a pipe; the rows are the same"""
        rows = []
        for cli in (self.docker, self.berth):
            text = plain(re.sub(r"\x1b\[[0-9;]*m", "", cli.ok("images", "--tree")))
            rows.append(sorted(line.rstrip() for line in text.splitlines() if line and not re.search("WARNING|Info", line)))
        self.assertEqual(rows[0], rows[1])

    def test_onATerminal(self):
        for args in TERMINAL:
            with self.subTest(command=" ".join(args)):
                shown = []
                for cli in (self.docker, self.berth):
                    code, raw = with_pty([cli.program, *args], dict(cli.env, TERM="xterm"))
                    screen = Screen()
                    screen.feed(raw)
                    shown.append((code, plain(screen.text())))
                self.assertEqual(shown[0], shown[1])

    def test_pull(self):
        # layers that are being fetched are told in an order that depends on their speed
        for args in (["pull", "alpine"], ["pull", "alpine"], ["pull", "-q", "alpine"], ["pull", "alpine:nosuch"], ["pull", "-a", "labels"], ["pull", "--platform", "linux/arm64", "multiarch"], ["pull", "--platform", "linux/ppc64le", "multiarch"]):
            with self.subTest(command=" ".join(args)):
                theirs = self.docker.run(*args)
                if args[-1] == "alpine" and "Downloaded newer" in theirs.out:
                    self.docker.ok("rmi", "alpine")
                elif "Pull" in theirs.out:
                    theirs = self.docker.run(*args)   # both find it there
                self.same(self.berth.run(*args), theirs, " ".join(args), ordered=False)

    def test_tagRemoveAndPrune(self):
        for args in (["rmi", "mine/a:1"], ["rmi", "mine/a:1", "nosuch", "mine/a:2"], ["image", "rm", "mine/a:2"]):
            with self.subTest(command=" ".join(args)):
                results = []
                for cli in (self.docker, self.berth):
                    for tag in ("1", "2"):
                        self.assertEqual("", cli.ok("tag", "busybox", "mine/a:" + tag))
                    results.append(cli.run(*args))
                self.same(results[1], results[0], " ".join(args))
        for args in (["image", "prune", "-f"], ["image", "prune", "-a", "-f", "--filter", "label=n=3"], ["system", "prune", "-f"]):
            with self.subTest(command=" ".join(args)):
                results = []
                for cli in (self.docker, self.berth):
                    cli.ok("pull", "-q", "labels:3")
                    cli.ok("pull", "-q", "labels:2")
                    cli.ok("tag", "labels:3", "labels:2")
                    results.append(cli.run(*args))
                self.same(results[1], results[0], " ".join(args), ordered=False)

    def test_events(self):
        since = "%.3f" % time.time()
        self.docker.ok("tag", "busybox", "mine/e:1")
        self.docker.ok("rmi", "mine/e:1")
        until = "%.3f" % (time.time() + 0.01)
        for more in ([], ["--format", "json"], ["--format", "{{.Type}} {{.Action}} {{.Actor.Attributes.name}}"], ["--filter", "event=tag"]):
            self.both("events", "--since", since, "--until", until, *more)

    def test_questionsBeforePruning(self):
        for args in (["image", "prune"], ["image", "prune", "-a"], ["system", "prune"]):
            self.same(self.berth.run(*args, stdin="n\n"), self.docker.run(*args, stdin="n\n"), " ".join(args))


    def test_manifestLists(self):
        """each client puts its own list together; the same texts, and the same digest at the registry"""
        at = self.registry.plain + "/library/"
        list_ = lambda cli: "%s/mine/%s:1" % (self.registry.plain, "berth" if cli is self.berth else "docker")
        busybox, redis, children = at + "busybox", at + "redis:latest", self.registry.manifest("library/multiarch", "docker")[0]["manifests"]
        arm = "%smultiarch@%s" % (at, children[1]["digest"])
        for args in (
                ["create", "LIST", busybox, arm], ["create", "LIST", redis], ["create", "--amend", "LIST", redis, busybox], ["create", "LIST"], ["create", "UPPER", busybox],
                ["create", "LIST-no", at + "nosuch"], ["create", "LIST-no", at + "multiarch:docker"], ["create", "LIST-no", "UPPER"],
                ["annotate", "LIST", busybox, "--os", "linux", "--arch", "riscv64", "--os-features", "a,b", "--os-version", "1"], ["annotate", "LIST", arm, "--variant", "v9"],
                ["annotate", "LIST", at + "nosuch", "--os", "linux"], ["annotate", "LIST"], ["inspect", "LIST"], ["inspect", "-v", "LIST"], ["inspect", "LIST", busybox], ["inspect", "-v", "LIST", arm],
                ["inspect", "LIST", at + "nosuch"], ["inspect", busybox], ["inspect", "-v", busybox], ["inspect", "-v", at + "multiarch:docker"], ["inspect", at + "nosuch"], ["inspect", "UPPER"], ["inspect"],
                ["push", "LIST"], ["push", "--purge", "LIST"], ["push", "LIST"], ["push"], ["inspect", "LIST"], ["rm", "LIST"], ["create", "LIST", busybox], ["rm", "LIST", "LIST-no"], ["rm"]):
            with self.subTest(command=" ".join(args)):
                said = []
                for cli in (self.berth, self.docker):
                    named = [a.replace("LIST", list_(cli)) for a in args]
                    said.append(cli.run("manifest", *named, *(["--insecure"] if args[0] in ("create", "inspect", "push") else [])))
                self.same(*said, " ".join(args))


class OursOnly(BerthTest):
    """what docker has no word for"""
    flags = ("--undo-window", "1h")

    def setUp(self):
        self.reset()
        self.berth = berth(self.daemon.host, work("home"))

    def test_reflogAndRollback(self):
        self.berth.ok("pull", "-q", "labels:1")
        first = self.berth.ok("images", "-q", "--no-trunc", "labels:1").strip()
        self.berth.ok("pull", "-q", "labels:2")
        self.berth.ok("tag", "labels:2", "labels:1")
        history = self.berth.ok("image", "reflog", "labels:1")
        self.assertIn(first[7:19], history)
        self.assertEqual(2, len(re.findall(r"\b[0-9a-f]{12}\b", history)), history)
        self.berth.ok("image", "rollback", "labels:1")
        self.assertEqual(first, self.berth.ok("images", "-q", "--no-trunc", "labels:1").strip())

    def test_undoBringsARemovedImageBackWithItsNames(self):
        self.berth.ok("pull", "-q", "busybox")
        self.berth.ok("tag", "busybox", "mine/app:v1")
        self.berth.ok("rmi", "-f", self.berth.ok("images", "-q", "busybox").strip().splitlines()[0])
        self.assertEqual([], self.daemon.images())
        self.berth.ok("image", "undo")
        self.assertEqual(["busybox:latest", "mine/app:v1"], sorted(self.daemon.images()[0]["RepoTags"]))

    def test_dryRunRemovesNothing(self):
        self.berth.ok("pull", "-q", "busybox")
        shown = self.berth.ok("image", "prune", "-a", "-f", "--dry-run")
        self.assertIn("busybox:latest", shown)
        self.assertEqual(1, len(self.daemon.images()))
        wish = self.daemon.post("/images/prune?dry-run=1&filters=%7B%22dangling%22%3A%5B%22false%22%5D%7D").json()
        self.assertEqual(wish, self.daemon.post("/images/prune?filters=%7B%22dangling%22%3A%5B%22false%22%5D%7D").json())


def plain(text):
    """without what differs by the second, and by the program's own name"""
    text = re.sub(r"\b(docker|berth)\b", "<cli>", text.replace("Docker", "<cli>").replace("Berth", "<cli>"))
    text = re.sub(r"^SRun ", "Run ", text, flags=re.M)   # a slip of 28.2
    text = re.sub(r"(?:About |Less than )?(?:an?|\d+) (?:second|minute)s?(?: ago)?", "<ago>", text)
    return re.sub(r" {2,}", "  ", text)


if __name__ == "__main__":
    unittest.main()

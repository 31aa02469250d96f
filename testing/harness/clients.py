"""Command line clients with a home of their own."""
import base64
import collections
import json
import os
import pathlib
import shutil
import subprocess

from harness.daemon import BERTH, environment
from harness.processes import CLEAN_PATH

Result = collections.namedtuple("Result", "code out err")


class Cli:
    """docker, berth or another program, pointed at a daemon"""

    def __init__(self, program, host, home):
        self.program = str(program)
        home.mkdir(parents=True, exist_ok=True)
        self.env = environment(HOME=str(home), DOCKER_CONFIG=str(home / ".docker"), DOCKER_HOST=host, BERTH_HOST=host, TERM="dumb", COLUMNS="200")

    def knows(self, registry, user, password):
        """credentials, as a login would leave them"""
        file = pathlib.Path(self.env["DOCKER_CONFIG"], "config.json")
        config = json.loads(file.read_text()) if file.exists() else {"auths": {}}
        config["auths"][registry] = {"auth": base64.b64encode(("%s:%s" % (user, password)).encode()).decode()}
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(config))

    def run(self, *args, stdin="", timeout=120, **env):
        done = subprocess.run([self.program, *args], input=stdin, capture_output=True, text=True, errors="replace", timeout=timeout, env=dict(self.env, **env), check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    def ok(self, *args, **kw):
        """standard output of a command that must succeed"""
        r = self.run(*args, **kw)
        if r.code != 0:
            raise AssertionError("%s %s: exit code %d\n%s%s" % (os.path.basename(self.program), " ".join(args), r.code, r.out[-2000:], r.err[-2000:]))
        return r.out

    def lines(self, *args, **kw):
        return self.ok(*args, **kw).splitlines()

    def begin(self, *args):
        """a command that goes on in the background"""
        return subprocess.Popen([self.program, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env)


def dockers():
    """version to path of the docker CLIs at hand: Debian's, and every other one on PATH"""
    found = {}
    for folder in ["/usr/bin", *os.environ.get("PATH", "").split(":"), *CLEAN_PATH.split(":")]:
        path = os.path.join(folder, "docker")
        if os.access(path, os.X_OK):
            version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.partition("version ")[2].partition(",")[0].partition("+")[0]
            found.setdefault(version, path)
    return found


def newest_docker():
    """(version, path)"""
    return max(dockers().items(), key=lambda x: [int(n) for n in x[0].split(".")])


def berth(host, home):
    return Cli(BERTH, host, home)


def all_clients(host, home):
    """name to client: every docker at hand, and berth"""
    found = {"docker " + version: Cli(path, host, home / version) for version, path in dockers().items()}
    return found | {"berth": berth(host, home / "berth")}


def compose():
    """the compose command at hand, as arguments after nothing: Debian's, or the newest docker's plugin"""
    path = shutil.which("docker-compose", path=CLEAN_PATH)
    return [path] if path else [newest_docker()[1], "compose"]

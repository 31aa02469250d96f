"""The daemon under test, on a socket and a data root of its own.

BERTH_TEST_DAEMON=dockerd runs Debian's dockerd instead: that a test of plain Engine behaviour passes there too shows that
the test asks for nothing that the real one would refuse.
"""
import os
import pathlib
import shutil
import signal

from harness.http import request
from harness.processes import CLEAN_PATH, Process, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("BERTH_TEST_BIN") or ROOT / "bin")   # of another build, to compare
BERTHD, BERTH = BIN / "berthd", BIN / "berth"
START_SECONDS = 60   # the machine may be busy; a first start also writes the class cache


def environment(**more):
    """little but what a service manager would give; JAVA_HOME is passed on, so that a chosen JDK is used"""
    env = {"PATH": CLEAN_PATH, "HOME": "/root", "LANG": "C.UTF-8", "TZ": "UTC"}
    env.update({k: os.environ[k] for k in ("JAVA_HOME", "HOME") if k in os.environ})
    return dict(env, **more)


class Engine:
    """Anything that answers the Engine API at a socket."""

    def __init__(self, host):
        self.host = host

    def do(self, method, path, body=None, headers=(), timeout=120, version=None):
        sent = [("Host", "docker"), ("User-Agent", "berth-test")] + list(headers)
        if body is not None or method in ("POST", "PUT"):
            sent.append(("Content-Length", str(len(body or b""))))
        return request(self.host, method, ("/v" + version if version else "") + path, sent, body, timeout)

    def get(self, path, **kw):
        return self.do("GET", path, **kw)

    def post(self, path, **kw):
        return self.do("POST", path, **kw)

    def delete(self, path, **kw):
        return self.do("DELETE", path, **kw)

    def ready(self):
        return self.get("/_ping", timeout=2).status == 200

    def pull(self, image, tag="latest", **kw):
        return self.post("/images/create?fromImage=%s&tag=%s" % (image, tag), **kw)

    def images(self):
        return self.get("/images/json?all=1").json()


class Daemon(Engine):
    program = "berthd"

    def __init__(self, root, *flags):
        self.root = pathlib.Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.data = self.root / "data"
        self.socket = self.root / "b.sock"
        self.log = self.root / "berthd.log"
        self.flags = flags
        self.java_options = ""
        self.process = None
        super().__init__("unix://%s" % self.socket)

    def argv(self):
        return [BERTHD, "-H", self.host, "--data-root", self.data, "--exec-root", self.root / "exec", "--pidfile", self.root / "berthd.pid", *self.flags]

    def start(self, wrapper=(), preexec=None):
        self.process = Process([*wrapper, *self.argv()], self.log, environment(BERTH_JAVA_OPTS=self.java_options), preexec=preexec)
        try:
            wait_until(self.ready, START_SECONDS, "%s answers at %s" % (self.program, self.host), self.process.alive)
        except AssertionError as e:
            self.process.kill()
            raise AssertionError("%s\n%s" % (e, self.process.tail())) from None
        return self

    def stop(self):
        """SIGTERM, and its exit code"""
        return self.process.terminate() if self.process else None

    def kill(self):
        """SIGKILL, as a power cut would end it, but with what the kernel still holds"""
        if self.process:
            self.process.kill()

    def pid(self):
        return int((self.root / "berthd.pid").read_text())

    def signal(self, number):
        os.kill(self.process.child.pid, number)

    def restart(self):
        self.stop()
        return self.start()

    def memory(self):
        """resident bytes now, and at most so far"""
        status = pathlib.Path("/proc/%d/status" % self.pid()).read_text()
        field = lambda name: int(status.split(name + ":")[1].split()[0]) * 1024
        return field("VmRSS"), field("VmHWM")

    def logged(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        if self.process and self.process.alive():
            try:
                self.stop()
            finally:
                self.process.kill()


class Dockerd(Daemon):
    """Debian's dockerd with a containerd of its own."""
    program = "dockerd"

    def argv(self):
        flags = [x for x in self.flags if not x.startswith("--undo-window")]
        return [shutil.which("dockerd", path=CLEAN_PATH), "-H", self.host, "--data-root", self.data, "--exec-root", self.root / "exec", "-p", self.root / "berthd.pid",
                "--bridge", "none", "--iptables=false", "--ip-forward=false", "--ip-masq=false", "--insecure-registry", "127.0.0.0/8", *flags]


def daemon(root, *flags):
    return (Dockerd if os.environ.get("BERTH_TEST_DAEMON") == "dockerd" else Daemon)(root, *flags)


SIGINT, SIGTERM = signal.SIGINT, signal.SIGTERM

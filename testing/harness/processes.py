"""Starting and ending programs, waiting, free ports."""
import os
import signal
import socket
import subprocess
import time

# Under nohup all that is started would ignore hangups as well; a handler is not inherited.
if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

CLEAN_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def wait_until(condition, seconds, what, alive=lambda: True):
    """the first true value of condition(); an AssertionError after so many seconds, or once alive() is false"""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if not alive():
            raise AssertionError("ended while waiting: " + what)
        if time.monotonic() > end:
            raise AssertionError("not within %g s: %s" % (seconds, what))
        time.sleep(0.02)


_given = set()


def free_ports(n):
    """n ports in a row that nobody listens on now and that were not given before, below the range that the kernel gives to clients"""
    for base in range(15600 + os.getpid() % 500 * 16, 32000, 16):
        if base in _given:
            continue
        held = []
        try:
            for i in range(n):
                s = socket.socket()
                held.append(s)
                s.bind(("127.0.0.1", base + i))
            _given.add(base)
            return list(range(base, base + n))
        except OSError:
            continue
        finally:
            for s in held:
                s.close()
    raise AssertionError("no %d free ports in a row" % n)


class Process:
    """A program in a process group of its own, whose output goes to a file."""

    def __init__(self, argv, log, env=None, cwd=None, preexec=None):
        self.log = log
        with open(log, "ab") as out:
            self.child = subprocess.Popen([str(x) for x in argv], stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=cwd,
                                          start_new_session=True, preexec_fn=preexec)

    def alive(self):
        return self.child.poll() is None

    def tail(self, size=3000):
        with open(self.log, "rb") as f:
            return f.read()[-size:].decode("utf-8", "replace")

    def terminate(self, seconds=30):
        """SIGTERM; the exit code as a shell tells it (143: died of SIGTERM)"""
        if self.alive():
            self.child.terminate()
        return self.wait(seconds)

    def wait(self, seconds=30):
        try:
            code = self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("did not end within %g s of being told\n%s" % (seconds, self.tail())) from None
        return code if code >= 0 else 128 - code

    def kill(self):
        """SIGKILL to the program and all that it started"""
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()

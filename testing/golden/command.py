"""Runs one command line of a docker CLI, with a clean home, and keeps what it printed."""
import os, re, subprocess, tempfile

from golden.terminal import Screen, with_pty


class Cli:
    def __init__(self, run, name, path):
        self.r, self.name, self.path = run, name, path
        self.tmp = tempfile.mkdtemp(prefix="golden-cli-")
        self.home = os.path.join(self.tmp, "home")
        os.makedirs(os.path.join(self.home, ".docker"))
        os.chmod(self.tmp, 0o755)
        run.pairs.insert(0, (self.tmp, "/tmp/files"))
        run.pairs.insert(0, (self.home, "/root"))
        self.env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": self.home, "DOCKER_CONFIG": self.home + "/.docker", "DOCKER_HOST": run.host,
                    "TERM": "xterm", "LANG": "C.UTF-8", "TZ": "UTC"}

    def t(self, name, what, args, stdin=None, tty=False, env=None, uid=None, subst=(), timeout=60):
        e = dict(self.env, **(env or {}))
        argv = [self.path] + list(args)
        shown = "docker " + " ".join(a if re.match(r"^[A-Za-z0-9_@%+=:,./-]+$", a) else "'" + a.replace("'", "'\\''") + "'" for a in args)
        if env:
            shown = " ".join("%s=%s" % (k, v) for k, v in env.items()) + " " + shown
        sec = {"cmd": shown + ("   (on a terminal)" if tty else "")}
        if tty:
            code, out = with_pty(argv, e, stdin, timeout)
            scr = Screen()
            scr.feed(out)
            raw = out.replace("\r\n", "\n").replace("\x1b", "\\e").replace("\r", "\\r").replace("\b", "\\b")
            if len(raw) > 6000:
                raw = raw[:3500] + "\n… (left out) …\n" + raw[-1500:]
            sec.update({"exit": str(code), "terminal": raw, "screen": scr.text()})
        else:
            def drop():
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            try:
                data = stdin.encode() if isinstance(stdin, str) else stdin
                p = subprocess.run(argv, input=data if data is not None else None, stdin=subprocess.DEVNULL if data is None else None, capture_output=True, env=e, timeout=timeout,
                                   cwd=self.tmp, preexec_fn=drop if uid else None)
                so, se, code = p.stdout, p.stderr, p.returncode
            except subprocess.TimeoutExpired as x:
                so, se, code = x.stdout or b"", x.stderr or b"", "timeout"
            text = lambda b: b.decode("utf-8", "backslashreplace").rstrip("\n")
            sec.update({"exit": str(code), "stdout": text(so), "stderr": text(se)})
        for k in ("cmd", "stdout", "stderr", "terminal", "screen"):
            for old, new in subst:
                if k in sec:
                    sec[k] = sec[k].replace(old, new)
        self.r.store.add("cli/" + name, what, self.name, sec)
        return sec

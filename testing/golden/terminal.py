"""A terminal of 120 by 40 for command line tools, and what is left on its screen."""
import fcntl, os, pty, re, select, signal, struct, termios, time


class Screen:
    """just enough of a terminal to say what is left on it: \\r, \\n, cursor up and down, clear line"""

    def __init__(self):
        self.lines, self.y, self.x = [[]], 0, 0

    def feed(self, s):
        i = 0
        while i < len(s):
            ch = s[i]
            m = re.compile(r"\x1b\[(\d*)(?:;\d+)*([A-Za-z])").match(s, i)
            if m:
                n = int(m[1] or 1)
                if m[2] == "A":
                    self.y = max(0, self.y - n)
                elif m[2] == "B":
                    self.y += n
                elif m[2] == "K":
                    self.line()[:] = [] if m[1] == "2" else self.line()[:self.x]
                i = m.end()
                continue
            if ch == "\n":
                self.y += 1
            elif ch == "\r":
                self.x = 0
            elif ch == "\b":
                self.x = max(0, self.x - 1)
            elif ch >= " ":
                line = self.line()
                line.extend(" " * (self.x + 1 - len(line)))
                line[self.x] = ch
                self.x += 1
            i += 1

    def line(self):
        while len(self.lines) <= self.y:
            self.lines.append([])
        return self.lines[self.y]

    def text(self):
        return "\n".join("".join(x).rstrip() for x in self.lines).rstrip("\n")


def with_pty(argv, env, stdin=None, timeout=60):
    """argv on a terminal of 120 by 40 (what `script -qec` would do); stdin: text typed"""
    pid, fd = pty.fork()
    if pid == 0:
        try:
            time.sleep(0.05)
            os.execve(argv[0], argv, env)
        finally:
            os._exit(127)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    out, end, typed = b"", time.time() + timeout, False
    while time.time() < end:
        ready, _, _ = select.select([fd], [], [], 0.3)
        if not ready and stdin is not None and not typed:
            os.write(fd, stdin.encode())
            typed = True
        if ready:
            try:
                data = os.read(fd, 65536)
            except OSError:
                break
            if not data:
                break
            out += data
    else:
        os.kill(pid, signal.SIGKILL)
    _, st = os.waitpid(pid, 0)
    os.close(fd)
    return os.waitstatus_to_exitcode(st), out.decode("utf-8", "replace")

"""What the benchmarks share: programs in control groups that count CPU and memory, medians, and tables."""
import datetime
import os
import pathlib
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "testing"))
RESULTS = TOP / "bench" / "RESULTS.md"
MIB = 1 << 20


class Group:
    """A control group of version 1 or 2. Programs enter it by `wrapper`; memory of None: no limit."""
    count = 0

    def __init__(self, memory=None):
        Group.count += 1
        name = "berth-bench-%d-%d" % (os.getpid(), Group.count)
        root = pathlib.Path("/sys/fs/cgroup")
        if (root / "cgroup.controllers").exists():
            (root / "cgroup.subtree_control").write_text("+memory +cpu")
            self.folders, self.limit, self.cpu_file = [root / name], "memory.max", "cpu.stat"
        else:
            self.folders, self.limit, self.cpu_file = [root / "memory" / name, root / "cpuacct" / name], "memory.limit_in_bytes", "cpuacct.usage"
        for folder in self.folders:
            folder.mkdir()
        if memory:
            (self.folders[0] / self.limit).write_text(str(memory))
        self.wrapper = ["/bin/sh", "-c", "".join("echo $$ >%s/cgroup.procs; " % f for f in self.folders) + 'exec "$@"', "sh"]

    def cpu(self):
        """seconds that its programs have used so far"""
        text = (self.folders[-1] / self.cpu_file).read_text()
        return int(text.split("usage_usec ")[1].split()[0]) / 1e6 if "usage_usec" in text else int(text) / 1e9

    def processes(self):
        return [int(p) for p in (self.folders[0] / "cgroup.procs").read_text().split()]

    def resident(self, field="VmRSS"):
        """bytes that its programs hold, or have held at most (VmHWM), without page cache"""
        total = 0
        for pid in self.processes():
            try:
                status = pathlib.Path("/proc/%d/status" % pid).read_text()
            except OSError:
                continue
            if field + ":" in status:
                total += int(status.split(field + ":")[1].split()[0]) * 1024
        return total

    def killed(self):
        """how often the limit ended a program in it"""
        for name in ("memory.oom_control", "memory.events"):
            file = self.folders[0] / name
            if file.exists():
                return int(file.read_text().split("oom_kill ")[1].split()[0])
        return 0

    def close(self):
        for folder in self.folders:
            try:
                folder.rmdir()
            except OSError:
                pass


def median(values):
    return statistics.median(values) if values else float("nan")


def percentile(values, p):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * p / 100))]


def table(head, rows):
    """a Markdown table; the first column to the left, the others to the right"""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows])


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="ascii", errors="replace") if line.startswith("model name")), "unknown processor")
    return "%d × %s, Linux %s, load %s" % (os.cpu_count(), model, os.uname().release, os.getloadavg()[0])


def publish(title, text, append):
    """prints the result and, when asked, appends it to RESULTS.md with date, commit and machine"""
    print("\n" + text, flush=True)
    if append:
        commit = subprocess.run(["git", "-C", TOP, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
        with open(RESULTS, "a", encoding="utf-8") as f:
            f.write("\n## %s, %s, %s\n\n%s\n\n%s\n" % (title, datetime.date.today(), commit, machine(), text))

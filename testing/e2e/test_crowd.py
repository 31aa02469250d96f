"""Sixty-four clients pull twenty images that share layers, at once, over a link that cuts, refuses and stalls."""
import collections
import os
import pathlib
import random
import re
import threading
import unittest

from harness.case import FULL, BerthTest, registries, work
from harness.processes import wait_until
from harness.registries import Proxy
from harness.servers import store_check
from harness.store import Store

CLIENTS = 64
IMAGES = ["redis:latest", "redis:7.0", "redis:oci", "debian:latest", "debian:bookworm-slim", "busybox:latest", "busybox:1.35", "mongo-like:4.2.6", "labels:1", "labels:2",
          "labels:3", "labels:4", "alpine:latest", "scratch-static:latest", "encodings:oci-gzip", "encodings:oci-zstd", "encodings:oci-mixed", "encodings:v2s2-sniff",
          "multiarch:latest", "tar-dialects:latest"]
CUT, STALL_SECONDS = 300_000, 45 if FULL else 3
STALL_MAX = 30             # --stall-timeout
MEMORY_MAX = 400 << 20
IDLE_SECONDS = 120   # until idle connections are closed and idle threads end
BLOB = re.compile(r"/blobs/(sha256:[0-9a-f]{64})$")


class Link:
    """Three proxies in a row before a registry, each with a fault of its own for a third of the blobs: one address."""

    FAULTS = [{"match": "/blobs/sha256:[0-4]", "stall": CUT, "stall_s": STALL_SECONDS}, {"match": "/(blobs|manifests)/sha256:[5-9]", "status": 503},
              {"match": "/blobs/sha256:[a-f]", "cut": CUT}]

    def __init__(self, upstream):
        self.proxies = []
        for _ in self.FAULTS:
            self.proxies.append(Proxy(self.proxies[-1].address if self.proxies else upstream, work("p")))
        self.front = self.proxies[-1]
        self.address = self.front.address

    def break_down(self):
        """from now on the first two requests for a path fail in the way of its third"""
        for proxy, faults in zip(self.proxies, self.FAULTS):
            proxy.faults(tries=2, **faults)

    def blob_requests(self, since):
        """digest to its GETs, as they left the daemon, after so many requests"""
        found = collections.defaultdict(list)
        for entry in self.front.log()[since:]:
            m = BLOB.search(entry["path"])
            if m and entry["method"] == "GET":
                found[m[1]].append(entry)
        return found

    def stop(self):
        for proxy in self.proxies:
            proxy.stop()


class Held:
    """What a process holds: threads by name, without the compiler's and the four of the disk, which begin when they are first needed; and
    what its descriptors are open for."""

    def __init__(self, pid):
        folder = pathlib.Path("/proc/%d" % pid)
        self.threads = collections.Counter(n for n in map(_comm, (folder / "task").iterdir()) if n and "Compiler" not in n and not re.fullmatch("disk-[0-3]", n))
        self.open = collections.Counter(re.sub(r"\d+", "N", t) if t.startswith(("socket:", "pipe:")) else t for t in map(_target, (folder / "fd").iterdir()) if t)

    def more_than(self, other):
        """in words; empty where it is no more"""
        threads, files = self.threads.total() - other.threads.total(), self.open - other.open
        return (["%d threads more: %s" % (threads, self.threads - other.threads)] if threads > 0 else []) + ["%s: %d more" % x for x in files.items()]


def _comm(task):
    try:
        return (task / "comm").read_text().strip()
    except OSError:
        return ""


def _target(fd):
    try:
        return os.readlink(fd)
    except OSError:
        return ""


def connections(address):
    """how many of this machine's clients are connected to a port of the loopback"""
    port = ":%04X" % int(address.rpartition(":")[2])
    rows = [line.split() for name in ("tcp", "tcp6") for line in pathlib.Path("/proc/net", name).read_text().splitlines()[1:]]
    return sum(row[2].endswith(port) and row[3] == "01" for row in rows)


def given_up(entry):
    """whether the daemon closed a connection that stood still for longer than it waits"""
    return STALL_SECONDS > STALL_MAX and entry["fault"] == "client gone" and BLOB.search(entry["path"])[1][len("sha256:")] in "01234"


class Crowd(BerthTest):
    def setUp(self):
        self.link = Link(self.registry.plain)
        self.addCleanup(self.link.stop)

    def at_once(self, images):
        """a client for each of them; their answers"""
        answers, start = [None] * len(images), threading.Barrier(len(images))

        def client(n, name, tag):
            start.wait()
            answers[n] = self.daemon.pull("%s/library/%s" % (self.link.address, name), tag, timeout=600)

        running = [threading.Thread(target=client, args=(n, *image.split(":"))) for n, image in enumerate(images)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        return answers

    def assertPulled(self, images):
        wrong = ["%s: %s" % (image, answer) for image, answer in zip(images, self.at_once(images)) if (answer.status, answer.message()) != (200, "")]
        self.assertEqual([], wrong)

    def held(self):
        return Held(self.daemon.pid())

    def test_everyPullEndsRightAndNothingIsLeft(self):
        self.assertPulled(["redis:latest", "tar-dialects:latest"] * (CLIENTS // 2))   # what a daemon that has worked holds is no leak
        self.reset()
        wait_until(lambda: connections(self.link.address) == 0, IDLE_SECONDS, "the first round's connections are closed")
        before, asked = self.held(), len(self.link.front.log())
        images = [IMAGES[n % len(IMAGES)] for n in range(CLIENTS)]
        random.Random(64).shuffle(images)
        self.link.break_down()

        self.assertPulled(images)

        self.assertEveryBlobCameOnce(asked)
        self.assertHoldsNoMoreThan(before)
        resident, peak = self.daemon.memory()
        self.assertLess(peak, MEMORY_MAX, "resident now: %d" % resident)
        self.assertEqual([], [tag for image in IMAGES for tag in ["%s/library/%s" % (self.link.address, image)] if self.daemon.get("/images/%s/json" % tag).status != 200])
        self.assertEqual({}, Store(self.daemon.data).ingested())
        self.daemon.stop()
        self.assertEqual("", store_check(self.daemon.data))

    def assertHoldsNoMoreThan(self, before):
        """once idle connections and threads have had their time"""
        try:
            wait_until(lambda: not self.held().more_than(before), IDLE_SECONDS, "the daemon is as it was")
        except AssertionError:
            self.assertEqual([], self.held().more_than(before))

    def assertEveryBlobCameOnce(self, since):
        self.assertGreater(len(self.link.blob_requests(since)), len(IMAGES))
        for digest, entries in self.link.blob_requests(since).items():
            destroyed = [e for e in entries if e["fault"] == "cut" or e["status"] == 503 or given_up(e)]
            self.assertEqual(1, len(entries) - len(destroyed), "%s: %s" % (digest, [(e["status"], e["range"], e["fault"], e["bytes"]) for e in entries]))


if __name__ == "__main__":
    unittest.main()

"""Asks a daemon again and again while a test loads it: requests that hold a thread must not starve the others."""
import threading

# requests run on virtual threads, which share this many real ones; with few, whatever holds one is soon missed
TWO_CARRIERS = "-Djdk.virtualThreadScheduler.parallelism=2 -Djdk.virtualThreadScheduler.maxPoolSize=2"
TICK = 0.1
STARVED = 15   # not a bound for speed: what waits this long waits for a thread that does not come


class Watchdog:
    def __init__(self, daemon, *paths):
        self.daemon, self.paths = daemon, paths or ("/_ping", "/version")
        self.ended, self.ticks, self.late = threading.Event(), 0, []
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self):
        while not self.ticks or not self.ended.wait(TICK):
            for path in self.paths:
                answer = self.daemon.get(path, timeout=STARVED)
                if answer.status != 200:
                    self.late.append("%s: %s" % (path, answer))
            self.ticks += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, *_):
        self.ended.set()
        self.thread.join(4 * STARVED)
        if kind is None and (self.late or self.thread.is_alive()):
            raise AssertionError("the daemon starved after %d ticks: %s" % (self.ticks, self.late[:5]))

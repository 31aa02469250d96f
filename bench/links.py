"""The ways to a registry that bench/pull measures: plain on the loopback, with TLS, and over a link that is slow to answer and cuts."""
from harness.case import registries, work
from harness.registries import Proxy

CUT, DELAY, RATE = 50_000_000, 0.05, 50_000_000   # bytes, seconds, bytes a second


class Plain:
    name, scheme, must_work = "plain", "http", True

    def __init__(self):
        self.address = registries().plain

    def begin(self):
        """the pull that is measured begins"""

    def sent(self):
        """bytes of blobs since then, where the link counts them"""
        return None

    def stop(self):
        pass


class Tls(Plain):
    name, scheme = "tls", "https"

    def __init__(self):
        self.address = registries().tls


class Bad(Plain):
    """50 ms before each answer, 50 MB/s a connection, and no connection carries more than 50 MB of a blob"""

    name, must_work = "bad", False

    def __init__(self):
        self.before = 0
        self.proxy = Proxy(registries().plain, work("p"))
        self.address = self.proxy.address
        self.proxy.faults(match=".", tries=0, cut=CUT, delay=DELAY, rate=RATE)

    def begin(self):
        self.before = self.proxy.blob_bytes()

    def sent(self):
        return self.proxy.blob_bytes() - self.before

    def stop(self):
        self.proxy.stop()


LINKS = {"plain": Plain, "tls": Tls, "bad": Bad}

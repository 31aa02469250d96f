"""Bodies of requests, as the proxy reads them."""
import time


class Limited:
    """The request's body: no more of the connection than its length, and less where it is to break off."""

    def __init__(self, f, n, faults=None):
        self.f, self.n, self.sent = f, n, 0
        self.cut = faults.cut_body if faults else None
        self.stall, self.stall_s = (faults.stall_body, faults.stall_s) if faults else (None, 0)

    def read(self, size=65536):
        if self.stall is not None and self.sent >= self.stall:
            time.sleep(self.stall_s)
            self.stall = None
        size = min(size if size > 0 else self.n, self.n)
        if self.cut is not None:
            if self.sent >= self.cut:
                raise ConnectionResetError("cut")
            size = min(size, self.cut - self.sent)
        b = self.f.read(size)
        if not b and self.n:
            raise ConnectionResetError("the client left")
        self.n -= len(b)
        self.sent += len(b)
        return b

    def __iter__(self):
        while b := self.read():
            yield b


class Chunks:
    def __init__(self, f):
        self.f, self.sent = f, 0

    def __iter__(self):
        while True:
            n = int(self.f.readline().split(b";")[0], 16)
            b = self.f.read(n)
            self.f.readline()
            if n == 0:
                return
            self.sent += n
            yield b

"""So many layers are on their way at a time, however many pulls want them; told by a registry that counts."""
import http.server
import threading
import unittest
import urllib.request

from harness.case import BerthTest, registries
from harness.processes import wait_until


class Counting:
    """Stands before a registry; holds every layer until it is told to let one go, and counts those that it holds."""

    def __init__(self, upstream, layers):
        self.upstream, self.layers = "http://" + upstream, layers
        self.lock, self.permits = threading.Lock(), threading.Semaphore(0)
        self.held = self.most = self.asked = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                if self.path.rpartition("/")[2] in outer.layers:
                    outer.hold()
                headers = {k: v for k, v in self.headers.items() if k in ("Accept", "Range")}
                with urllib.request.urlopen(urllib.request.Request(outer.upstream + self.path, headers=headers, method=self.command)) as reply:
                    self.send_response(reply.status)
                    for k, v in reply.getheaders():
                        self.send_header(k, v)
                    self.end_headers()
                    self.wfile.write(reply.read())

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hold(self):
        with self.lock:
            self.asked += 1
            self.held += 1
            self.most = max(self.most, self.held)
        self.permits.acquire()
        with self.lock:
            self.held -= 1

    def close(self):
        self.permits.release(1000)
        self.server.shutdown()
        self.server.server_close()


class Concurrency(BerthTest):
    IMAGES = ("redis", "debian", "alpine")

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        cls.layers = {layer["digest"] for image in cls.IMAGES for layer in cls.registry.manifest("library/" + image, "latest")[0]["layers"]}

    def most(self, limit, *flags):
        daemon = self.new_daemon(*flags).start()
        counting = Counting(self.registry.plain, self.layers)
        self.addCleanup(counting.close)
        answers = []
        pulls = [threading.Thread(target=lambda i=i: answers.append(daemon.pull("%s/library/%s" % (counting.address, i)))) for i in self.IMAGES]
        for pull in pulls:
            pull.start()
        wait_until(lambda: len(daemon.get("/berth/jobs").json()) == len(pulls), 60, "all pulls run")
        for done in range(len(self.layers)):
            wait_until(lambda n=done: counting.asked >= min(n + limit, len(self.layers)), 60, "as many as may run do")
            counting.permits.release()
        for pull in pulls:
            pull.join(60)
        self.assertEqual([""] * len(pulls), [a.message() for a in answers])
        return counting.most

    def test_threeLayersComeAtATimeForAllPullsTogether(self):
        self.assertEqual(3, self.most(3))

    def test_asManyAsTheFlagSays(self):
        self.assertEqual(1, self.most(1, "--max-concurrent-downloads", "1"))


if __name__ == "__main__":
    unittest.main()

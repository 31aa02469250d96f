"""Events reach a receiver: in order, all of them, whatever happens to it or to the daemon, and signed."""
import hashlib
import hmac
import http.server
import json
import os
import signal
import socket
import threading
import time
import unittest

from harness.case import registries, work
from harness.daemon import Daemon
from harness.processes import free_ports, wait_until
from harness.store import Store

KEY, TOKEN = "k3y-of-the-receiver", "Bearer t0ken-of-the-receiver"


class Receiver:
    """A server that notes what it is told; status is what it answers."""

    def __init__(self, port):
        self.port, self.status, self.told, self.headers, self.server = port, 200, [], [], None
        self.lock = threading.Lock()

    def start(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                body = self.rfile.read(size)
                if len(body) < size:   # the daemon was killed while it sent: nothing was told, nobody hears an answer
                    self.close_connection = True
                    return
                with receiver.lock:
                    if receiver.status < 300:
                        receiver.told.append(body)
                    receiver.headers.append(dict(self.headers))
                self.send_response(receiver.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        http.server.ThreadingHTTPServer.allow_reuse_address = True
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def events(self):
        """each once, in the order in which they came first"""
        with self.lock:
            rows = [row for body in self.told for row in json.loads(body)["events"]]
        return list({row["id"]: row for row in rows}.values())

    def actions(self):
        return [row["Action"] for row in self.events()]


class Webhooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.corpus = registries()

    def setUp(self):
        port, registry = free_ports(2)
        self.receiver = Receiver(port).start()
        self.addCleanup(self.receiver.stop)
        self.folder = work("h")
        self.secrets = self.folder / "secrets.json"
        self.secrets.write_text(json.dumps({"key": KEY, "headers": {"Authorization": TOKEN}}))
        self.secrets.chmod(0o600)
        self.own = "127.0.0.1:%d" % registry
        self.configure(self.hook())
        self.daemon = Daemon(work("d"), "--registry-mirror", "http://" + self.corpus.plain, "--config-file", self.folder / "daemon.json", "--registry-listen", self.own)
        self.addCleanup(self.daemon.__exit__)
        self.daemon.start()

    def hook(self, name="ci", path="/path-s3cret", **more):
        return dict({"name": name, "url": "http://127.0.0.1:%d%s" % (self.receiver.port, path), "secrets-file": str(self.secrets)}, **more)

    def configure(self, *hooks):
        (self.folder / "daemon.json").write_text(json.dumps({"berth": {"webhooks": hooks}}))

    def state(self):
        return self.daemon.get("/berth/webhooks").json()

    def logged(self):
        return self.daemon.get("/events?cursor=0&until=%d" % (time.time() + 1)).rows()

    def pull(self, name):
        answer = self.daemon.pull(name)
        self.assertEqual((200, ""), (answer.status, answer.message()), answer)

    def tag(self, n):
        self.assertEqual(201, self.daemon.post("/images/busybox/tag?repo=made&tag=t%d" % n).status)

    def up_to_date(self):
        wait_until(lambda: self.state()[0]["Behind"] == 0 and self.state()[0]["Failures"] == 0, 60, "the receiver has heard all")

    def complete(self):
        """what was told is what the log has, in its order"""
        self.up_to_date()
        logged = [(row["timeNano"], row["Action"]) for row in self.logged()]
        told = [(row["timeNano"], row["Action"]) for row in self.receiver.events()]
        self.assertEqual(logged, told)

    def test_whatHappensArrivesSignedAndInOrder(self):
        self.pull("busybox")
        self.tag(1)
        push = self.daemon.post("/images/%s/push?tag=1" % "made", headers=[("X-Registry-Auth", "e30=")])
        self.assertEqual(200, push.status)   # it fails in the stream: there is no such registry
        self.daemon.post("/images/busybox/tag?repo=%s/made&tag=1" % self.own)
        pushed = self.daemon.post("/images/%s/made/push?tag=1" % self.own, headers=[("X-Registry-Auth", "e30=")])
        self.assertEqual("", pushed.message(), pushed)
        self.assertEqual(200, self.daemon.delete("/images/made:t1").status)
        self.complete()
        for action in ("pull", "tag", "push", "untag"):
            self.assertIn(action, self.receiver.actions())
        for body, headers in zip(self.receiver.told, self.receiver.headers):
            good = "sha256=" + hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
            self.assertTrue(hmac.compare_digest(good, headers["Berth-Signature"]))
            self.assertNotEqual("sha256=" + hmac.new(KEY.encode(), body + b" ", hashlib.sha256).hexdigest(), headers["Berth-Signature"])
            self.assertEqual((TOKEN, "ci", "application/json"), (headers["Authorization"], headers["Berth-Webhook"], headers["Content-Type"]))
        row = self.receiver.events()[-1]
        self.assertLessEqual({"id", "Type", "Action", "Actor", "scope", "time", "timeNano", "cursor"}, set(row))
        self.assertNotIn("s3cret", self.daemon.logged() + json.dumps(self.state()))

    def test_receiverThatIsDownHearsAllWhenItIsBack(self):
        self.pull("busybox")
        self.up_to_date()
        self.receiver.stop()
        for n in range(150):
            self.tag(n)
        wait_until(lambda: self.state()[0]["Failures"] > 0, 30, "it fails")
        state = self.state()[0]
        self.assertIn("connection refused", state["LastError"].lower())
        self.assertEqual("http://127.0.0.1:%d/…" % self.receiver.port, state["Address"])
        metrics = self.daemon.get("/metrics").text()
        self.assertIn('berth_webhook_failures{webhook="ci"}', metrics)
        self.receiver.start()
        self.complete()
        self.assertIn('berth_webhook_behind{webhook="ci"} 0', self.daemon.get("/metrics").text())

    def test_refusalsAndRedirectsAreTriedAgainAndNotFollowed(self):
        self.pull("busybox")
        for status in (500, 302, 404):
            self.receiver.status = status
            before = len(self.receiver.headers)
            self.tag(status)
            wait_until(lambda: len(self.receiver.headers) >= before + 2, 60, "it is tried again")
        self.receiver.status = 204
        self.complete()

    def test_killedInBetweenNothingIsLost(self):
        self.pull("busybox")
        for n in range(4):
            self.receiver.status = 503 if n % 2 else 200
            for m in range(20):
                self.tag(100 * n + m)
            self.daemon.kill()
            self.receiver.status = 200
            self.daemon.start()
        self.complete()
        self.daemon.stop()
        self.assertEqual([], Store(self.daemon.data).faults())

    def test_hooksChangeOnReload(self):
        self.pull("busybox")
        self.complete()
        self.configure(self.hook(), self.hook("tags", "/tags", filters={"type": ["image"], "event": ["tag"]}))
        os.kill(self.daemon.pid(), signal.SIGHUP)
        wait_until(lambda: len(self.state()) == 2, 30, "the second hook is there")
        self.tag(1)
        wait_until(lambda: [h["Berth-Webhook"] for h in self.receiver.headers].count("tags") == 1, 30, "the second one is told")
        self.secrets.chmod(0o644)
        refused = self.daemon.post("/berth/registries/reload")
        self.assertEqual(400, refused.status)
        self.assertIn("chmod 600", refused.message())
        self.assertEqual(2, len(self.state()))
        self.secrets.chmod(0o600)
        self.configure()
        self.assertEqual(200, self.daemon.post("/berth/registries/reload").status)
        self.assertEqual([], self.state())

    def test_slowReceiverHoldsUpNobody(self):
        slow = free_ports(1)[0]
        with socket.create_server(("127.0.0.1", slow)):   # takes the connection and never answers
            self.configure({"name": "slow", "url": "http://127.0.0.1:%d/" % slow}, self.hook())
            self.assertEqual(200, self.daemon.post("/berth/registries/reload").status)
            self.pull("busybox")
            wait_until(lambda: self.state()[1]["Behind"] == 0, 30, "the other has heard all")
            self.assertIn("pull", self.receiver.actions())
            self.assertGreater(self.state()[0]["Behind"], 0)
            self.daemon.stop()


if __name__ == "__main__":
    unittest.main()

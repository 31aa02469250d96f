"""A plain HTTP/1.1 client for a daemon's socket (unix:// or tcp://), which sends exactly the headers that it is given."""
import http.client
import json
import re
import socket
import urllib.parse


class Connection(http.client.HTTPConnection):
    def __init__(self, host, timeout):
        super().__init__("docker", timeout=timeout)
        self.target = host

    def connect(self):
        if self.target.startswith("unix://"):
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(self.timeout)
            self.sock.connect(self.target[7:])
        else:
            url = urllib.parse.urlsplit(self.target)
            self.sock = socket.create_connection((url.hostname, url.port or 2375), self.timeout)


class Answer:
    """status 0: no answer came, and note says why; note also tells of an answer that was cut off."""

    def __init__(self, status, reason, headers, raw, note=""):
        self.status, self.reason, self.headers, self.raw, self.note = status, reason, headers, raw, note

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    def text(self):
        return self.raw.decode("utf-8", "replace")

    def json(self):
        try:
            return json.loads(self.raw)
        except ValueError:
            return None

    def rows(self):
        """the objects of a stream, whatever separates them"""
        return [json.loads(x) for x in re.split(r"[\r\n\x1e]+", self.text()) if x.startswith("{")]

    def message(self):
        """the error, be it the answer or the last row of a stream"""
        value = self.json()
        if isinstance(value, dict) and "message" in value:
            return value["message"]
        return next((row["error"] for row in self.rows() if "error" in row), "")

    def __repr__(self):
        return "%d %s %s %s" % (self.status, self.reason, self.note, self.text()[:600])


def request(host, method, path, headers=(), body=None, timeout=90):
    connection = Connection(host, timeout)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for k, v in headers:
            connection.putheader(k, v)
        try:
            connection.endheaders(body if body else None)
        except (BrokenPipeError, ConnectionResetError):
            pass   # an answer that came before the whole body was sent
        reply = connection.getresponse()
        note, raw = "", b""
        try:
            raw = reply.read()
        except (socket.timeout, TimeoutError):
            note = "timed out"
        except http.client.IncompleteRead as e:
            raw, note = e.partial, "connection cut"
        except OSError as e:
            note = "connection cut: " + type(e).__name__
        return Answer(reply.status, reply.reason, reply.getheaders(), raw, note)
    except (OSError, http.client.HTTPException) as e:
        return Answer(0, "", [], b"", "no answer: " + type(e).__name__)
    finally:
        connection.close()

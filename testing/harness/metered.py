"""A registry that counts: a loopback server before the corpus' registry that grants so many manifests, and an index to search."""
import base64
import collections
import http.client
import http.server
import json
import threading

HITS = [{"name": "redis", "description": "Redis is the world's\nfastest data platform for caching and more", "star_count": 13000, "is_official": True, "is_automated": False},
        {"name": "bitnami/redis", "description": "", "star_count": 300, "is_official": False, "is_automated": False}]


class Metered:
    """requests: (method, path) of each so far. Like Docker Hub it counts only GETs of manifests, for an address or a user.
    users: name to password; where there are any, nobody else gets something. slow: seconds from a question about a tag to its answer."""
    ADDRESS = "192.0.2.7"

    def __init__(self, upstream, limit=100, slow=0, users=None):
        self.limit, self.spent, self.requests, self.lock = limit, collections.Counter(), [], threading.Lock()
        self.users = {"Basic " + base64.b64encode(("%s:%s" % pair).encode()).decode(): pair[0] for pair in (users or {}).items()}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                who = outer.users.get(self.headers.get("Authorization")) if outer.users else outer.ADDRESS
                if who is None:
                    return self.answer(401, [("WWW-Authenticate", 'Basic realm="metered"')], b"")
                with outer.lock:
                    outer.requests.append((self.command, self.path))
                if self.path.startswith("/v1/search"):
                    return self.answer(200, [("Content-Type", "application/json")], json.dumps({"results": HITS}).encode())
                manifest = "/manifests/" in self.path
                if manifest and self.command == "GET":
                    outer.spent[who] += 1
                if manifest and outer.spent[who] > outer.limit:
                    body = {"errors": [{"code": "TOOMANYREQUESTS", "message": "You have reached your pull rate limit."}]}
                    return self.answer(429, [("Retry-After", "600"), *outer.budget(who)], json.dumps(body).encode())
                upstream_ = http.client.HTTPConnection(upstream, timeout=30)
                upstream_.request(self.command, self.path, headers={k: v for k, v in self.headers.items() if k.lower() in ("accept", "range")})
                reply = upstream_.getresponse()
                kept = [(k, v) for k, v in reply.getheaders() if k.lower() in ("content-type", "docker-content-digest", "link", "content-range", "docker-distribution-api-version")]
                length = reply.getheader("Content-Length")
                data = reply.read()
                if manifest and slow:
                    threading.Event().wait(slow)
                self.answer(reply.status, kept + (outer.budget(who) if manifest else []), data, length if self.command == "HEAD" else None)

            do_HEAD = do_GET

            def answer(self, status, headers, data, length=None):
                self.send_response(status)
                for k, v in headers:
                    self.send_header(k, v)
                self.send_header("Content-Length", length or str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def used(self):
        """by those without a name"""
        return self.spent[self.ADDRESS]

    @used.setter
    def used(self, count):
        self.spent[self.ADDRESS] = count

    def budget(self, who):
        return [("ratelimit-limit", "%d;w=21600" % self.limit), ("ratelimit-remaining", "%d;w=21600" % max(0, self.limit - self.spent[who])), ("docker-ratelimit-source", who)]

    def heads(self):
        return [p for m, p in self.requests if m == "HEAD"]

    def gets(self, part):
        return [p for m, p in self.requests if m == "GET" and part in p]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

"""Small registries of the scenario's own: one that misbehaves on request, a front for the hostile one, and a client."""
import hashlib, http.client, http.server, json, re, socket, socketserver, threading, time, urllib.parse


class Peek(http.server.BaseHTTPRequestHandler):
    """Answers a TLS hello as Go's server does, without which the containerd store does not fall back to plain HTTP."""
    protocol_version = "HTTP/1.1"

    def handle(self):
        try:
            if self.connection.recv(1, socket.MSG_PEEK) == b"\x16":
                self.connection.recv(4096)
                self.connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
                self.connection.shutdown(socket.SHUT_WR)
                self.connection.recv(4096)
                return
            super().handle()
        except OSError:
            pass

    def log_message(self, *a):
        pass

    def send(self, status, headers, data):
        self.send_response_only(status)
        for k, v in headers:
            self.send_header(k, v)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do(self):
        n = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(n) if n else b""
        self.answer()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do


class Front(Peek):
    upstream = None

    def answer(self):
        c = http.client.HTTPConnection(self.upstream, timeout=30)
        c.request(self.command, self.path, self.body or None, {k: v for k, v in self.headers.items() if k.lower() != "host"})
        r = c.getresponse()
        data = r.read()
        skip = {"content-length", "transfer-encoding", "connection", "date", "server"}
        h = [(k, v) for k, v in r.getheaders() if k.lower() not in skip]
        if self.command == "HEAD":
            self.send_response_only(r.status)
            for k, v in h + [("Content-Length", r.getheader("Content-Length") or "0")]:
                self.send_header(k, v)
            self.end_headers()
        else:
            self.send(r.status, h, data)


class Odd(Peek):
    """One repository for each way to say no."""
    def answer(self):
        host, path = self.headers.get("Host", ""), self.path.split("?")[0]
        err = lambda code, msg, detail=None: json.dumps({"errors": [{"code": code, "message": msg, "detail": detail}]}).encode()
        typ = [("Content-Type", "application/json")]
        if path == "/token":
            if "refuse" in self.path:
                return self.send(401, typ, b'{"details":"incorrect username or password"}')
            return self.send(200, typ, b'{"token":"t0","expires_in":300}')
        m = re.match(r"/v2/([a-z0-9]+)/", path)
        if path == "/v2/" or not m:
            return self.send(200 if path == "/v2/" else 404, typ, b"{}")
        repo = m[1]
        bearer = lambda realm, extra="": ("WWW-Authenticate", 'Bearer realm="http://%s/%s",service="odd",scope="repository:%s:pull"%s' % (host, realm, repo, extra))
        answers = {
            "denied": (403, typ, err("DENIED", "requested access to the resource is denied")),
            "unauthorized": (401, typ + [bearer("token", ',error="insufficient_scope"')], err("UNAUTHORIZED", "authentication required", [{"Type": "repository", "Class": "", "Name": repo, "Action": "pull"}])),
            "norealm": (401, typ, err("UNAUTHORIZED", "authentication required")),
            "tokenrefused": (401, typ + [bearer("token?refuse=1")], err("UNAUTHORIZED", "authentication required")),
            "nameunknown": (404, typ, err("NAME_UNKNOWN", "repository name not known to registry", {"name": repo})),
            "manifestunknown": (404, typ, err("MANIFEST_UNKNOWN", "manifest unknown", {"Tag": "latest"})),
            "html404": (404, [("Content-Type", "text/html")], b"<html><body>not found</body></html>"),
            # no pause: the next case asks this host about another repository
            "toomany": (429, typ + [("Retry-After", "0")], err("TOOMANYREQUESTS", "You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit")),
            "unsupported": (405, typ, err("UNSUPPORTED", "The operation is unsupported.")),
            "unavailable": (503, typ, err("UNAVAILABLE", "service unavailable")),
            "err500": (500, typ, err("UNKNOWN", "unknown error")),
            "teapot": (418, typ, err("SOMETHING", "a code that nobody knows")),
            "html502": (502, [("Content-Type", "text/html")], b"<html><body>Bad Gateway</body></html>"),
        }
        s, h, d = answers.get(repo, (404, typ, err("NAME_UNKNOWN", "repository name not known to registry")))
        self.send(s, h, d)

def serve(handler, **attrs):
    cls = type("H", (handler,), attrs)
    s = socketserver.ThreadingTCPServer(("127.0.0.1", 0), cls, bind_and_activate=False)
    s.allow_reuse_address, s.daemon_threads = True, True
    s.server_bind()
    s.server_activate()
    threading.Thread(target=s.serve_forever, daemon=True).start()
    return "127.0.0.1:%d" % s.server_address[1]


MANIFESTS = ",".join("application/vnd." + t for t in (
    "oci.image.index.v1+json", "oci.image.manifest.v1+json", "docker.distribution.manifest.list.v2+json",
    "docker.distribution.manifest.v2+json", "docker.distribution.manifest.v1+prettyjws"))


class Registry:
    def __init__(self, addr):
        self.addr = addr

    def do(self, method, path, body=None, headers=None):
        for _ in range(3):
            try:
                c = http.client.HTTPConnection(self.addr, timeout=30)
                c.request(method, path, body, headers or {})
                r = c.getresponse()
                return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
            except (http.client.HTTPException, ConnectionError):
                time.sleep(0.2)
        return 0, {}, b""

    def manifest(self, repo, ref):
        return self.do("GET", "/v2/%s/manifests/%s" % (repo, ref), None, {"Accept": MANIFESTS})

    def digest(self, repo, ref):
        return self.manifest(repo, ref)[1].get("docker-content-digest", "sha256:" + "0" * 64)

    def blob(self, repo, data):
        d = "sha256:" + hashlib.sha256(data).hexdigest()
        s, h, _ = self.do("POST", "/v2/%s/blobs/uploads/" % repo)
        loc = urllib.parse.urlsplit(h.get("location", ""))
        self.do("PUT", loc.path + "?" + (loc.query + "&" if loc.query else "") + "digest=" + d, data, {"Content-Type": "application/octet-stream"})
        return d

    def put(self, repo, tag, data, typ):
        return self.do("PUT", "/v2/%s/manifests/%s" % (repo, tag), data, {"Content-Type": typ})[0]

    def retag(self, src, ref, dst, tag):
        """copies a single-platform image to another name"""
        s, h, data = self.manifest(src, ref)
        m = json.loads(data)
        for x in [m["config"]] + m["layers"]:
            self.do("POST", "/v2/%s/blobs/uploads/?mount=%s&from=%s" % (dst, x["digest"], src))
        return self.put(dst, tag, data, h["content-type"])

    def twins(self, repo):
        """two images whose manifest digests, and whose config digests, begin with the same four digits"""
        if self.manifest(repo, "b")[0] == 200:
            return
        s, h, data = self.manifest("library/busybox", "latest")
        base = json.loads(data)
        layer = base["layers"][0]
        s, _, conf = self.do("GET", "/v2/library/busybox/blobs/" + base["config"]["digest"])
        conf, seen, pair = json.loads(conf), {}, None
        for i in range(100000):
            conf.setdefault("config", {})["Labels"] = {"twin": str(i)}
            raw = json.dumps(conf, separators=(",", ":"), ensure_ascii=False).encode()
            k = hashlib.sha256(raw).hexdigest()[:4]
            if k in seen:
                pair = (seen[k], raw)
                break
            seen[k] = raw
        self.do("POST", "/v2/%s/blobs/uploads/?mount=%s&from=library/busybox" % (repo, layer["digest"]))
        want = None
        for tag, raw in zip("ab", pair):
            d = self.blob(repo, raw)
            for i in range(2000000):
                m = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                     "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": d, "size": len(raw)},
                     "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": layer["digest"], "size": layer["size"]}],
                     "annotations": {"twin": str(i)}}
                mraw = json.dumps(m, separators=(",", ":"), ensure_ascii=False).encode()
                k = hashlib.sha256(mraw).hexdigest()[:4]
                if want in (None, k):
                    want = k
                    break
            self.put(repo, tag, mraw, m["mediaType"])

    def stable(self):
        """every digest that the corpus names: these are compared as they are"""
        out = set()

        def walk(repo, ref):
            s, h, data = self.manifest(repo, ref)
            if s != 200:
                return
            out.add(h.get("docker-content-digest", ""))
            m = json.loads(data)
            for c in m.get("manifests") or []:
                out.add(c["digest"])
                walk(repo, c["digest"])
            for x in (m.get("layers") or []) + ([m["config"]] if "config" in m else []):
                out.add(x["digest"])
            if "config" in m:
                out.update(re.findall(r"sha256:[0-9a-f]{64}", self.do("GET", "/v2/%s/blobs/%s" % (repo, m["config"]["digest"]))[2].decode("utf-8", "replace")))
        s, _, data = self.do("GET", "/v2/_catalog?n=1000")
        for repo in (json.loads(data or b"{}").get("repositories") or []):
            if repo.startswith(("golden/push", "golden/cli", "conformance/", "tiny/")):
                continue
            for t in json.loads(self.do("GET", "/v2/%s/tags/list" % repo)[2]).get("tags") or []:
                walk(repo, t)
        return out

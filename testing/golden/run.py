"""One recording: asks the daemon case by case and keeps what it answered."""
import base64, json, os, re, sys, time, urllib.parse

from golden.files import Store, body_text
from golden.registries import Front, Odd, Registry, serve
from harness.http import request

CANON = {"registry": "127.0.0.1:5600", "auth": "127.0.0.1:5601", "evil": "127.0.0.1:5650", "odd": "127.0.0.1:5690"}
ENDS = {"1.24", "1.40", "bare"}   # the versions of the cases that were recorded at the oldest and the newest only
q = lambda s: urllib.parse.quote(str(s), safe="")
js = lambda v: json.dumps(v, separators=(",", ":"), ensure_ascii=False)


class Run:
    def __init__(self, a):
        self.a, self.host = a, a.host
        self.R, self.AU = a.registry, a.auth_registry
        self.reg = Registry(self.R)
        self.OD = serve(Odd)
        self.EV = serve(Front, upstream=a.evil) if a.evil else None
        self.token = base64.b32encode(os.urandom(10)).decode().lower()[:12]
        self.pairs = []
        self.only = re.compile(a.only) if a.only else None
        info = request(self.host, "GET", "/info", [("Host", "docker")]).json() or {}
        self.info = info
        for m in a.map:
            old, _, new = m.partition("=")
            self.pairs.append((old, new))
        if info.get("DockerRootDir"):
            self.pairs.append((info["DockerRootDir"], "/var/lib/docker"))
        if self.host.startswith("unix://"):
            self.pairs.append((self.host[7:], "/var/run/docker.sock"))
        self.pairs += [(self.R, CANON["registry"]), (self.OD, CANON["odd"]), (info.get("KernelVersion") or "\0", "<kernel>")]
        if self.AU:
            self.pairs.append((self.AU, CANON["auth"]))
        if self.EV:
            self.pairs.append((self.EV, CANON["evil"]))
        self.hostname = info.get("Name") or "\0"
        self.reg.twins("golden/twin")
        self.reg.retag("library/labels", "1", "golden/moved", "latest")
        self.keep = self.reg.stable()
        self.store = Store(a.out, self.keep, self.subst)

    def subst(self, s):
        for old, new in self.pairs:
            s = s.replace(old, new).replace(q(old), q(new))
        s = s.replace(self.token, "x")
        s = re.sub(r'("Name": ?|"Hostname": ?|Name: )"?%s"?(?=[,\n]|$)' % re.escape(self.hostname), lambda m: m[1] + ('"<host>"' if '"' in m[0][len(m[1]):] else "<host>"), s)
        s = re.sub(r"on \d+\.\d+\.\d+\.\d+:53: (dial udp|read udp) .*?:53", r"on <dns>: \1 <dns>", s)
        s = re.sub(r"extract-\d+-\S{4}", "extract-<n>", s)
        s = re.sub(r"containerd-mount\d+", "containerd-mount<n>", s)
        s = re.sub(r"/snapshots/\d+/", "/snapshots/<n>/", s)
        s = re.sub(r"(docker-import-|docker-builder|golden-cli-|GetImageBlob)\w+", r"\1<n>", s)
        return re.sub(r"\b%s\b" % re.escape(os.environ.get("HOME", "/root") + "/nosuch"), "/root", s)

    # ---- requests

    def raw(self, method, path, headers=(), body=None, timeout=90):
        return request(self.host, method, self.prefix + path, [("Host", "docker"), ("User-Agent", "golden/1")] + list(headers) +
                       ([("Content-Length", str(len(body)))] if body is not None else ([("Content-Length", "0")] if method in ("POST", "PUT") else [])), body, timeout)

    def c(self, name, what, method, path, headers=(), body=None, shown=None, ends=False, once=False, prefix=None, timeout=90, since=None):
        """one case. ends: only at the versions of ENDS; once: only bare; prefix: instead of /v{version}"""
        if once and self.v != "bare":
            return None
        if self.only and not self.only.search(name):
            if method == "GET":
                return None
        headers = list(headers)
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.append(("Content-Type", "application/json"))
        elif isinstance(body, str):
            body = body.encode()
        full = (self.prefix if prefix is None else prefix) + path
        sent = [("Host", "docker"), ("User-Agent", "golden/1")] + headers
        if body is not None:
            sent.append(("Content-Length", str(len(body))))
        elif method in ("POST", "PUT"):
            sent.append(("Content-Length", "0"))
        a = request(self.host, method, full, sent, body, timeout)
        if ends and self.v not in ENDS:
            return a
        if self.only and not self.only.search(name):
            return a
        req = "%s %s HTTP/1.1\n" % (method, "/v{version}" + path if prefix is None else full)
        req += "\n".join("%s: %s" % (k, self.show_header(k, v)) for k, v in sent)
        if body:
            if shown is None:
                shown = body.decode("utf-8", "backslashreplace")
            req += "\n\n" + shown
        if since:
            req = req.replace(str(since[0]), "<since>").replace(str(since[1]), "<until>")
        kind, text = body_text(a, method)
        if since and kind.startswith("json"):
            text = text.replace("(%d)" % since[0], "(<since>)").replace("(%d)" % since[1], "(<until>)")
        resp = "HTTP/1.1 %d %s" % (a.status, a.reason) if a.status else a.note
        for k, v in a.headers:
            resp += "\n%s: %s" % (k, "<date>" if k.lower() == "date" else v.replace(self.prefix + "/", "/v{version}/") if k == "Location" and self.prefix else v)
        self.store.add("api/" + name, what, self.v, {"request": req, "response": resp, "kind": kind, "body": text})
        return a

    def show_header(self, k, v):
        if k == "X-Registry-Auth":
            try:
                return v + "   (" + base64.urlsafe_b64decode(v + "==").decode() + ")"
            except ValueError:
                return v
        return v

    def auth(self, user="tester", pw="secret", server=None, **more):
        d = {"username": user, "password": pw, "serveraddress": server or self.AU}
        d.update(more)
        return ("X-Registry-Auth", base64.urlsafe_b64encode(json.dumps(d).encode()).decode())

    # ---- state

    def reset(self):
        p, self.prefix = getattr(self, "prefix", ""), ""
        for _ in range(4):
            rows = self.raw("GET", "/images/json?all=1").json() or []
            if not rows:
                break
            for x in rows:
                self.raw("DELETE", "/images/%s?force=1" % x["Id"])
        self.prefix = p

    def pull(self, image, tag=None, **kw):
        extra = "".join("&%s=%s" % (k, q(v)) for k, v in kw.items())
        a = self.raw("POST", "/images/create?fromImage=%s%s%s" % (q(image), "&tag=" + q(tag) if tag else "", extra))
        if a.status != 200 or b"errorDetail" in a.raw:
            print("   could not prepare %s:%s: %s" % (image, tag, a.raw[-200:]), file=sys.stderr)
        return a

    def id_of(self, name):
        return (self.raw("GET", "/images/%s/json" % name).json() or {}).get("Id", "sha256:" + "f" * 64)

    def api(self, groups):
        for v in self.versions:
            self.v, self.prefix = v, "" if v == "bare" else "/v" + v
            t = time.time()
            for g in groups:
                self.reset()
                try:
                    g(self)
                except Exception as e:   # one broken group must not lose the others
                    print("   %s at %s: %r (line %s)" % (g.__name__, v, e, e.__traceback__.tb_next.tb_lineno if e.__traceback__.tb_next else "?"), file=sys.stderr)
            self.store.write()
            print("%s: %.0f s, %d cases" % (v, time.time() - t, len(self.store.cases)), flush=True)
        self.reset()

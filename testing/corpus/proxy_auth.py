"""The part of faulty_proxy.py that knows credentials: basic, and bearer tokens that expire."""
import base64, re, time, urllib.parse


class Credentials:
    """For a request handler with error(), small() and entry."""

    def allowed(self, s, a, path):
        """Checks the request's credentials; answers 401 itself when they do not do."""
        kind, _, value = (self.headers.get("Authorization") or "").partition(" ")
        if a.auth == "basic":
            if kind.lower() == "basic" and self.known(a, value):
                return True
            self.error(401, "UNAUTHORIZED", "authentication required", [("WWW-Authenticate", 'Basic realm="corpus"')])
            return False
        m = re.match(r"/v2/(.+)/(manifests|blobs|tags)(/|$)", path)
        action = "push" if self.command not in ("GET", "HEAD") else "pull"
        scope = "repository:%s:%s" % (m[1], "pull,push" if action == "push" else "pull") if m else ""
        why = ""
        if kind.lower() == "bearer":
            with s.lock:
                t = s.tokens.get(value)
            if t is None:
                why = "invalid_token"
            elif t[0] < time.time():
                why = "invalid_token"
                self.entry["fault"] = "token expired"
            elif m and action not in t[1].get(m[1], ()):
                why = "insufficient_scope"
            else:
                return True
        host = self.headers.get("Host", a.listen)
        say = 'Bearer realm="http://%s/__token",service="corpus"' % host + (',scope="%s"' % scope if scope else "") + (',error="%s"' % why if why else "")
        self.error(401, "UNAUTHORIZED", "authentication required", [("WWW-Authenticate", say)])
        return False

    def known(self, a, value):
        try:
            return base64.b64decode(value).decode() == a.user
        except ValueError:
            return False

    def give_token(self, s, a):
        q = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        if self.command == "POST":   # OAuth2: password or refresh token
            q.update(urllib.parse.parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        kind, _, value = (self.headers.get("Authorization") or "").partition(" ")
        who = None
        if kind.lower() == "basic":
            if not self.known(a, value):
                return self.error(401, "UNAUTHORIZED", "incorrect username or password")
            who = a.user.split(":")[0]
        elif q.get("grant_type") == ["password"]:
            if "%s:%s" % ((q.get("username") or [""])[0], (q.get("password") or [""])[0]) != a.user:
                return self.error(401, "UNAUTHORIZED", "incorrect username or password")
            who = a.user.split(":")[0]
        elif q.get("grant_type") == ["refresh_token"]:
            if q.get("refresh_token") != ["refresh-" + s.secret]:
                return self.error(401, "UNAUTHORIZED", "refresh token unknown")
            who = a.user.split(":")[0]
        if who is None and a.private:
            return self.error(401, "UNAUTHORIZED", "no anonymous tokens")
        scopes = {}
        for item in " ".join(q.get("scope", [])).split():
            m = re.fullmatch(r"repository:(.+):([a-z,*]+)", item)
            if m:   # anonymous callers may pull only
                scopes.setdefault(m[1], set()).update(x for x in m[2].split(",") if who or x == "pull")
        t = s.token(scopes)
        self.entry["scopes"] = {k: sorted(v) for k, v in scopes.items()}
        reply = {"token": t, "access_token": t, "expires_in": max(int(a.token_ttl), 0), "issued_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        if who and (q.get("offline_token") == ["true"] or q.get("access_type") == ["offline"]):
            reply["refresh_token"] = "refresh-" + s.secret
        if a.token_field == "token":
            del reply["access_token"]
        elif a.token_field == "access_token":
            del reply["token"]
        if not a.expires_in:
            del reply["expires_in"]
        self.small(200, reply)

"""A token server as the distribution specification has it: OAuth2 by POST, the older GET, refresh tokens, JWTs that docker-registry checks."""
import base64
import http.server
import json
import secrets
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

LEEWAY = 60   # seconds that docker-registry takes a token for good after its end

encoded = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class TokenServer:
    """users: name to password. Attributes may be changed while it runs; requests is what was asked so far."""

    def __init__(self, authority, users, ttl=300):
        self.authority, self.users, self.ttl = authority, users, ttl
        self.service, self.issuer = "tests.registry", "tests.tokens"
        self.post, self.anonymous, self.says_expiry = True, True, True
        self.refresh, self.requests, self.given, self.lock = {}, [], [], threading.Lock()
        self.chain = [base64.b64encode(load_pem_x509_certificate(authority.certificate.read_bytes()).public_bytes(Encoding.DER)).decode()]
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads, self.http.tokens = True, self
        self.address = "127.0.0.1:%d" % self.http.server_address[1]
        self.realm = "http://%s/token" % self.address
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()

    def token(self, user, scopes):
        now = int(time.time())
        access = [{"type": kind, "name": name, "actions": [a for a in actions.split(",") if user or a == "pull"]} for kind, name, actions in scopes]
        claims = {"iss": self.issuer, "sub": user or "", "aud": self.service, "iat": now, "nbf": now - LEEWAY, "exp": now + int(self.ttl) - LEEWAY,
                  "jti": secrets.token_hex(8), "access": access}
        text = encoded(json.dumps({"typ": "JWT", "alg": "ES256", "x5c": self.chain}).encode()) + "." + encoded(json.dumps(claims).encode())
        r, s = utils.decode_dss_signature(self.authority.own.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        with self.lock:
            self.given.append(text + "." + encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big")))
            return self.given[-1]

    def refresh_token(self, user):
        with self.lock:
            text = "refresh-" + secrets.token_hex(16)
            self.refresh[text] = user
            return text


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, value):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.note["status"] = status
        with self.tokens.lock:
            self.tokens.requests.append(self.note)

    def refused(self, status=401, code="UNAUTHORIZED", message="incorrect username or password"):
        self.reply(status, {"errors": [{"code": code, "message": message}]})

    @property
    def tokens(self):
        return self.server.tokens

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        self.note = {"method": "GET", "grant": "", "scope": sorted(" ".join(query.get("scope", [])).split()), "account": query.get("account", [""])[0], "query": self.path}
        kind, _, value = (self.headers.get("Authorization") or "").partition(" ")
        user = None
        if kind.lower() == "basic":
            user, _, password = base64.b64decode(value).decode().partition(":")
            if self.tokens.users.get(user) != password:
                return self.refused()
        self.give(user, query.get("offline_token") == ["true"])

    def do_POST(self):
        form = {k: v[0] for k, v in urllib.parse.parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()).items()}
        self.note = {"method": "POST", "grant": form.get("grant_type", ""), "scope": sorted(form.get("scope", "").split()), "account": form.get("username", ""), "query": self.path}
        if not self.tokens.post:
            return self.refused(404, "NOT_FOUND", "no such page")
        if form.get("grant_type") == "password":
            user = form.get("username")
            if self.tokens.users.get(user) != form.get("password"):
                return self.refused()
        elif form.get("grant_type") == "refresh_token":
            user = self.tokens.refresh.get(form.get("refresh_token"))
            if user is None:
                return self.refused(message="unknown refresh token")
        else:
            return self.refused(400, "UNSUPPORTED", "grant_type must be password or refresh_token")
        self.give(user, form.get("access_type") == "offline")

    def give(self, user, offline):
        if user is None and not self.tokens.anonymous:
            return self.refused(message="authentication required")
        token = self.tokens.token(user, [s.split(":", 2) for s in self.note["scope"] if s.count(":") >= 2])
        answer = {"token": token, "access_token": token}
        if self.tokens.says_expiry:
            answer |= {"expires_in": int(self.tokens.ttl), "issued_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        if user and offline:
            answer["refresh_token"] = self.tokens.refresh_token(user)
        self.reply(200, answer)

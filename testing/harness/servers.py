"""Real servers on ports of their own: docker-registry, nginx before it, a proxy that wants a password. Each is ended by stop()."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from harness.processes import Process, free_ports, wait_until

SECONDS = 30


def listening(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A program that listens on a free port of the loopback; its files lie in a folder of its own."""

    def __init__(self, root, argv):
        self.root = pathlib.Path(root)
        wait = lambda: listening(self.port)
        self.process = Process(argv, self.root / "server.log")
        try:
            wait_until(wait, SECONDS, "%s listens on %d" % (argv[0], self.port), self.process.alive)
        except AssertionError as e:
            self.stop()
            raise AssertionError("%s\n%s" % (e, self.process.tail())) from None

    def stop(self):
        self.process.kill()


def htpasswd(file, users):
    """bcrypt, the only hash that docker-registry takes; nginx and squid know it too"""
    script = 'print crypt($ARGV[0], q($2b$05$abcdefghijklmnopqrstuu))'   # perl's crypt knows it
    crypted = lambda password: subprocess.run(["perl", "-e", script, password], capture_output=True, text=True, check=True).stdout
    file.write_text("".join("%s:%s\n" % (user, crypted(password)) for user, password in users.items()))
    file.chmod(0o644)
    return file


class Registry(Server):
    """docker-registry over a storage that others may serve too. auth, http: lines of these sections of its configuration."""

    def __init__(self, root, storage, auth="", http=""):
        root.mkdir(parents=True, exist_ok=True)
        self.port = free_ports(1)[0]
        self.address = "127.0.0.1:%d" % self.port
        config = root / "registry.yml"
        config.write_text("version: 0.1\nlog: {level: info}\nstorage:\n  filesystem: {rootdirectory: '%s'}\nhttp:\n  addr: %s\n  secret: tests\n%s%s"
                          % (storage, self.address, http, "auth:\n" + auth if auth else ""))
        super().__init__(root, ["docker-registry", "serve", config])

    @classmethod
    def with_passwords(cls, root, storage, users):
        root.mkdir(parents=True, exist_ok=True)
        return cls(root, storage, "  htpasswd: {realm: tests, path: '%s'}\n" % htpasswd(root / "htpasswd", users))

    @classmethod
    def with_tokens(cls, root, storage, tokens):
        """those that a harness.tokens.TokenServer signs"""
        return cls(root, storage, "  token: {realm: '%s', service: '%s', issuer: '%s', rootcertbundle: '%s'}\n"
                   % (tokens.realm, tokens.service, tokens.issuer, tokens.authority.certificate))


class Nginx(Server):
    """server(port): the text of its server blocks, of which the first listens on that port; ports after it are free too"""

    def __init__(self, root, server, ports=1):
        root.mkdir(parents=True, exist_ok=True)
        self.ports = free_ports(ports)
        self.port = self.ports[0]
        self.address = "127.0.0.1:%d" % self.port
        self.requests_file = root / "requests.jsonl"
        config = root / "nginx.conf"
        temporary = "".join("  %s_temp_path %s/%s;\n" % (n, root, n) for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config.write_text("""daemon off;
%sworker_processes 1;
pid %s/nginx.pid;
error_log %s/error.log info;
events { worker_connections 512; }
http {
  log_format tests escape=json '{"method":"$request_method","path":"$request_uri","status":$status,"bytes":$body_bytes_sent,"range":"$http_range",'
    '"authorization":"$http_authorization","header":"$http_x_test","client":"$ssl_client_s_dn","tls":"$ssl_protocol","port":$server_port}';
  access_log %s tests;
  proxy_buffering off;
  proxy_http_version 1.1;
%s%s}
""" % ("user root;\n" if os.getuid() == 0 else "", root, root, self.requests_file, temporary, server(*self.ports)))
        super().__init__(root, [shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-c", config, "-e", root / "error.log"])

    def requests(self):
        """those that are over, in the order in which they ended"""
        return [json.loads(line) for line in self.requests_file.read_text().splitlines()] if self.requests_file.exists() else []

    def reload(self):
        """reads its certificates again; until the old worker is gone, either answers"""
        gone = lambda: (self.root / "error.log").read_text().count("exited with code 0")
        before = gone()
        self.process.child.send_signal(1)
        wait_until(lambda: gone() > before, SECONDS, "the worker with the old certificates has ended")


def tls_front(upstream, pair, client_authority=None, more=""):
    """a server block with TLS before a registry; where an authority is given, only for clients with a certificate of it"""
    demand = "ssl_client_certificate %s; ssl_verify_client on;" % client_authority.certificate if client_authority else ""
    return lambda port, *_: """server {
  listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s; %s
  client_max_body_size 0;
  %s
  location / { proxy_pass http://%s; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto https; }
}
""" % (port, pair.certificate, pair.key, demand, more, upstream)


class Squid(Server):
    """A forward proxy for plain requests and CONNECT that demands a password; *.test are names of this machine for it.
    With a pair of certificate and key it speaks TLS itself."""

    def __init__(self, user, password, pair=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="berth-squid-"))   # its own user cannot look into a run's folder
        self.port = free_ports(1)[0]
        self.address = "127.0.0.1:%d" % self.port
        htpasswd(self.folder / "passwords", {user: password})
        (self.folder / "hosts").write_text("127.0.0.1 registry.test cdn.test tokens.test\n")
        (self.folder / "access.log").touch()
        port = "http_port 127.0.0.1:%d" % self.port
        if pair:
            port = "https_port 127.0.0.1:%d tls-cert=%s tls-key=%s" % (self.port, *(shutil.copy(f, self.folder) for f in (pair.certificate, pair.key)))
        (self.folder / "squid.conf").write_text("""%s
pid_filename none
hosts_file %s/hosts
access_log stdio:%s/access.log
cache_log %s/cache.log
cache deny all
coredump_dir %s
pinger_enable off
shutdown_lifetime 1 seconds
visible_hostname tests
auth_param basic program /usr/lib/squid/basic_ncsa_auth %s/passwords
auth_param basic realm tests
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
""" % (port, *[self.folder] * 5))
        if os.getuid() == 0:
            for file in (self.folder, *self.folder.iterdir()):
                shutil.chown(file, "proxy", "proxy")
        super().__init__(self.folder, ["/usr/sbin/squid", "-N", "-f", self.folder / "squid.conf"])

    def requests(self):
        """(status, method, target) of those that are over"""
        rows = [line.split() for line in (self.folder / "access.log").read_text().splitlines()]
        return [(int(row[3].split("/")[1]), row[5], row[6]) for row in rows]

    def stop(self):
        super().stop()
        shutil.rmtree(self.folder, True)


def installed(*programs):
    """asserts that they are there"""
    missing = [p for p in programs if shutil.which(p, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    if missing:
        raise AssertionError("not installed: " + ", ".join(missing))


def _jdk(script, *args):
    """runs a line of shell that knows JAVA_HOME as the launchers find it"""
    from harness.daemon import BIN, environment
    return subprocess.run(["/bin/sh", "-c", 'self=%s/berthd; . "%s/launch.sh"; find_java; %s' % (BIN, BIN, script), *map(str, args)], env=environment(), capture_output=True, text=True, timeout=300, check=False)


def trust_store(file, authority):
    """a JVM's trust store that holds this authority alone; the option that makes it the machine's"""
    done = _jdk('exec "$JAVA_HOME/bin/keytool" -importcert -noprompt -alias tests -storepass changeit -keystore "$0" -file "$1"', file, authority.certificate)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=changeit" % file


def store_check(data):
    """what io.berth.StoreCheck says of a store that no daemon uses; empty where it is sound"""
    done = _jdk('app daemon; exec "$JAVA_HOME/bin/java" $flags -Djava.library.path="$stage/native" ' \
             '-Dorg.sqlite.lib.path="$stage/native" -cp "$class_path" io.berth.StoreCheck "$0"', data)
    return "" if done.returncode == 0 else done.stdout + done.stderr or "exit code %d" % done.returncode

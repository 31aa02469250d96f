"""A private certificate authority: servers' and clients' certificates, good ones and expired ones."""
import datetime
import ipaddress
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)
NAMES = ["localhost", "registry.test", "cdn.test"]   # of every server, beside the loopback addresses
FORMS = {"pkcs1": serialization.PrivateFormat.TraditionalOpenSSL, "pkcs8": serialization.PrivateFormat.PKCS8}


class Pair:
    """a certificate and its key, as PEM files"""

    def __init__(self, folder, name, certificate, key, form="pkcs8"):
        self.certificate, self.key = folder / (name + ".crt"), folder / (name + ".key")
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, FORMS[form], serialization.NoEncryption()))


class Authority(Pair):
    """days: how long it is valid from now; negative: how long ago it ended"""

    def __init__(self, folder, name="authority", days=30):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.own, self.name = ec.generate_private_key(ec.SECP256R1()), _name("Test " + name)
        made = _builder(self.name, self.name, self.own.public_key(), days).add_extension(x509.BasicConstraints(True, None), True)
        super().__init__(self.folder, name, made.sign(self.own, hashes.SHA256()), self.own)

    def server(self, name="server", days=30, names=NAMES):
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = [x509.DNSName(n) for n in names] + [x509.IPAddress(ipaddress.ip_address(a)) for a in ("127.0.0.1", "::1")]
        made = _builder(_name(names[0]), self.name, key.public_key(), days)
        made = made.add_extension(x509.SubjectAlternativeName(alternatives), False)
        return self._signed(name, made, key, ExtendedKeyUsageOID.SERVER_AUTH, "pkcs8")

    def client(self, name="client", days=30, form="pkcs8"):
        key = rsa.generate_private_key(65537, 2048)
        return self._signed(name, _builder(_name(name), self.name, key.public_key(), days), key, ExtendedKeyUsageOID.CLIENT_AUTH, form)

    def _signed(self, name, made, key, usage, form):
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), False)
        return Pair(self.folder, name, made.sign(self.own, hashes.SHA256()), key, form)


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject, issuer, public_key, days):
    now = datetime.datetime.utcnow()
    end = now + days * DAY
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key).serial_number(x509.random_serial_number())
            .not_valid_before(min(now, end) - 30 * DAY).not_valid_after(end))

"""Signs images as cosign does, with openssl's keys, and puts the signatures into a registry."""
import base64
import hashlib
import json
import pathlib
import subprocess
import urllib.request

SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json"
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
MANIFEST, INDEX = ("application/vnd.oci.image.%s.v1+json" % kind for kind in ("manifest", "index"))
KEYS = {
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "ed25519": ["-algorithm", "ed25519"],
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
}


def openssl(*args, stdin=b""):
    return subprocess.run(["openssl", *map(str, args)], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout


class Key:
    """a key pair; the public half lies in FOLDER/NAME.pub"""

    def __init__(self, folder, name, kind="p256"):
        self.kind, self.private, self.public = kind, pathlib.Path(folder) / (name + ".key"), pathlib.Path(folder) / (name + ".pub")
        openssl("genpkey", *KEYS[kind], "-out", self.private)
        openssl("pkey", "-in", self.private, "-pubout", "-out", self.public)

    def sign(self, message):
        """in base64"""
        if self.kind == "ed25519":   # openssl wants such a message in a file
            file = self.private.with_suffix(".message")
            file.write_bytes(message)
            signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.private, "-in", file)
        else:
            signature = openssl("dgst", "-sha256", "-sign", self.private, stdin=message)
        return base64.b64encode(signature).decode()


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Repository:
    """one repository of a plain registry"""

    def __init__(self, registry, name):
        self.registry, self.name = registry, name

    def send(self, method, url, body, kind):
        url = url if url.startswith("http") else "http://%s%s" % (self.registry, url)
        with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": kind}, method=method)) as reply:
            return reply.headers

    def blob(self, data):
        place = self.send("POST", "/v2/%s/blobs/uploads/" % self.name, b"", "application/octet-stream")["Location"]
        self.send("PUT", place + ("&" if "?" in place else "?") + "digest=" + digest(data), data, "application/octet-stream")
        return digest(data), len(data)

    def manifest(self, reference, document, kind):
        data = json.dumps(document).encode()
        self.send("PUT", "/v2/%s/manifests/%s" % (self.name, reference), data, kind)
        return digest(data), len(data)

    def layer(self, kind, data, **annotations):
        blob, size = self.blob(data)
        return {"mediaType": kind, "digest": blob, "size": size, "annotations": annotations}

    def signatures(self, reference, layers, **more):
        config, size = self.blob(b"{}")
        document = {"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": size}, "layers": layers, **more}
        return self.manifest(reference, document, MANIFEST)

    def sign(self, image, key, name):
        """what `cosign sign --key` of version 2 makes: a payload that names the image, under a tag"""
        payload = json.dumps({"critical": {"identity": {"docker-reference": name}, "image": {"docker-manifest-digest": image}, "type": "cosign container image signature"}, "optional": None}).encode()
        layer = self.layer(SIMPLE, payload, **{"dev.cosignproject.cosign/signature": key.sign(payload)})
        self.signatures(image.replace(":", "-") + ".sig", [layer])

    def sign_bundle(self, image, key, predicate="https://sigstore.dev/cosign/sign/v1"):
        """what version 3 makes, where a registry keeps no list of referrers: a bundle, listed under a tag"""
        kind = "application/vnd.in-toto+json"
        statement = json.dumps({"_type": "https://in-toto.io/Statement/v1", "subject": [{"digest": {"sha256": image.split(":")[1]}}], "predicateType": predicate, "predicate": {}}).encode()
        signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(statement), statement)
        bundle = {"mediaType": BUNDLE, "verificationMaterial": {"publicKey": {"hint": "x"}, "tlogEntries": []},
                  "dsseEnvelope": {"payload": base64.b64encode(statement).decode(), "payloadType": kind, "signatures": [{"sig": key.sign(signed)}]}}
        made, size = self.signatures("bundle", [self.layer(BUNDLE, json.dumps(bundle).encode())], artifactType=BUNDLE)
        listed = {"mediaType": MANIFEST, "digest": made, "size": size, "artifactType": BUNDLE}
        self.manifest(image.replace(":", "-"), {"schemaVersion": 2, "mediaType": INDEX, "manifests": [listed]}, INDEX)

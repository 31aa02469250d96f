"""Hostile images whose layers, blobs or configs are wrong."""
import gzip, hashlib, os, random, subprocess, zlib

from evil_case import SENTINEL, VICTIM, ESCAPE, Case, GOOD, GZ, TAR, UP, ZERO, body, d, f, hard, hdr, pax, sym, whole
from oci import TYPES, js, sha


def tars(root):
    """Cases that are one well-digested image whose layers' tars are hostile."""
    def case(name, expect, what, *layers, how="gzip"):
        if not whole(root, name):
            c = Case(root, name, expect, what)
            c.image([c.layer(t + ZERO, how) for t in (GOOD,) + layers])
            c.done()

    mark = lambda name: ESCAPE + name
    case("tar-dotdot", "contain", "file named ../../..", f(UP + mark("tar-dotdot")[1:]))
    case("tar-dotdot-inside", "contain", "etc/../../../.. in the middle of a name", f("etc/" + UP + mark("tar-dotdot-inside")[1:]))
    case("tar-absolute", "contain", "file with an absolute name (lands inside the image)", f(mark("tar-absolute")))
    case("tar-symlink-absolute", "contain", "link to /tmp, then a file through it", sym("out", "/tmp") + f("out/" + os.path.basename(mark("tar-symlink-absolute"))))
    case("tar-symlink-relative", "contain", "link to ../../tmp, then a file through it", sym("out", UP + "tmp") + f("out/" + os.path.basename(mark("tar-symlink-relative"))))
    case("tar-symlink-next-layer", "contain", "link in one layer, file through it in the next", sym("out", "/tmp"), f("out/" + os.path.basename(mark("tar-symlink-next-layer"))))
    case("tar-symlink-chain", "contain", "a chain of links that ends outside", d("a") + d("a/b") + sym("a/b/c", "..") + sym("a/d", "b/c/../..") + sym("e", "a/d/../../..") +
         f("e/" + UP + mark("tar-symlink-chain")[1:]))
    case("tar-symlink-is-root", "contain", "the root itself made a link", sym(".", "/tmp") + f(os.path.basename(mark("tar-symlink-is-root"))))
    case("tar-symlink-file-overwrite", "contain", "link to a host file, then a file entry of the same name", sym("s", SENTINEL) + f("s", "overwritten\n"))
    case("tar-symlink-file-overwrite-next", "contain", "link to a host file, in the next layer a file of the same name", sym("s", SENTINEL), f("s", "overwritten\n"))
    case("tar-hardlink-to-symlink-next", "contain", "hard link to a link to a host file, written to in the next layer", sym("s", SENTINEL) + hard("h", "s"), f("h", "overwritten\n"))
    case("tar-chmod-through-link-next", "contain", "link to a host directory, in the next layer a directory entry (mode 0777, owner 4242)", sym("v", VICTIM), d("v", mode=0o777, uid=4242) + f("v/new"))
    case("tar-xattr-through-link", "contain", "attributes and times set on a link to a host file", pax({"SCHILY.xattr.user.evil": "1", "mtime": "1"}) + sym("s", SENTINEL))
    case("tar-symlink-loop", "contain", "links in a loop, then a file through them", sym("l1", "l2") + sym("l2", "l1") + f("l1/file"))
    case("tar-mkdir-through-link", "contain", "parents made through a link", sym("out", "/tmp") + f("out/" + os.path.basename(mark("tar-mkdir-through-link")) + "/deep/er/file"))
    case("tar-chmod-through-link", "contain", "directory entry over a link to a host directory (mode 0777, owner 4242)", sym("v", VICTIM) + d("v", mode=0o777, uid=4242))
    case("tar-hardlink-absolute", "contain", "hard link to an absolute host path, then written to", hard("h", SENTINEL) + f("h", "overwritten\n"))
    case("tar-hardlink-dotdot", "contain", "hard link to ../.. host path, then written to", hard("h", UP + SENTINEL[1:]) + f("h", "overwritten\n"))
    case("tar-hardlink-via-symlink", "contain", "hard link through a link to /tmp", sym("t", "/tmp") + hard("h", "t/" + os.path.basename(SENTINEL)) + f("h", "overwritten\n"))
    case("tar-hardlink-to-symlink", "contain", "hard link to a link to a host file, then written to", sym("s", SENTINEL) + hard("h", "s") + f("h", "overwritten\n"))
    case("tar-hardlink-missing", "contain", "hard link to nothing", hard("h", "no/such/file"))
    case("tar-hardlink-self", "contain", "hard link to itself", hard("h", "h"))
    case("tar-hardlink-forward", "contain", "hard link to a later entry", hard("h", "later") + f("later"))
    case("tar-hardlink-dir", "contain", "hard link to a directory", hard("h", "etc"))
    case("tar-whiteout-dot", "contain", "'.wh..' and '.wh...': whiteouts of '.' and '..'", f(".wh..", "") + d("x") + f("x/.wh...", "") + f("x/.wh..", "") + f(".wh...", ""))
    case("tar-whiteout-dotdot", "contain", "whiteout named ../../..", f(UP + VICTIM[1:] + "/.wh.file", ""))
    case("tar-whiteout-via-symlink", "contain", "whiteout through a link", sym("v", VICTIM) + f("v/.wh.file", ""), f("v/.wh.file", ""))
    case("tar-opaque-via-symlink", "contain", "opaque marker through a link", sym("v", VICTIM) + f("v/.wh..wh..opq", ""), f("v/.wh..wh..opq", ""))
    case("tar-whiteout-slash", "contain", "a whiteout with an empty name", f(".wh.", "") + f("etc/.wh.", ""))
    case("tar-aufs-metadata", "accept", "AUFS bookkeeping that old Docker wrote", d(".wh..wh.plnk") + f(".wh..wh.plnk/1.2", "") + d(".wh..wh.orph") + f(".wh..wh.aufs", "") + hard("h", ".wh..wh.plnk/1.2"))
    case("tar-overlay-whiteout-device", "contain", "a 0:0 character device, overlayfs' own whiteout", hdr("etc/passwd", kind=b"3") + hdr("wh", kind=b"3"))
    case("tar-overlay-xattrs", "contain", "trusted.overlay.* attributes from the image", pax({"SCHILY.xattr.trusted.overlay.opaque": "y", "SCHILY.xattr.trusted.overlay.redirect": "/../../tmp"}) + d("etc") +
         pax({"SCHILY.xattr.trusted.overlay.metacopy": "", "SCHILY.xattr.trusted.overlay.redirect": "/etc/shadow"}) + f("etc/passwd", "x"))
    case("tar-devices", "contain", "memory and disk devices open to all", hdr("dev-mem", kind=b"3", major=1, minor=1, mode=0o666) + hdr("dev-vda", kind=b"4", major=254, minor=0, mode=0o666) +
         hdr("dev-huge", kind=b"3", major=2 ** 20, minor=2 ** 20, mode=0o666))
    case("tar-device-bomb", "contain", "20000 device nodes and 20000 pipes", d("dev") + b"".join(
        hdr("dev/%05d" % i, kind=b"3", major=1, minor=3, mode=0o666) + hdr("dev/p%05d" % i, kind=b"6") for i in range(20000)))
    case("tar-inode-bomb", "contain", "300000 empty files in 5 MB of gzip", d("i") + b"".join(hdr("i/%06d" % i) for i in range(300000)))
    case("tar-sparse-bomb", "contain", "PAX sparse file that claims 1 PiB", pax({"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "huge", "GNU.sparse.realsize": str(1 << 50)}) +
         hdr("GNUSparseFile.0/huge", 512) + body(b"1\n%d\n0\n" % (1 << 50)))
    case("tar-name-5000", "contain", "one name of 5000 characters", f("n" * 5000))
    case("tar-path-5000-deep", "contain", "a path of 5000 directories", f("/".join(["d"] * 5000) + "/file"))
    case("tar-name-nul", "contain", "NUL in a PAX name", pax({"path": "etc/a\0b"}) + hdr("x"))
    case("tar-name-control", "accept", "control characters, escape sequences and bytes that are no UTF-8", f("a\nb") + f("a\x1b[31mred") + f(b"\xff\xfe\x80") + f("\u202egnp.exe"))
    case("tar-name-empty", "contain", "an entry with an empty name", f("") + f("x"))
    case("tar-name-dot", "accept", "an entry for the root itself", d(".", mode=0o700) + f("x"))
    case("tar-name-dotdot", "contain", "a directory and a file named ..", d("..", mode=0o777, uid=4242) + f("x"))
    case("tar-name-dotdot-file", "contain", "a file named ..", f("..") + f("x"))
    case("tar-name-slash", "contain", "entries named / and //x//y", d("/", mode=0o777, uid=4242) + f("//x//y"))
    case("tar-duplicates", "contain", "the same names over and over, of changing kinds", f("x", "1") + f("x", "2") + d("x") + f("x/y", "3") + f("x", "4") + sym("x", "etc") + f("x", "5") + d("y") + sym("y", "etc") + d("y") + f("y/z", "6"))
    case("tar-negative-size", "reject", "size field -512", hdr("x", -512) + f("y"))
    case("tar-huge-size", "reject", "size field 8 EiB", hdr("x", 2 ** 63 - 1) + bytes(512))
    case("tar-pax-size-mismatch", "reject", "PAX size that says more than there is", pax({"size": "99999999999"}) + hdr("x", 5) + body(b"hello"))
    case("tar-pax-negative", "reject", "PAX size -1", pax({"size": "-1"}) + hdr("x", 5) + body(b"hello"))
    case("tar-pax-malformed", "reject", "PAX records with false lengths", hdr("p", 20, kind=b"x") + body(b"999 path=foo\n-3 a=b\n") + f("x"))
    case("tar-pax-bomb", "contain", "a PAX header of 64 MiB", pax({"comment": "c" * (64 << 20)}) + f("x"))
    case("tar-longname-bomb", "contain", "a GNU long name of 64 MiB", hdr("././@LongLink", 64 << 20, kind=b"L") + b"n" * (64 << 20) + f("x"))
    case("tar-longname-chain", "contain", "100000 long-name headers in a row", b"".join(hdr("././@LongLink", 4, kind=b"L") + body(b"abc\0") for _ in range(100000)) + f("x"))
    case("tar-ids", "accept", "owners beyond 32 bits' sign, times before 1970 and beyond 2262", f("u", uid=2 ** 31 + 1, gid=2 ** 32 - 2) + f("old", mtime=-10 ** 9) + f("far", mtime=10 ** 11))
    case("tar-ids-out-of-range", "contain", "owner 2^40, time 2^60", f("u", uid=2 ** 40) + f("t", mtime=2 ** 60))
    case("tar-type-unknown", "contain", "entry types no tar has", f("q", kind=b"Q") + f("z", kind=b"\xff") + hdr("vol", kind=b"V") + hdr("multi", kind=b"M"))
    case("tar-checksum", "reject", "a header with a wrong checksum", hdr("x", 5, checksum=1) + body(b"hello"))
    case("tar-xattr-huge", "contain", "an attribute of 1 MiB", pax({"SCHILY.xattr.user.big": "v" * (1 << 20)}) + f("x"))
    case("tar-xattr-names", "contain", "attributes with hostile names", pax({"SCHILY.xattr.": "v", "SCHILY.xattr.nonamespace": "v", "SCHILY.xattr.system.posix_acl_access": "junk", "SCHILY.xattr.security.selinux": "x"}) + f("x"))
    case("tar-global-pax", "accept", "a global PAX header", pax({"comment": "git archive"}, b"g") + f("x"))
    case("tar-global-pax-path", "contain", "a global PAX header that sets path", pax({"path": "../../escape"}, b"g") + f("x"))
    case("tar-file-as-dir", "contain", "a file used as a directory", f("etc/passwd/inner"))
    case("tar-after-end", "contain", "entries after the end marker", f("before") + ZERO + f(UP + mark("tar-after-end")[1:]))
    case("tar-empty", "accept", "a layer that is two zero blocks", b"")
    case("tar-not-a-tar", "reject", "a layer of random text", b"this is no tar archive at all\n" * 200)
    case("tar-uncompressed", "accept", "uncompressed layers", f("x"), how="none")


def blobs(root):
    """Cases whose digests, sizes, compression or references are false."""
    def case(name, expect, what, make, **kw):
        if not whole(root, name):
            c = Case(root, name, expect, what, **kw)
            make(c)
            c.done()

    t = GOOD + f("x") + ZERO
    noise = f("noise", random.Random(1).randbytes(1 << 20)) + ZERO

    def lied(**kw):
        return lambda c: c.image([c.layer(t, **kw)])
    case("layer-digest", "reject", "layer's bytes are not what its digest says", lied(digest="sha256:" + "ab" * 32))
    case("layer-size-less", "reject", "descriptor's size is less than the blob", lied(size=10))
    case("layer-size-more", "reject", "descriptor's size is more than the blob", lied(size=10 ** 6))
    case("layer-size-huge", "reject", "descriptor's size is 2^62", lied(size=2 ** 62))
    case("layer-size-negative", "reject", "descriptor's size is -1", lied(size=-1))
    case("layer-size-string", "reject", "descriptor's size is a string", lied(size="12"))
    case("layer-size-float", "reject", "descriptor's size is 1e300", lambda c: c.image([c.layer(t)], manifest=lambda m: js(m).replace(b'"size":%d}]' % m["layers"][0]["size"], b'"size":1e300}]')))
    case("layer-diffid", "reject", "config's diffID is of something else", lied(diff_id="sha256:" + "cd" * 32))
    case("layer-diffid-malformed", "reject", "config's diffID is no digest", lied(diff_id="nonsense"))
    case("layer-missing", "reject", "the registry lacks the layer", lambda c: c.image([c.layer(t), ({"mediaType": GZ, "digest": "sha256:" + "12" * 32, "size": 1234}, "sha256:" + "34" * 32)]))

    def broken(alter):
        def make(c):
            data = alter(gzip.compress(noise, 6, mtime=0))
            digest, size = c.lay.put(data)
            c.image([c.layer(t), ({"mediaType": GZ, "digest": digest, "size": size}, sha(noise))])
        return make
    case("gzip-truncated", "reject", "gzip cut off, digest and size true to what is there", broken(lambda z: z[:len(z) // 2]))
    case("gzip-crc", "reject", "gzip with a wrong checksum", broken(lambda z: z[:-8] + b"\1\2\3\4" + z[-4:]))
    case("gzip-length", "reject", "gzip with a wrong length at its end", broken(lambda z: z[:-4] + b"\1\2\3\4"))
    case("gzip-trailing", "contain", "bytes after the gzip stream", broken(lambda z: z + b"trailing garbage" * 10))
    case("gzip-trailing-zeros", "contain", "zeros after the gzip stream", broken(lambda z: z + bytes(4096)))
    case("gzip-two-members", "accept", "a tar in two gzip members", lambda c: c.image([(lambda z: (c.lay.put_json(z, GZ), sha(noise)))(gzip.compress(noise[:700000], mtime=0) + gzip.compress(noise[700000:], mtime=0))]))
    case("gzip-extra-fields", "accept", "gzip header with name, comment, extra field", lambda c: c.image([(lambda z: (c.lay.put_json(z, GZ), sha(noise)))(
        b"\x1f\x8b\x08\x1c" + bytes(6) + b"\x04\x00ab\x00\x00" + b"name\0comment\0" + gzip.compress(noise, mtime=0)[10:])]))
    case("gzip-empty", "contain", "a blob of no bytes", lambda c: c.image([({"mediaType": GZ, "digest": c.lay.put(b"")[0], "size": 0}, sha(b""))]))
    case("gzip-is-html", "reject", "an error page in place of a layer", lambda c: c.image([(c.lay.put_json(b"<html>502 Bad Gateway</html>", GZ), sha(b"<html>502 Bad Gateway</html>"))]))
    case("tar-no-end", "accept", "no end marker: the last block is the last entry's", lambda c: c.image([c.layer(t), c.layer(f("y"))]))
    case("tar-truncated", "reject", "tar cut in the middle of a file, well compressed and digested", lambda c: c.image([c.layer(t), c.layer(noise[:300000])]))
    case("layer-zstd-corrupt", "reject", "zstd with flipped bytes", lambda c: c.image([(lambda z: (c.lay.put_json(z[:1000] + b"\xff" * 50 + z[1050:], TYPES["oci"]["zstd"]), sha(noise)))(
        subprocess.run(["zstd", "-q", "-c"], input=noise, stdout=subprocess.PIPE, check=True).stdout)]))
    case("layer-type-lies", "contain", "gzip bytes under the type of a plain tar", lambda c: c.image([c.layer(t, mediaType=TAR)]))
    case("layer-type-unknown", "reject", "a layer of an unknown media type", lambda c: c.image([c.layer(t, mediaType="application/x-unknown")]))
    case("layer-type-encrypted", "reject", "an encrypted layer", lambda c: c.image([c.layer(t, mediaType=GZ + "+encrypted")]))
    case("layer-type-missing", "contain", "a layer without a media type", lambda c: c.image([c.layer(t)], manifest=lambda m: {**m, "layers": [{k: v for k, v in m["layers"][0].items() if k != "mediaType"}]}))
    for name, digest in (("traversal", "sha256:" + UP + SENTINEL[1:]), ("short", "sha256:abcd"), ("md5", "md5:d41d8cd98f00b204e9800998ecf8427e"), ("upper", "sha256:" + "AB" * 32), ("empty", ""), ("none", None),
                         ("newline", "sha256:" + "ab" * 32 + "\nX-Injected: 1"), ("long", "sha256:" + "a" * 100000)):
        case("digest-" + name, "reject", "a layer's digest is %s" % name, lambda c, digest=digest: c.image([c.layer(t)], manifest=lambda m: {**m, "layers": [{**m["layers"][0], "digest": digest}]}))
    case("digest-sha512", "accept", "a layer known by its SHA-512", lambda c: c.image([(lambda z: ({"mediaType": GZ, "size": len(z), "digest": c.lay.put(z, "sha512:" + hashlib.sha512(z).hexdigest())[0]}, sha(t)))(gzip.compress(t, mtime=0))]))
    case("foreign-file-url", "reject", "a foreign layer whose URL is a local file", lambda c: c.image([({"mediaType": TYPES["docker"]["foreign"], "digest": "sha256:" + "56" * 32, "size": 100, "urls": ["file://" + SENTINEL]}, "sha256:" + "56" * 32)]))
    case("foreign-loopback-url", "reject", "a foreign layer whose URL is a port of the machine itself", lambda c: c.image([({"mediaType": TYPES["docker"]["foreign"], "digest": "sha256:" + "56" * 32, "size": 100,
         "urls": ["http://127.0.0.1:9/latest/meta-data", "gopher://127.0.0.1:9/x"]}, "sha256:" + "56" * 32)]))


def bombs(root):
    """10 GiB of zeros, twice: the deflate blocks of 16 MiB are made once and repeated."""
    if whole(root, "bomb-gzip") and whole(root, "bomb-zstd"):
        return
    total, zeros = 10 << 30, bytes(16 << 20)
    parts = [GOOD + hdr("zeros", total)] + [zeros] * (total // len(zeros)) + [ZERO]
    cases = {how: Case(root, "bomb-" + how, "contain", "10 GiB of zeros in %s of %s" % (size, how)) for how, size in (("gzip", "10 MB"), ("zstd", "0.3 MB"))}
    tmp = {how: os.path.join(c.dir, "tmp") for how, c in cases.items()}

    def packed(data, mode):
        z = zlib.compressobj(9, zlib.DEFLATED, -15)
        return z.compress(data) + z.flush(mode)
    block = packed(zeros, zlib.Z_FULL_FLUSH)   # after a full flush nothing refers back, so the block can be repeated
    crc, diff = 0, hashlib.sha256()
    with open(tmp["gzip"], "wb") as gz, open(tmp["zstd"], "wb") as zst:
        p = subprocess.Popen(["zstd", "-q", "-c"], stdin=subprocess.PIPE, stdout=zst)
        gz.write(b"\x1f\x8b\x08" + bytes(6) + b"\xff")
        for part in parts:
            crc = zlib.crc32(part, crc)
            diff.update(part)
            p.stdin.write(part)
            gz.write(block if part is zeros else packed(part, zlib.Z_FINISH if part is ZERO else zlib.Z_FULL_FLUSH))
        gz.write(crc.to_bytes(4, "little") + (sum(map(len, parts)) % 2 ** 32).to_bytes(4, "little"))
        p.stdin.close()
        if p.wait():
            raise SystemExit("zstd failed")
    for how, c in cases.items():
        digest, size = c.lay.put_file(tmp[how])
        c.image([({"mediaType": TYPES["oci"][how], "digest": digest, "size": size}, "sha256:" + diff.hexdigest())])
        c.done()

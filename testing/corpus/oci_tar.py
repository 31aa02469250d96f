"""Archives of layers, and of directories that overlayfs has written."""
import os, stat, tarfile

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "1735689600"))


class Entry(tarfile.TarInfo):
    """Writes PAX values as the bytes they are: Python's own way adds a hdrcharset record that no image has."""

    @classmethod
    def _create_pax_generic_header(cls, pax_headers, type, encoding):
        records = b""
        for k, v in pax_headers.items():
            body = b" " + k.encode("utf-8", "surrogateescape") + b"=" + v.encode("utf-8", "surrogateescape") + b"\n"
            n = len(body) + len(str(len(body)))
            if len(body) + len(str(n)) != n:
                n = len(body) + len(str(n))
            records += str(n).encode() + body
        info = {"name": "././@PaxHeader", "type": type, "size": len(records), "magic": tarfile.POSIX_MAGIC}
        return cls._create_header(info, tarfile.USTAR_FORMAT, "ascii", "replace") + cls._create_payload(records)


def diff_tar(upper, out):
    """Tars an overlayfs upper directory, turning its whiteouts into .wh. files as image layers have them."""
    with tarfile.open(out, "w", format=tarfile.PAX_FORMAT, tarinfo=Entry) as t:
        for root, dirs, files in os.walk(upper):
            dirs.sort()
            rel = os.path.relpath(root, upper)
            if rel != ".":
                add(t, root, rel)
                try:
                    if os.getxattr(root, "trusted.overlay.opaque") == b"y":
                        t.addfile(plain(rel + "/.wh..wh..opq"))
                except OSError:
                    pass
            for d in [d for d in dirs if os.path.islink(os.path.join(root, d))]:
                dirs.remove(d)
                files.append(d)
            for f in sorted(files):
                p = os.path.join(root, f)
                r = f if rel == "." else os.path.join(rel, f)
                st = os.lstat(p)
                if stat.S_ISCHR(st.st_mode) and st.st_rdev == 0:
                    t.addfile(plain(os.path.join(os.path.dirname(r), ".wh." + f)))
                else:
                    add(t, p, r)


def plain(name, size=0, mode=0o644, kind=tarfile.REGTYPE, link="", uid=0, gid=0, mtime=EPOCH, pax=None):
    ti = Entry(name)
    ti.size, ti.mode, ti.type, ti.linkname, ti.uid, ti.gid, ti.mtime = size, mode, kind, link, uid, gid, mtime
    if pax:
        ti.pax_headers = pax
    return ti


def add(t, path, rel):
    st = os.lstat(path)
    if stat.S_ISSOCK(st.st_mode):
        return
    ti = t.gettarinfo(path, rel)
    ti.uname = ti.gname = ""
    ti.mtime = min(int(st.st_mtime), EPOCH)
    if ti.isreg() and st.st_nlink > 1:
        ti.size = st.st_size
    for x in os.listxattr(path, follow_symlinks=False):
        if not x.startswith("trusted."):
            ti.pax_headers["SCHILY.xattr." + x] = os.getxattr(path, x, follow_symlinks=False).decode("utf-8", "surrogateescape")
    if ti.isreg():
        with open(path, "rb") as f:
            t.addfile(ti, f)
    else:
        t.addfile(ti)

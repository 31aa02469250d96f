"""Lists an unpacked tree."""
import os, stat

from oci_layout import sha_file


def listing(root, out):
    """One line for each path under root, so that two unpacked trees can be compared by diff."""
    inodes, lines = {}, []
    for d, dirs, files in os.walk(root):
        for name in dirs + files:
            p = os.path.join(d, name)
            r = os.path.relpath(p, root)
            try:
                st = os.lstat(p)
            except FileNotFoundError:   # overlayfs lists a whiteout in a directory that no lower layer has
                lines.append((r, ["?"]))
                continue
            kind = stat.filemode(st.st_mode)[0]
            cols = [kind, "%04o" % stat.S_IMODE(st.st_mode), str(st.st_uid), str(st.st_gid)]
            if kind == "-":
                cols += [str(st.st_size), sha_file(p)[7:23]]
                if st.st_nlink > 1:
                    inodes.setdefault((st.st_dev, st.st_ino), []).append(r)
            elif kind == "l":
                cols += ["->", os.readlink(p)]
            elif kind in "bc":
                cols += ["%d:%d" % (os.major(st.st_rdev), os.minor(st.st_rdev))]
            if kind != "l":
                cols += ["%s=%s" % (x, os.getxattr(p, x, follow_symlinks=False).hex()) for x in sorted(os.listxattr(p, follow_symlinks=False))
                         if not x.startswith("trusted.overlay.") and not x.startswith("user.rootlesscontainers")]
            cols.append("mtime=%d" % st.st_mtime)
            lines.append((r, cols))
    same = {}
    for group in inodes.values():
        if len(group) > 1:
            for r in group:
                same[r] = min(group)
    for r, cols in sorted(lines):
        if r in same and same[r] != r:
            cols = cols + ["same=" + same[r]]
        out.write(ascii(r)[1:-1] + "\t" + "\t".join(ascii(c)[1:-1] for c in cols) + "\n")

"""A small disk of its own, which can be filled to the last byte (root only)."""
import os
import pathlib
import subprocess

PIECE = 1 << 20


class SmallDisk:
    """An ext4 file system in a file, mounted at `path`; nothing is kept back for root."""

    def __init__(self, folder, size):
        self.path = pathlib.Path(folder) / "mounted"
        self.path.mkdir(parents=True)
        image = pathlib.Path(folder) / "disk"
        with open(image, "wb") as f:
            f.truncate(size)
        self._run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", image)
        self._run("mount", "-o", "loop", image, self.path)

    @staticmethod
    def _run(*argv):
        subprocess.run(argv, check=True, env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))

    def free(self):
        stat = os.statvfs(self.path)
        return stat.f_bavail * stat.f_frsize

    def fill(self, leave=0):
        """what another program might: takes all but so many bytes; with 0, to the last byte of the last block"""
        with open(self.path / ("filler-%d" % len(list(self.path.glob("filler-*")))), "wb", buffering=0) as f:
            try:
                while self.free() > leave:
                    f.write(bytes(min(PIECE, self.free() - leave) or 1))
                while leave == 0:
                    f.write(b"0" * 512)
            except OSError as e:
                if leave or e.errno != 28:
                    raise

    def clear(self):
        """takes away what fill() wrote"""
        for filler in self.path.glob("filler-*"):
            filler.unlink()

    def unmount(self):
        self._run("umount", self.path)

"""Looks at a store on disk with other tools than the daemon's: is what the database says true?"""
import hashlib
import pathlib
import shutil
import sqlite3
import tempfile


class Store:
    """The data root of a daemon, running or not. The database is read from a copy, so that nothing is changed by looking."""

    def __init__(self, data):
        self.data = pathlib.Path(data)
        self.blobs = self.data / "content" / "blobs"
        self.ingests = self.data / "content" / "ingest"

    def database(self):
        folder = tempfile.mkdtemp(prefix="store-", dir=self.data.parent)
        for name in ("berth.db", "berth.db-wal"):
            if (self.data / name).exists():
                shutil.copy(self.data / name, folder)
        return Database(folder)

    def live(self):
        """digest to (size, alloc) of the blobs that are there"""
        with self.database() as db:
            return {d: (size, alloc) for d, size, alloc in db.rows("SELECT digest, size, alloc FROM blob WHERE state = 'LIVE'")}

    def file(self, digest):
        return self.blobs / digest.replace(":", "/")

    def ingested(self):
        """digest to file of the blobs that are not whole yet"""
        return {p.name.replace("-", ":", 1): p for p in self.ingests.iterdir()}

    def faults(self, hash_bytes=True):
        """what is wrong, in words; an empty list for a sound store"""
        out = []
        with self.database() as db:
            check = db.rows("PRAGMA integrity_check")
            if check != [("ok",)]:
                return ["integrity_check: %s" % check]
            out += ["foreign key: %s" % (row,) for row in db.rows("PRAGMA foreign_key_check")]
            live = db.rows("SELECT digest, size, alloc FROM blob WHERE state = 'LIVE'")
            out += ["image %s holds %s, which is %s" % row for row in db.rows(
                "SELECT i.digest, b.digest, b.state FROM image i JOIN owner_blob h ON h.owner = i.id JOIN blob b ON b.id = h.blob WHERE b.state <> 'LIVE'")]
            out += ["image %s does not hold its own manifest" % row for row in db.rows(
                "SELECT i.digest FROM image i WHERE NOT EXISTS (SELECT 1 FROM owner_blob h JOIN blob b ON b.id = h.blob WHERE h.owner = i.id AND b.digest = i.digest)")]
        for digest, size, alloc in live:
            out += self.blob_faults(digest, size, alloc, hash_bytes)
        return out

    def blob_faults(self, digest, size, alloc, hash_bytes):
        file = self.file(digest)
        if not file.is_file():
            return ["%s is live and has no file" % digest]
        stat = file.stat()
        if stat.st_size != size:
            return ["%s: %d bytes in the index, %d on disk" % (digest, size, stat.st_size)]
        if stat.st_blocks * 512 != alloc:
            return ["%s: %d bytes allocated in the index, %d on disk" % (digest, alloc, stat.st_blocks * 512)]
        if hash_bytes:
            with open(file, "rb") as f:
                if hashlib.file_digest(f, digest.split(":")[0]).hexdigest() != digest.split(":")[1]:
                    return ["%s: other bytes" % digest]
        return []


class Database:
    def __init__(self, folder):
        self.folder = folder
        self.connection = sqlite3.connect(pathlib.Path(folder) / "berth.db")

    def rows(self, statement, *values):
        return self.connection.execute(statement, values).fetchall()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        shutil.rmtree(self.folder, True)

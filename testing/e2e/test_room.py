"""Images that take all the memory that they may: what comes then is refused, and the daemon lives on."""
import hashlib
import io
import json
import tarfile
import unittest

from harness.case import work
from harness.daemon import Daemon
from harness.store import Store

LABEL = 1 << 20   # characters; an image of it takes twice as many bytes, for it is kept as it is and as JSON
HEAP = 96 << 20
SHARE = 62   # Limits.IMAGES_HEAP_PERCENT_MAX


def archive(number):
    """docker's archive of an image of one empty layer and one large label"""
    layer = bytes(1024)
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Labels": {"large": "%d " % number + "x" * LABEL}},
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}}).encode()
    files = {"config.json": config, "layer.tar": layer,
             "manifest.json": json.dumps([{"Config": "config.json", "RepoTags": ["large:%d" % number], "Layers": ["layer.tar"]}]).encode()}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Room(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(work("room"))
        self.daemon.java_options = "-Xmx%dm" % (HEAP >> 20)
        self.addCleanup(self.daemon.kill)
        self.addCleanup(self.daemon.stop)
        self.daemon.start()

    def load(self, number):
        """what is wrong, or nothing"""
        return self.daemon.post("/images/load", body=archive(number)).message()

    def names(self):
        """of all images, from a list at the newest version and at the oldest"""
        newest, oldest = (sorted(tag for i in self.daemon.get("/images/json", version=v).json() for tag in i["RepoTags"]) for v in ("1.55", "1.24"))
        self.assertEqual(newest, oldest)
        return newest

    def test_what_has_no_room_is_refused_and_all_else_goes_on(self):
        fit = HEAP * SHARE // 100 // (2 * LABEL)
        loaded = 0
        while not (said := self.load(loaded)):
            loaded += 1
            self.assertLessEqual(loaded, fit)
        self.assertGreaterEqual(loaded, fit - 2)
        self.assertRegex(said, "no room in memory for another image: %d images are here, which take .* remove some .* larger heap .BERTH_JAVA_OPTS" % loaded)
        here = sorted("large:%d" % n for n in range(loaded))
        self.assertEqual(here, self.names())
        self.assertEqual(200, self.daemon.get("/system/df").status)
        self.assertEqual(201, self.daemon.post("/images/large:0/tag?repo=other&tag=1").status)

        self.daemon.java_options = "-Xmx%dm" % (HEAP * 11 // 12 >> 20)   # and now there are more than may be
        self.daemon.restart()
        self.assertEqual(sorted(here + ["other:1"]), self.names())
        self.assertIn("no room in memory", self.load(loaded))
        for n in range(loaded):
            self.assertEqual(200, self.daemon.delete("/images/large:%d" % n).status)
        self.assertFalse(self.load(loaded))
        self.assertEqual(["large:%d" % loaded, "other:1"], self.names())
        self.assertEqual([], Store(self.daemon.data).faults())
        self.assertTrue(self.daemon.process.alive())


if __name__ == "__main__":
    unittest.main()

"""The base of the end-to-end tests: a daemon for each class, registries for the whole run, a folder that goes away."""
import atexit
import os
import pathlib
import shutil
import tempfile
import unittest
import urllib.parse

from harness.daemon import daemon
from harness.registries import Registries

FULL = os.environ.get("BERTH_TEST_FULL") == "1"
quote = lambda s: urllib.parse.quote(s, safe="")
_registries = None
_work = None


def work(name):
    """a folder of this run; short, since sockets lie in it"""
    global _work
    if _work is None:
        _work = pathlib.Path(tempfile.mkdtemp(prefix="berth-"))
        atexit.register(shutil.rmtree, _work, True)
    return pathlib.Path(tempfile.mkdtemp(prefix=name + "-", dir=_work))


def registries():
    """the corpus' registries, started when first asked for and stopped at the end of the run"""
    global _registries
    if _registries is None:
        _registries = Registries(work("registry"))
        atexit.register(_registries.stop)
        _registries.start(*(["."] if FULL else []))
    return _registries


class BerthTest(unittest.TestCase):
    """A test of one running daemon, which takes Docker Hub's names from the corpus."""
    flags = ()
    java_options = ""

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        cls.daemon = cls.new_daemon(*cls.flags).start()

    @classmethod
    def new_daemon(cls, *flags):
        made = daemon(work("d"), "--registry-mirror", "http://" + registries().plain, *flags)
        made.java_options = cls.java_options
        cls.addClassCleanup(made.__exit__)
        return made

    def pull(self, image, tag="latest", **kw):
        answer = self.daemon.pull(image, tag, **kw)
        self.assertEqual((200, ""), (answer.status, answer.message()), answer)
        return answer

    def get(self, path, **kw):
        answer = self.daemon.get(path, **kw)
        self.assertEqual(200, answer.status, answer)
        return answer.json()

    def reset(self):
        """an empty store"""
        for image in self.daemon.images():
            self.daemon.delete("/images/%s?force=1" % image["Id"])
        self.assertEqual([], self.daemon.images())

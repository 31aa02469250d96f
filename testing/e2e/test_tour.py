"""bin/tour, which README begins with: it runs to its end on a machine without network, and leaves nothing behind."""
import subprocess
import unittest

from harness.case import work
from harness.daemon import BIN, environment


class Tour(unittest.TestCase):
    def run_tour(self, folder, **more):
        env = environment(TMPDIR=str(folder), HOME=str(folder), **more)
        return subprocess.run([BIN / "tour"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, env=env, check=False)

    def test_itRunsToItsEndAndLeavesNothing(self):
        folder = work("tour")
        done = self.run_tour(folder)
        self.assertEqual(0, done.returncode, done.stdout)
        for said in ("hello:again", "tour/hello", "would", "Restored", "0 faults"):
            self.assertIn(said.lower(), done.stdout.lower())
        self.assertEqual([], [p for p in folder.iterdir() if p.name.startswith("berth-tour-")])

    def test_itFailsWhereAStepDoes(self):
        folder = work("tour")
        done = self.run_tour(folder, BERTH_JAVA_OPTS="-Xnosuch")
        self.assertNotEqual(0, done.returncode, done.stdout)
        self.assertEqual([], [p for p in folder.iterdir() if p.name.startswith("berth-tour-")])


if __name__ == "__main__":
    unittest.main()

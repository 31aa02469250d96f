"""A property-based run against the daemon's own OpenAPI document: no answer that the document does not foresee, no 500."""
import os
import subprocess
import sys
import unittest

from harness.case import FULL, BerthTest, work
from harness.processes import CLEAN_PATH, free_ports
from harness.registries import BUILT

VERSION = "4.32.5"
EXAMPLES = 100 if FULL else 15
# what would wait for ever, go where there is no network, answers with rows of JSON, or takes an archive
NOT_ASKED = ("/events", "/images/create", "/auth", "/images/{name}/push", "/images/load")


def schemathesis():
    """the program, in a virtual environment that is made once and kept beside the corpus"""
    home = BUILT / ("schemathesis-" + VERSION)
    program = home / "bin" / "schemathesis"
    if not program.exists():
        for command in ([sys.executable, "-m", "venv", "--clear", home], [home / "bin" / "pip", "install", "-q", "schemathesis==" + VERSION]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise AssertionError("schemathesis could not be installed\n" + done.stdout + done.stderr)
    return program


class OpenApi(BerthTest):
    @classmethod
    def setUpClass(cls):
        cls.port = free_ports(1)[0]
        cls.flags = ("-H", "tcp://127.0.0.1:%d" % cls.port)
        super().setUpClass()
        for tag in ("1", "2", "3"):
            cls.daemon.pull("labels", tag)
        # the document's example
        cls.daemon.pull("redis", "latest")

    def test_theDocumentIsServed(self):
        answer = self.daemon.get("/openapi.yaml")
        self.assertEqual(200, answer.status)
        self.assertRegex(answer.text(), r"(?m)^openapi: ['\"]?3\.")

    def test_everyAnswerIsForeseen(self):
        folder = work("openapi")
        (folder / "openapi.yaml").write_bytes(self.daemon.get("/openapi.yaml").raw)
        # what is not served says so by 501, and what a swarm would serve by 503, as engines do
        (folder / "schemathesis.toml").write_text('[checks.not_a_server_error]\nexpected-statuses = ["2xx", "3xx", "4xx", 501, 503]\n')
        url = "http://127.0.0.1:%d" % self.port
        command = [schemathesis(), "--no-color", "run", folder / "openapi.yaml", "--url", url, "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
                   "--max-examples", str(EXAMPLES), "--seed", "1", "--request-timeout", "20", "--phases", "examples,coverage,fuzzing", "--generation-database", "none",
                   *(x for path in NOT_ASKED for x in ("--exclude-path", path))]
        done = subprocess.run([str(x) for x in command], capture_output=True, text=True, cwd=folder, timeout=1200, check=False, env={"PATH": CLEAN_PATH, "HOME": str(folder), "LANG": "C.UTF-8", **{k: v for k, v in os.environ.items() if k.startswith("PIP_")}})
        self.assertEqual(0, done.returncode, done.stdout[-20000:] + done.stderr[-2000:])


if __name__ == "__main__":
    unittest.main()

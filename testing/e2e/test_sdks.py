"""SDKs against the daemon: docker-java over both transports and Testcontainers, dockerode, docker-py."""
import os
import pathlib
import re
import shutil
import subprocess

from harness.case import BerthTest, work

SDKS = pathlib.Path(__file__).resolve().parents[1] / "sdks"
ROOT = SDKS.parents[1]
DOCKER_PY = "docker==7.2.0"


def java_home():
    """of the JDK that the launchers take"""
    script = 'self=%s; . bin/launch.sh; find_java; echo "$JAVA_HOME"' % (ROOT / "bin" / "build")
    return subprocess.run(["bash", "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


class Sdks(BerthTest):
    def surroundings(self):
        return dict(os.environ, DOCKER_HOST=self.daemon.host, REGISTRY=self.registry.plain, AUTH_REGISTRY=self.registry.auth, HOME=str(work("home")))

    def passes(self, *command, folder, least, counted, **env):
        """runs a library's tests; all must pass, and at least so many must be found"""
        done = subprocess.run([str(c) for c in command], cwd=folder, env=dict(self.surroundings(), **env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=1200, check=False)
        self.assertEqual(0, done.returncode, done.stdout[-8000:])
        self.assertGreaterEqual(sum(int(n) for n in re.findall(counted, done.stdout)), least, done.stdout[-2000:])

    def copy(self, name):
        """of a library's folder, for what its tools write beside the sources"""
        to = work(name) / name
        shutil.copytree(SDKS / name, to)
        return to

    def test_dockerJavaAndTestcontainers(self):
        self.passes("mvn", "-B", "-ntp", "-Dmaven.repo.local=%s" % (pathlib.Path.home() / ".m2" / "repository"), "test", folder=self.copy("java"), least=51, counted=r"Tests run: (\d+),.*Time elapsed",
                    JAVA_HOME=java_home(), TESTCONTAINERS_RYUK_DISABLED="true", TESTCONTAINERS_CHECKS_DISABLE="true", TESTCONTAINERS_HOST_OVERRIDE="127.0.0.1", TESTCONTAINERS_PULL_TIMEOUT="10")

    def test_dockerode(self):
        folder = self.copy("node")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True, timeout=600)
        self.passes("node", "--test", folder=folder, least=24, counted=r"pass (\d+)")

    def test_dockerPyOfDebian(self):
        self.passes("/usr/bin/python3", "test_docker_py.py", folder=SDKS / "python", least=35, counted=r"Ran (\d+) tests")

    def test_dockerPyOfToday(self):
        place = work("venv")
        subprocess.run(["/usr/bin/python3", "-m", "venv", place], check=True)
        subprocess.run([place / "bin" / "pip", "install", "-q", "--disable-pip-version-check", DOCKER_PY], check=True, timeout=600)
        self.passes(place / "bin" / "python3", "test_docker_py.py", folder=SDKS / "python", least=35, counted=r"Ran (\d+) tests")

"""Pulls that are killed again and again: every image ends complete, the store is sound after each kill, and few bytes come twice."""
import random
import threading
import time
import unittest

from harness.case import FULL, BerthTest, registries, work
from harness.registries import Proxy
from harness.store import Store

PULLS = 50 if FULL else 4
KILLS = 3
SEED = 20
RATE = 12 << 20            # bytes a second of each connection: the largest layer of redis then takes over two seconds
AGAIN = 8 << 20            # bytes that one kill may cost for each blob that was in flight
IN_FLIGHT = 3              # --max-concurrent-downloads


class Kills(BerthTest):
    flags = ("--max-concurrent-downloads", str(IN_FLIGHT))

    @classmethod
    def setUpClass(cls):
        cls.registry = registries()
        cls.proxy = Proxy(cls.registry.plain, work("p"))
        cls.addClassCleanup(cls.proxy.stop)
        cls.proxy.faults(rate=RATE, tries=0)
        cls.random = random.Random(SEED)
        cls.length = cls.time_of_a_pull()

    @classmethod
    def time_of_a_pull(cls):
        daemon = cls.new_daemon(*cls.flags)
        with daemon:
            began = time.monotonic()
            answer = daemon.pull(cls.proxy.address + "/library/redis")
            assert answer.status == 200 and not answer.message(), answer
            return time.monotonic() - began

    def test_everyPullEndsCompleteAndCostsLittle(self):
        blobs = self.registry.blobs("library/redis", "latest")
        largest = sorted(blobs.values())[-IN_FLIGHT:]
        for n in range(PULLS):
            with self.subTest(pull=n, seed=SEED):
                daemon = self.new_daemon(*self.flags)
                store = Store(daemon.data)
                before = self.proxy.blob_bytes()
                kills = KILLS + n % 2
                moments = sorted(self.random.uniform(0, self.length) for _ in range(kills))
                for wait in [b - a for a, b in zip([0, *moments], moments)]:
                    daemon.start()
                    pulling = threading.Thread(target=daemon.pull, args=(self.proxy.address + "/library/redis",))
                    pulling.start()
                    time.sleep(wait)
                    daemon.kill()
                    pulling.join()
                    self.assertEqual([], store.faults(hash_bytes=False))
                daemon.start()
                answer = daemon.pull(self.proxy.address + "/library/redis")
                self.assertEqual((200, ""), (answer.status, answer.message()))
                self.assertIn(self.proxy.address + "/library/redis:latest", daemon.get("/images/json").json()[0]["RepoTags"])
                daemon.stop()
                self.assertEqual([], store.faults())
                self.assertEqual({}, store.ingested(), "an ingest is left of a pull that ended")
                allowed = sum(blobs.values()) + kills * sum(min(size, AGAIN) for size in largest)
                self.assertLessEqual(self.proxy.blob_bytes() - before, allowed)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""Preemption: whatever one process does, another answers a key press within 20 ms."""
import statistics
import time

from harness import GUEST, TestCase, Terminal, main

LIMIT = 0.020
KEYS = 40
ROUNDS = 3  # other programs have the machine too: what the system can do shows in the best of them


class Latency(TestCase):
    def delays(self, hog):
        """Seconds from key to echo at the prompt, while `hog` runs in the background."""
        with Terminal("--dir", f"{GUEST}:/mnt/t:ro") as terminal:
            terminal.command(f"/mnt/t/bench_hog.wasm {hog} &" if hog else "true")
            time.sleep(2 if hog == "fill" else 0.5)
            delays = []
            line = ""
            for key in "abcdefghijklmnopqrstuvwxyz" * 2:
                start = time.perf_counter()
                terminal.child.send(key)
                line += key
                terminal.child.expect_exact("$ " + line + "\x1b[J")
                delays.append(time.perf_counter() - start)
                time.sleep(0.01)
                if len(delays) == KEYS:
                    break
            return delays

    def check_hog(self, hog):
        best = None
        for _ in range(ROUNDS):
            delays = sorted(self.delays(hog))
            print(f"# {hog}: median {statistics.median(delays) * 1000:.1f} ms, "
                  f"worst {delays[-1] * 1000:.1f} ms")
            late = delays[int(KEYS * 0.95)]  # one key in twenty may wait for the host's own scheduler
            best = late if best is None else min(best, late)
            if best < LIMIT:
                break
        self.assertLess(best, LIMIT)

    def test_busy_loop(self):
        self.check_hog("loop")

    def test_fill(self):
        self.check_hog("fill")

    def test_straight_line(self):
        self.check_hog("line")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""An engine that checks no address: what a program does outside its memory ends that program alone."""
import os
import re
import sys
import unittest

import harness

UNCHECKED = os.environ.get("VIBEE_UNCHECKED")
OUTSIDE = "/cases/outside.wasm"
ACCESSES = ["read 0xfffffff0", "read 0x1000000", "write 0x1000000", "write 0xffffff00", "read 0xffffffff far",
            "write 0 far"]


def script(program):
    """Each access, then a line that shows that the shell goes on."""
    return "; ".join(f'{program} {access}; echo "status $?"' for access in ACCESSES)


class Isolation(unittest.TestCase):
    def setUp(self):
        harness.VIBEE = UNCHECKED

    def shell(self, line):
        return harness.shell(line, "--dir", f"{harness.GUEST}:/cases")

    def test_inside(self):
        done = self.shell(f"{OUTSIDE} write 0x20; {OUTSIDE} read 0x20")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("nobody stopped it"), 2)

    def test_outside(self):
        done = self.shell(script(OUTSIDE) + "; echo alive")
        self.assertEqual(done.stdout.count("status 133"), len(ACCESSES), done.stdout + done.stderr)
        self.assertNotIn("nobody stopped it", done.stdout)
        self.assertTrue(done.stdout.endswith("alive\n"))
        stopped = re.findall("out of bounds memory access, stopped by the MMU at address 0x[0-9a-f]+, in "
                             r"(?:read|write)_(?:at|far) .*at offset 0x[0-9a-f]+ \(module \d\), called by main", done.stderr)
        self.assertEqual(len(stopped), len(ACCESSES), done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)

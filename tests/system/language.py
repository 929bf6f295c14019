#!/usr/bin/python3
"""The shell language on this target: every file of tests/shell/posix/ prints what it prints everywhere."""
import pathlib
import sys

from harness import VIBEE

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "shell"))
import features  # noqa: E402  pylint: disable=wrong-import-position

if __name__ == "__main__":
    sys.exit(features.in_system([str(VIBEE)]) > 0)

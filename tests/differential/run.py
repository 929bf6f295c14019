#!/usr/bin/env python3
"""Compare VIBEE's engine with V8 on random modules, which wasm-opt makes of random bytes.

    run.py --modules N [--seed S] [--keep DIR] RUN [RUN-SWITCH]

Every second module has a shared memory and atomic instructions (wasm-opt makes no waits, which V8 would never
end). Each module's exports are called in both; what they return or print, that they trap, and a hash of
memory have to be the same (every NaN counts as the same one). RUN-SWITCH, the other way of
dispatch, does it once more in pieces of two reductions with a clone after each, and must use as
many reductions. A module that does not end in time or exhausts the stack, whose depth is nobody's
but the engine's, is not compared. Modules that differ are kept in DIR. Long form, from the top folder:

    tests/differential/run.py --modules 5000 --seed 1 --keep /tmp/differ \\
        build/hosted/tests/differential/differential-run{,-switch}
"""
import argparse
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
FEATURES = ["simd", "bulk-memory", "nontrapping-float-to-int", "sign-ext", "multivalue", "mutable-globals"]
TOO_LONG = 4


def output(*command):
    try:
        run = subprocess.run(command, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return TOO_LONG, b"", b""
    return run.returncode, run.stdout, run.stderr


def make_module(seed, folder):
    source, module = folder / "seed", folder / "module.wasm"
    generator = random.Random(seed)
    source.write_bytes(generator.randbytes(generator.randint(500, 6000)))
    # Without NaNs in scalars, whose bits V8 may choose.
    command = ["wasm-opt", source, "--translate-to-fuzz", "--denan", "-o", module]
    features = FEATURES + ["threads"] * (seed % 2)
    subprocess.run(command + [f"--enable-{feature}" for feature in features], check=True,
                   capture_output=True)
    return module


def compare(args, module):
    """None when not comparable, else what differs ("" for nothing)."""
    code, ours, reductions = output(args.run, module)
    if code == TOO_LONG or b" trap stack" in ours:
        return None
    if code != 0:
        return f"exit status {code}: {reductions.decode(errors='replace')}"
    if args.run_switch and output(args.run_switch, module, "2") != (code, ours, reductions):
        return "in pieces, with clones, on the switch"
    code, theirs, errors = output("node", HERE / "v8.mjs", module)
    if code == TOO_LONG or b" trap stack" in theirs:
        return None
    if code != 0:
        return f"V8: {errors.decode(errors='replace')}"
    return "" if ours == theirs else "from V8"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--modules", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("run")
    parser.add_argument("run_switch", nargs="?")
    args = parser.parse_args()
    compared = skipped = different = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.seed, args.seed + args.modules):
            module = make_module(seed, pathlib.Path(folder))
            result = compare(args, module)
            compared += result is not None
            skipped += result is None
            if result:
                different += 1
                print(f"seed {seed}: differs {result}", flush=True)
                if args.keep:
                    args.keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(module, args.keep / f"{seed}.wasm")
    print(f"{compared} modules compared, {different} different, {skipped} not comparable")
    return 1 if different or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

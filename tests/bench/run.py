#!/usr/bin/python3
"""Measure, each figure beside a peer that is measured in the same run.

    run.py [--build DIR] [--json] [--runs N] [GROUP...]
    run.py engine FILE.wasm [ARGUMENTS...]

Groups: process, system, engine, programs, processes, size; without one all of these. uefi measures the
UEFI target in an emulator, which nothing is put beside. engine with a file runs that WASI command, here and on the
other engines found (tests/bench/engines.py).
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

GROUPS = {}


def group(function):
    GROUPS[function.__name__] = function
    return function


def figure(name, value, unit, peer=None, peer_value=None, **more):
    ratio = value / peer_value if peer_value else None
    return {"name": name, "value": value, "unit": unit, "peer": peer, "peer_value": peer_value,
            "ratio": ratio, **more}


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def elapsed(command, **options):
    """Seconds by the clock and of processor time."""
    start, used = time.perf_counter(), processor_seconds()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, **options)
    seconds = time.perf_counter() - start, processor_seconds() - used
    if done.returncode:
        sys.exit(f"bench: {' '.join(map(str, command))} exited with {done.returncode}:\n"
                 f"{done.stderr.decode(errors='replace')[-500:]}")
    return seconds


def paired(name, ours, peer, theirs, runs):
    """Median milliseconds of two commands, run in turn so that noise meets both. Processor time
    tells what a busy machine hides."""
    a, b = [], []
    for turn in range(runs + 1):
        x, y = elapsed(ours), elapsed(theirs)
        if turn:  # the first turn warms the caches
            a.append(x)
            b.append(y)
    for i, what in enumerate(("", ", processor time")):
        yield figure(name + what, statistics.median(x[i] for x in a) * 1000, "ms", peer,
                     statistics.median(y[i] for y in b) * 1000)


def lines(command):
    """Figures that a program prints as "name nanoseconds"."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench: {' '.join(map(str, command))} exited with {done.returncode}:\n{done.stderr}")
    return {name: float(value) for name, value in
            (line.split()[:2] for line in done.stdout.splitlines() if line.strip())}


@group
def process(build, runs):
    yield from paired("whole process: -c true", [build / "vibee", "-c", "true"], "bash -c true",
                      ["bash", "-c", "true"], runs)
    yield figure("boot to prompt", prompt_time([str(build / "vibee")], runs), "ms",
                 "bash to its prompt", prompt_time(["bash", "--norc", "--noprofile"], runs))


def prompt_time(command, runs):
    import pexpect
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        child = pexpect.spawn(command[0], command[1:], timeout=20)
        child.expect(r"[$#] ")
        times.append((time.perf_counter() - start) * 1000)
        child.close(force=True)
    return statistics.median(times)


@group
def system(build, runs):
    del runs
    guest = build / "user" / "build" / "tests"
    with tempfile.NamedTemporaryFile() as file:
        theirs = lines([build / "tests/bench/bench_peer", file.name])
    ours = lines([build / "vibee", "--dir", f"{guest}:/bench:ro", "-c", "/bench/bench_system.wasm"])
    names = {
        "call": ("channel call and reply, two processes", "pipe ping-pong, two processes, one core"),
        "open": ("open and close a file", "Linux open and close"),
        "spawn": ("spawn and wait for true", "Linux posix_spawn and wait"),
        "fork": ("fork and wait", "Linux fork and wait"),
    }
    yield figure("null system call", ours["null"] / 1000, "us")
    for key, (name, peer) in names.items():
        yield figure(name, ours[key] / 1000, "us", peer, theirs[key] / 1000)


@group
def engine(build, runs):
    """Each kernel beside clang -O2; the ratios to the other engines in the note."""
    del runs
    import engines
    for one in engines.kernels(build):
        ours, peers = one["engine_ns"], one["peers"]
        ratios = {peer: ours / time for peer, time in peers.items()}
        yield figure(f"guest speed: {one['name']}", ours / 1e6, "ms", "clang -O2", peers["clang -O2"] / 1e6,
                     ratios={peer: round(ratio, 2) for peer, ratio in ratios.items()},
                     per_second=round(one["rounds"] / ours * 1e9))


def engine_command(build, command):
    """A WASI command on ours and on the engines that are found."""
    import engines
    times = engines.wasi_command(build, command)
    ours = times.pop("VIBEE OS")
    for peer, time in times.items():
        yield figure(" ".join(command)[-44:], ours, "ms", peer, time)


@group
def programs(build, runs):
    python = build / "programs/python.wasm"
    yield from paired("CPython -c 'print(1)'", [build / "vibee", "run", python, "-c", "print(1)"],
                      "native CPython", ["/usr/bin/python3", "-c", "print(1)"], max(3, runs // 2))


@group
def uefi(build, runs):
    del build, runs
    import uefi as machine
    for name, value, unit in machine.measure():
        yield figure(name, value, unit, note="QEMU without KVM")


def text_bytes(*libraries):
    out = subprocess.run(["llvm-size-19", *libraries], capture_output=True, text=True, check=True)
    return sum(int(line.split()[0]) for line in out.stdout.splitlines()[1:])


def many_processes(build, count):
    """Nanoseconds a process, and the bytes of the whole vibee process at its largest."""
    guest = build / "user" / "build" / "tests"
    command = [build / "vibee", "--dir", f"{guest}:/bench:ro", "-c",
               f"/bench/bench_processes.wasm /bench/bench_answer.wasm {count}"]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    out = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"bench: {count} processes: exited with {child.returncode}")
    values = {name: float(value) for name, value in map(str.split, out.splitlines())}
    return values, used.ru_maxrss * 1024, used.ru_utime + used.ru_stime


@group
def processes(build, runs):
    """The curve from 10 to 100,000 native processes that answer messages. Memory is the host's, of the
    whole system, beyond that with one process; processor time is from the start to the end of all."""
    del runs
    counts = (10, 100, 1000, 10000, 100000)
    _, least, none = many_processes(build, 1)
    for count in counts:
        ns, memory, seconds = many_processes(build, count)
        yield figure(f"{count} processes: memory of each", (memory - least) / (count - 1) / 1024, "KiB")
        yield figure(f"{count} processes: memory in all", memory / 2**20, "MiB")
        yield figure(f"{count} processes: call and reply", ns["answer"] / 1000, "us")
        yield figure(f"{count} processes: whole life, processor time", (seconds - none) / count * 1e6, "us")
    charged = ns["memory_charged"] - 65536
    yield figure("charged for one beyond its 64 KiB of linear memory", charged / 1024, "KiB")
    yield figure("spawn of a loaded image", ns["spawn_alone"] / 1000, "us")
    yield figure("spawn of a loaded image, its run and wait", ns["spawn_and_wait"] / 1000, "us")


@group
def size(build, runs):
    del runs
    kernel = text_bytes(build / "kernel/libkernel.a", build / "base/libbase.a")
    yield figure("kernel text (kernel and base)", kernel / 1024, "KiB")
    yield figure("vibee binary", (build / "vibee").stat().st_size / 1024, "KiB")
    yield figure("memory of an idle process, shim included", idle_memory(build), "KiB")


def idle_memory(build):
    """What the kernel charges for `sleep`, from ps."""
    out = subprocess.run([build / "vibee", "-c", "sleep 9 & sleep 0.1; ps"], capture_output=True,
                         text=True, stdin=subprocess.DEVNULL).stdout
    for line in out.splitlines():
        fields = line.split()
        if len(fields) >= 5 and fields[-1].endswith("sleep"):
            return float(fields[3].rstrip("K"))
    sys.exit(f"bench: expected a process sleep in ps, found:\n{out}")


def table(figures):
    for f in figures:
        value = f"{f['value']:.3g}" if f["value"] < 100 else f"{f['value']:.0f}"
        peer = f"{f['peer_value']:.3g} {f['unit']}  {f['peer']}  (x{f['ratio']:.2f})" if f["ratio"] else ""
        print(f"  {f['name']:<44} {value:>8} {f['unit']:<4}  {peer}", flush=True)
        if "ratios" in f:
            others = (f"{name} x{ratio}" for name, ratio in f["ratios"].items() if name != f["peer"])
            print(f"  {'':<44} {f['per_second']:>8} /s    {', '.join(others)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/hosted"))
    parser.add_argument("--json", action="store_true", help="an object a line")
    parser.add_argument("--runs", type=int, default=11)
    arguments = sys.argv[1:]
    files = [i for i, argument in enumerate(arguments) if argument.endswith(".wasm")]
    command = arguments[files[0]:] if files else []
    options = parser.parse_args(arguments[:files[0]] if files else arguments)
    if command and options.groups != ["engine"]:
        parser.error("expected the group engine before a file")
    for name in options.groups:
        if name not in GROUPS:
            parser.error(f"unknown group '{name}'; expected one of {', '.join(GROUPS)}")
    for name in options.groups or [name for name in GROUPS if name != "uefi"]:
        if not options.json:
            print(f"{name}:", flush=True)
        build = options.build.resolve()
        for one in engine_command(build, command) if command else GROUPS[name](build, options.runs):
            if options.json:
                print(json.dumps(one), flush=True)
            else:
                table([one])


if __name__ == "__main__":
    main()

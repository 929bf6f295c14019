"""The engine beside others: the kernels of engine/tests, and any WASI command.

Peers are Node's V8 with its optimising compiler and with Liftoff alone, and of wasm3, iwasm (WAMR)
and wasmtime those that are found on the machine. None but Node is required.
"""
import json
import pathlib
import resource
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
NODE = ["node", "--no-warnings"]
LIFTOFF = [*NODE, "--liftoff-only"]
# How a WASI command is run: the file and its arguments come behind.
COMMANDS = {
    "V8": [*NODE, str(HERE / "wasi.mjs")],
    "V8 Liftoff": [*LIFTOFF, str(HERE / "wasi.mjs")],
    "wasm3": ["wasm3"],
    "WAMR": ["iwasm"],
    "wasmtime": ["wasmtime", "run", "--dir", "."],
}
RUNS = 3


def run(command):
    """Processor seconds of a command, and what it printed; None when it cannot do it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        return None, done.stderr.strip().splitlines()[-1:]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def found():
    """The peers that are here and can run WASI commands."""
    return {name: command for name, command in COMMANDS.items() if shutil.which(command[0])}


def in_v8(kernels, rounds):
    """Nanoseconds of each kernel in V8, by compiler."""
    wanted = [f"{name}={count}" for name, count in rounds.items()]
    for peer, node in (("V8", NODE), ("V8 Liftoff", LIFTOFF)):
        if not shutil.which(node[0]):
            continue
        done = subprocess.run([*node, HERE / "kernels.mjs", kernels, *wanted], capture_output=True,
                              text=True)
        if done.returncode:
            sys.exit(f"bench: {peer} exited with {done.returncode}:\n{done.stderr}")
        yield peer, json.loads(done.stdout)


def as_commands(command, rounds):
    """The same of the engines that are programs: processor time beyond that of no round at all."""
    for peer, start in found().items():
        if peer.startswith("V8"):
            continue
        times = {}
        for name, count in rounds.items():
            none, some = (min((run([*start, command, name, n])[0] or 0 for _ in range(RUNS)))
                          for n in ("0", str(count)))
            if some > none > 0:
                times[name] = (some - none) * 1e9
        yield peer, times


def kernels(build):
    """An object for each kernel: name, rounds, nanoseconds natively, of ours, and of the peers."""
    tests = build / "engine/tests"
    done = subprocess.run([tests / "bench_engine", tests / "bench_kernels.wasm", "--json"],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench: bench_engine exited with {done.returncode}:\n{done.stderr}")
    ours = [json.loads(line) for line in done.stdout.splitlines()]
    for one in ours:
        one["name"] = one.pop("bench").removeprefix("engine/")
        one["peers"] = {"clang -O2": one["native_ns"], "clang -O3": one["native_o3_ns"]}
    rounds = {one["name"]: one["rounds"] for one in ours if one["name"] != "host_call"}
    for measure, file in ((in_v8, "bench_kernels.wasm"), (as_commands, "bench_kernels_wasi.wasm")):
        for peer, times in measure(tests / file, rounds):
            for one in ours:
                if one["name"] in times:
                    one["peers"][peer] = times[one["name"]]
    return ours


def wasi_command(build, command):
    """Processor milliseconds of a WASI command with its arguments, ours first, in turn."""
    starts = {"VIBEE OS": [str(build / "vibee"), "run"], **found()}
    times = {}
    for _ in range(RUNS):
        for peer, start in starts.items():
            seconds, said = run([*start, *command])
            if seconds is not None:
                times.setdefault(peer, []).append(seconds * 1000)
            elif peer == "VIBEE OS":
                sys.exit(f"bench: {' '.join(command)}: {said}")
    return {peer: min(values) for peer, values in times.items()}

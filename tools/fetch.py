#!/usr/bin/python3
"""Fetch a pinned package from this machine's own registries and check it.

    fetch.py deb SOURCE FILE SHA256 DIRECTORY    FILE (the upstream archive) of a Debian source package
    fetch.py npm NAME VERSION SHA256 DIRECTORY   an npm package

The archive is kept in DIRECTORY, and unpacked there beside itself under its own name. Debian's source
packages are reached through the sources that apt is configured with; nothing is installed.
"""
import fcntl
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys


def fail(message):
    sys.exit(f"fetch.py: {message}")


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        fail(f"{' '.join(command[:3])} failed:\n{done.stdout[-500:]}{done.stderr[-1500:]}")
    return done.stdout


def source_lists(parts):
    """The machine's own apt sources as source-package sources."""
    for path in pathlib.Path("/etc/apt").glob("sources.list.d/*.sources"):
        text = re.sub(r"(?m)^Types:.*$", "Types: deb-src", path.read_text())
        if "debian-archive" in text:
            (parts / path.name).write_text(text)
    lists = [pathlib.Path("/etc/apt/sources.list"), *pathlib.Path("/etc/apt").glob("sources.list.d/*.list")]
    for path in lists:
        if path.is_file():
            lines = re.findall(r"(?m)^deb(?:-src)?\s.*$", path.read_text())
            own = [re.sub(r"^deb(-src)?\s", "deb-src ", line) for line in lines if "debian" in line]
            if own:
                (parts / path.name).write_text("\n".join(own) + "\n")


def fetch_deb(source, file, directory):
    apt = directory / "apt"
    for name in ("parts", "lists/partial", "cache/archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    source_lists(apt / "parts")
    options = ["-o", "Dir::Etc::sourcelist=/dev/null", "-o", f"Dir::Etc::sourceparts={apt}/parts",
               "-o", f"Dir::State::lists={apt}/lists", "-o", f"Dir::Cache={apt}/cache",
               "-o", "APT::Sandbox::User=root"]
    run("apt-get", *options, "-qq", "update", cwd=directory)
    run("apt-get", *options, "-qq", "source", "--download-only", source, cwd=directory)
    if not (directory / file).is_file():
        have = ", ".join(p.name for p in directory.glob("*.tar.*"))
        fail(f"{source}: expected {file}, found {have or 'nothing'}")


def fetch_npm(name, version, file, directory):
    out = run("npm", "pack", "--loglevel=error", f"{name}@{version}", cwd=directory).split()
    if not out or not (directory / out[-1]).is_file():
        fail(f"npm pack {name}@{version} made no file")
    if out[-1] != file:
        shutil.move(directory / out[-1], directory / file)


def matches(path, wanted):
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted


def main():
    if len(sys.argv) != 6 or sys.argv[1] not in ("deb", "npm"):
        sys.exit(__doc__)
    kind, name, second, wanted, directory = sys.argv[1:]
    directory = pathlib.Path(directory).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    file = second if kind == "deb" else re.sub(r"[@/]+", "-", name).strip("-") + f"-{second}.tgz"
    archive = directory / file
    lock = open(directory / "lock", "w", encoding="ascii")  # build trees share the directory
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not matches(archive, wanted):
        archive.unlink(missing_ok=True)
        if kind == "deb":
            fetch_deb(name, file, directory)
        else:
            fetch_npm(name, second, file, directory)
        if not matches(archive, wanted):
            found = hashlib.sha256(archive.read_bytes()).hexdigest()
            archive.unlink()
            fail(f"{file}: expected SHA-256 {wanted}, found {found}")
    target = directory / re.sub(r"\.(tgz|tar\.\w+)$", "", file)
    if not target.is_dir():
        partial = directory / (target.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        run("tar", "-xf", str(archive), "-C", str(partial), cwd=directory)
        partial.rename(target)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Make a boot image: a ustar archive that is the same, byte for byte, whenever its files are.

usage: ustar.py OUT [--tree DIR] [--manifest FILE --root DIR] [PATH=FILE...]

A tree goes in with all its files. A manifest lists installed files, one a line (CMake's
install_manifest.txt); their paths in the image are those below the root. PATH=FILE adds a file. What
comes later in this order replaces what was there. Entries are sorted, folders are added,
times and owners are zero, modes are 644 or 755; symbolic links stay links. OUT is written only when its contents change, so
that nothing that depends on it is built in vain.
"""
import os
import sys

BLOCK = 512


def fail(message):
    sys.exit(f"ustar.py: {message}")


def split(path):
    """The name and prefix fields of a path."""
    encoded = path.encode()
    if len(encoded) <= 100:
        return encoded, b""
    for at, byte in enumerate(encoded):
        if byte == ord("/") and at <= 155 and len(encoded) - at - 1 <= 100:
            return encoded[at + 1:], encoded[:at]
    fail(f"{path}: expected a path that ustar can hold, found {len(encoded)} bytes")


def header(path, kind, mode, size, link=""):
    name, prefix = split(path)
    block = bytearray(BLOCK)

    def put(at, data):
        block[at:at + len(data)] = data

    put(0, name)
    put(100, b"%07o\0" % mode)
    put(108, b"%07o\0" % 0)      # owner
    put(116, b"%07o\0" % 0)      # group
    put(124, b"%011o\0" % size)
    put(136, b"%011o\0" % 0)     # time
    put(148, b" " * 8)
    put(156, kind)
    if len(link.encode()) > 100:
        fail(f"{link}: expected a link's target of at most 100 bytes")
    put(157, link.encode())
    put(257, b"ustar\x0000")
    put(345, prefix)
    put(148, b"%06o\0 " % sum(block))
    return bytes(block)


def archive(files):
    folders = set()
    for path in files:
        while "/" in path:
            path = path.rpartition("/")[0]
            folders.add(path + "/")
    parts = []
    for path in sorted(folders | files.keys()):
        if path in folders:
            parts.append(header(path, b"5", 0o755, 0))
            continue
        if os.path.islink(files[path]):
            parts.append(header(path, b"2", 0o777, 0, os.readlink(files[path])))
            continue
        with open(files[path], "rb") as file:
            data = file.read()
        executable = path.startswith(("bin/", "sbin/"))
        parts.append(header(path, b"0", 0o755 if executable else 0o644, len(data)))
        parts.append(data + bytes(-len(data) % BLOCK))
    parts.append(bytes(2 * BLOCK))
    return b"".join(parts)


def read_tree(root):
    files = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            files[os.path.relpath(path, root)] = path
    return files


def read_manifest(manifest, root):
    files = {}
    if not os.path.exists(manifest):
        return files
    with open(manifest, encoding="utf-8") as lines:
        for line in lines.read().splitlines():
            path = os.path.relpath(line, root)
            if path.startswith(".."):
                fail(f"{manifest}: expected files below {root}, found {line}")
            files[path] = line
    return files


def write_if_changed(out, data):
    try:
        with open(out, "rb") as file:
            if file.read() == data:
                return
    except FileNotFoundError:
        pass
    temporary = out + ".new"
    with open(temporary, "wb") as file:
        file.write(data)
    os.replace(temporary, out)


def main():
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.exit(__doc__)
    out, files, options = arguments[0], {}, {}
    rest = iter(arguments[1:])
    for argument in rest:
        if argument in ("--tree", "--manifest", "--root"):
            options[argument] = next(rest, None) or fail(f"{argument}: expected a path")
        elif "=" in argument:
            path, _, file = argument.partition("=")
            files[path] = file
        else:
            fail(f"{argument}: expected PATH=FILE, --tree, --manifest or --root")
    packed = {}
    if "--tree" in options:
        packed |= read_tree(options["--tree"])
    if "--manifest" in options:
        packed |= read_manifest(options["--manifest"], options.get("--root", "."))
    write_if_changed(out, archive(packed | files))


if __name__ == "__main__":
    main()

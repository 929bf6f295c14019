#!/usr/bin/python3
"""images.py REFERENCE IMAGE [EXTENDED...]: the two boot images carry the same files, byte for byte (SHA-256).

An EXTENDED file, of configuration, begins with the reference's and may go on; then what was compiled from it
(NAME.table for NAME.toml) differs, too.

A program is built once and runs on every target, so each target's image is compared with hosted's. Exit
status 77, which CTest reports as skipped, when the reference was not built.
"""
import hashlib
import pathlib
import sys
import tarfile


def sums(path):
    with tarfile.open(path) as image:
        return {entry.name.removeprefix("./"): hashlib.sha256(image.extractfile(entry).read()).hexdigest()
                for entry in image if entry.isfile()}


def read(path, name):
    with tarfile.open(path) as image:
        return image.extractfile(name).read()


def main():
    reference, image = map(pathlib.Path, sys.argv[1:3])
    if not reference.is_file():
        print(f"{reference} was not built: nothing to compare with")
        return 77
    wanted, found = sums(reference), sums(image)
    for name in sys.argv[3:]:
        if name in wanted and name in found and read(image, name).startswith(read(reference, name)):
            found[name] = wanted[name]
            table = name.removesuffix(".toml") + ".table"
            if table in found and table in wanted:
                found[table] = wanted[table]
    different = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    for name in different:
        print(f"{name}: expected {wanted.get(name, 'no such file')}, found {found.get(name, 'no such file')}")
    if different:
        print(f"in {image}, beside {reference}; when that is older than the sources, build it again")
        return 1
    print(f"{len(found)} files are the same")
    return 0


sys.exit(main())

#!/usr/bin/python3
"""package.py SOURCE BUILD OUT: the folder that `npm pack` makes the package vibee-os from.

SOURCE is the repository, BUILD holds vibee.wasm and boot.tar. The package has the host's half of the web target
(platforms/web/host), the command `vibee` (platforms/web/node), the JavaScript API (web/src/api) in the same places,
and the two files.
"""
import json
import pathlib
import re
import shutil
import sys

HELP = "platforms/posix/src/help.c"
FILES = """/* Where the package has the system's files. */
export default {{
    module: {{ url: new URL('../../../vibee.wasm', import.meta.url).href, size: {module} }},
    image: {{ url: new URL('../../../boot.tar', import.meta.url).href, size: {image} }},
}};
"""


def help_texts(source):
    """The texts of --help, which the hosted binary has as string constants."""
    text = (source / HELP).read_text()
    found = {}
    for name, literals in re.findall(r'static const char (\w+)_help\[\] =((?:\s*"(?:[^"\\]|\\.)*")+);', text):
        found[name] = "".join(json.loads(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', literals))
    if found.keys() != {"system", "run", "common"}:
        sys.exit(f"{HELP}: expected the constants system_help, run_help and common_help, found {sorted(found)}")
    return found


def api(source, out, sizes):
    """The API, which finds the files in the package and not through Vite."""
    for path in (source / "web/src/api").iterdir():
        target = out / "web/src/api" / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text().replace("'virtual:vibee-files'", "'./files.js'"))
    (out / "web/src/api/files.js").write_text(FILES.format(**sizes))


def main():
    source, build, out = map(pathlib.Path, sys.argv[1:])
    version = re.search(r"project\(vibee VERSION (\S+)", (source / "CMakeLists.txt").read_text())[1]
    shutil.rmtree(out, ignore_errors=True)
    for folder in ("platforms/web/host", "platforms/web/node"):
        shutil.copytree(source / folder, out / folder)
    for name in ("vibee.wasm", "boot.tar"):
        shutil.copy(build / name, out / name)
    api(source, out, {"module": (out / "vibee.wasm").stat().st_size, "image": (out / "boot.tar").stat().st_size})
    (out / "help.json").write_text(json.dumps({**help_texts(source), "version": version}))
    shutil.copy(source / "LICENSE", out / "LICENSE")
    shutil.copy(source / "web/npm/README.md", out / "README.md")
    package = json.loads((source / "web/npm/package.json").read_text())
    package["version"] = version
    (out / "package.json").write_text(json.dumps(package, indent=2) + "\n")
    (out / "platforms/web/node/vibee.js").chmod(0o755)


main()

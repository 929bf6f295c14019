"""What the tests of the UEFI target share: the machine in an emulator, its serial line as a terminal."""
import os
import pathlib
import subprocess
import sys

import pexpect

import harness

BUILD = pathlib.Path(os.environ.get("VIBEE_BUILD", "build/uefi-x86_64")).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
RUN = SOURCE / "tools" / "uefi" / "run.py"
IMAGE = BUILD / "vibee.img"
PATIENCE = 180  # seconds: the firmware alone takes a while, and the host is busy


def run(*arguments, timeout=PATIENCE):
    """Boot without a terminal until the machine stops: its status, and what it wrote since the firmware."""
    done = subprocess.run([sys.executable, RUN, IMAGE, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=timeout)
    text = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    return done.returncode, text[text.find("\nvibee 0") + 1:] + done.stderr.decode("utf-8", "replace")


def boot_image(folder, **programs):
    """The boot image with files added below bin: an argument of --file."""
    out = pathlib.Path(folder) / "boot.tar"
    files = [f"etc/devices.table={BUILD}/devices.table", *(f"bin/{name}={file}" for name, file in programs.items())]
    subprocess.run([sys.executable, SOURCE / "tools/image/ustar.py", out, "--tree", SOURCE / "image", "--manifest",
                    BUILD / "user/build/install_manifest.txt", "--root", BUILD / "root", *files], check=True)
    return f"vibee/boot.tar={out}"


def shell(line, *arguments, **options):
    """Boot for one line of the shell: its status, and what came behind the boot messages."""
    assert "'" not in line
    status, text = run("--command", f"-- shell -c '{line}'", *arguments, **options)
    return status, text[text.find("programs "):].partition("\n")[2] if "programs " in text else text


class Machine(harness.Terminal):
    """A booted machine; otherwise as the hosted system in a pseudo-terminal."""

    def __init__(self, *arguments, rows=24, columns=80):
        self.child = pexpect.spawn(sys.executable, [str(RUN), str(IMAGE), *map(str, arguments)], timeout=PATIENCE,
                                   dimensions=(rows, columns), encoding="utf-8", codec_errors="replace")
        self.child.delaybeforesend = None

    def leave(self, status):
        """Type `exit STATUS`; the status with which the machine stopped."""
        self.child.send(f"exit {status}\r")
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus

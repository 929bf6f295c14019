#!/bin/sh
# convert.sh COMMAND...: what it says is shown when it fails; wast2json also tells which modules it leaves out.
set -eu
said=$("$@" 2>&1) || { status=$?; printf '%s\n' "$said" >&2; exit "$status"; }

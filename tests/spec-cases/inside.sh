#!/bin/sh
# Run the cases inside VIBEE OS, by its own engine: spec_cases.wasm takes init's place.
#   inside.sh PYTHON VIBEE SPEC_CASES.WASM
set -eu
image=$(mktemp)
trap 'rm -f "$image"' EXIT
"$1" "$(dirname "$0")/../../tools/image/ustar.py" "$image" "sbin/init.wasm=$3"
"$2" --image "$image" run "$3"

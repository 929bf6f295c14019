#!/bin/sh
# collect.sh FOLDER PREFIX: the binary modules below FOLDER as PREFIX-SCRIPT-NAME.wasm.
set -eu
find "$1" -name '*.wasm' | while read -r file; do
    script=$(basename "$(dirname "$file")")
    cp "$file" "$2-$script-$(basename "$file")"
done

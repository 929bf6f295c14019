#!/bin/sh
# run.sh SECONDS FUZZER PREFIX CORPUS [SEEDS]: fuzz; inputs that fail are written to files at PREFIX.
seconds=${VIBEE_FUZZ_SECONDS:-$1} fuzzer=$2 prefix=$3
shift 3
exec timeout $((seconds * 2 + 60)) "$fuzzer" -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$prefix" "$@"

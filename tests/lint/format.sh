#!/bin/sh
# Every hand-written C source is formatted as .clang-format says. ./x fmt mends it.
git ls-files -co --exclude-standard -- '*.c' '*.h' '*.cpp' ':!*.gen.*' ':!spec/include' \
    ':!sdk/include/vibee' | xargs -r clang-format-19 --dry-run -Werror 2>&1 | grep 'error:' | cut -d: -f1 |
    sort | uniq -c | { ! grep .; }

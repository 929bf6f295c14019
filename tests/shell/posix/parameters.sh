# XCU 2.5: positional and special parameters.
set -- a 'b c' d
echo $# "$1" "$2" "$3" "${1}x" $10 "${10-ten}"
for i in "$@"; do echo "[$i]"; done
for i in "$*"; do echo "[$i]"; done
for i in $@; do echo "[$i]"; done
for i in $*; do echo "[$i]"; done
for i in x"$@"y; do echo "[$i]"; done
IFS=:; echo "$*"; IFS=; echo "$*"; unset IFS; echo "$*"
IFS=,; x=$*; echo "$x"; unset IFS; x=$@; echo "$x"
set --; echo $# "$@" "$*"
set -- "$@"; echo $#
set -- ""; echo $# "$@"; set -- $1; echo $#
set -- 1 2 3 4 5 6 7 8 9 ten eleven; echo ${10} ${11} $10; shift 9; echo $# $1; shift; shift; echo $#
true; echo $?; false; echo $?; (exit 42); echo $?
case $$ in *[!0-9]*|'') echo bad;; *) echo number;; esac
[ "$$" = "$(echo $$)" ] && echo 'the same in a subshell'
: & wait $!; echo $?
set -eu; case $- in *e*u*|*u*e*) echo "options" ;; esac; set +eu
echo ${#} ${#*} ${#@}

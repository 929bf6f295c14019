# What dash does not have: LINENO, ++ and --, pipefail, $(( that is no arithmetic, ;& .
# peer: bash
echo "$LINENO" $((LINENO))
f() {
  echo $LINENO
}
f
echo $( (echo sub) ) $((echo inner) | cat)
x=5; echo $((x++)) $x $((x--)) $x $((++x)) $x $((--x)) $x $((1,2)) $((x++ + ++x)) $((5--3)) $((- -3))
(set -o pipefail; false | true; echo $?; true | (exit 3) | true; echo $?; true | true; echo $?)
case a in a) echo 1 ;& b) echo 2 ;; c) echo 3 ;; esac
g() { local x=1 y=2; echo $x$y; }; x=out; g; echo $x
x=é; echo ${#x} ${x#?}.; case $x in ?) echo one;; esac
echo ${x:-$((1+1))} "${y-"a b"}"

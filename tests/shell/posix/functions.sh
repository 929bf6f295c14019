# XCU 2.9.5: functions; local is not in POSIX, but everywhere.
f() { echo "$# $1 $2"; }; f a 'b c'; f; f() { echo new; }; f
g() { return 3; echo no; }; g; echo $?; h() { false; }; h; echo $?; r() { (exit 7); return; }; r; echo $?
set -- outer; p() { set -- inner; shift; echo $#; }; p x y; echo $1
v() { x=changed; }; x=before; v; echo $x
l() { local x=in y=; y=2; echo $x $y; m; }; m() { echo "m:$x:$y"; x=deep; }; x=out; unset y; l; echo "$x[$y]"
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(( $1 * $(fact $(($1-1))) )); fi; }; fact 6
count() { [ $1 -gt 0 ] && count $(($1-1)); }; count 100; echo $?
s() ( x=sub; echo $x ); s; echo $x
i() if true; then echo if body; fi; i
for k in 1 2; do loop() { return; }; loop; echo $k; done
a=1 f; e() { echo "$a"; }; a=2 e
f() { f() { echo second; }; echo first; }; f; f
unset -f f; f 2>/dev/null; echo $?
w() { while :; do return 5; done; }; w; echo $?
q() { echo "$*" | cat; } 2>/dev/null; q piped out
echo() { printf 'my %s\n' "$1"; }; echo x; command echo y; unset -f echo; echo z
z() { [ $# -eq 0 ] && return; shift; z "$@"; }; z 1 2 3; echo $?
t() { trap 'echo trapped' EXIT; }; (t; echo body)
o() { eval 'return 4'; echo no; }; o; echo $?
n() { for i in 1 2; do return 9; done; }; n; echo $?

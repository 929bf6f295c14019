# XCU 2.6.5: field splitting.
show() { echo "$#:$(for i in "$@"; do printf '<%s>' "$i"; done)"; }
x='  a  b	c
d  '; show $x; show "$x"; show x$x; show ${x}y
IFS=:; x='a:b::c:'; show $x; show :$x; x=':a'; show $x; x=':'; show $x; x='::'; show $x
IFS=' :'; x=' a : b  c:d : : e '; show $x
IFS=': '; x='a :b'; show $x
IFS=; x='a b'; show $x; unset IFS; show $x
IFS=ab; x=xaybz; show $x; show xaybz; show "$x"
unset IFS; x='*'; set -f; show $x; set +f
x=; show $x; show "$x"; show $x$x; show "$x"$x; show ''$x
x=' '; show $x; show a${x}b; show a$x; show ${x}b; show ''$x''
show $(echo 'a b'; echo c) "$(echo 'a b'; echo c)" `echo d e`
y=$(printf 'x\n\n\n'); show "$y"; show "$(printf '\n\na\n\n')"
IFS=,; set -- a,b c; show $1 $2; show $*; show "$*"; v=$1; show $v; unset IFS
IFS=/; show $(echo /usr/lib); unset IFS
x='a b'; y=$x; show "$y"; export z=1; case $x in 'a b') echo whole;; esac

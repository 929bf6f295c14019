# XCU read.
r() { printf "$1" | { shift; read "$@"; echo "$?[$a][$b][$c]"; }; }
r 'x y z\n' a b c; r 'x y z w v\n' a b; r 'x\n' a b; r '  lead  trail  \n' a; r '  p   q  \n' a b
r 'a\\ b c\n' a b; r 'a\\ b c\n' -r a b; r 'one\\\ntwo\n' a; r 'one\\\ntwo\n' -r a; r '' a; r 'noeol' a
IFS=:; r 'a:b:c:d\n' a b; r 'a:b\n' a b c; r ':x:\n' a b c; r 'a:b:\n' a b; r 'a::\n' a b; unset IFS
IFS=' :'; r ' a : b \n' a b c; unset IFS; IFS=; r '  keep  \n' a; unset IFS; r 'x\\y\\\\z\n' a; r '\n' a b
printf 'l1\nl2\nl3\n' | { read a; read b; cat; echo "$a$b"; }
printf '1 2\n3 4\n' | while read a b; do echo "$b$a"; done
IFS=, read a b <<E
p,q
E
echo $a $b

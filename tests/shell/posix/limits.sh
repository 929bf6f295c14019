# docs/vsh.md, Limits: what nests too deeply is refused by name, and nothing crashes.
# peer: none
(f() { f; }; f; echo no) 2>/dev/null; echo $?
(f() { eval 'if true; then f; fi'; }; f; echo no) 2>/dev/null; echo $?
(f() { f 2>/dev/null; }; f; echo no) 2>/dev/null; echo $?
f() { [ $1 -eq 0 ] || f $(($1-1)); }; f 300; echo $?
x='$('; for i in 1 2 3 4 5 6 7 8; do x=$x$x; done; (eval "echo $x"; echo no) 2>/dev/null; echo $?
x='$(('; for i in 1 2 3 4 5 6; do x=$x$x; done; (eval "echo $x"; echo no) 2>/dev/null; echo $?
x='{ '; for i in 1 2 3 4 5 6 7 8; do x=$x$x; done; (eval "$x"; echo no) 2>/dev/null; echo $?
x='('; for i in 1 2 3 4 5 6 7 8; do x=$x$x; done; (echo $((${x}1)); echo no) 2>/dev/null; echo $?
x='- '; for i in 1 2 3 4 5 6 7 8; do x=$x$x; done; (echo $((${x}1)); echo no) 2>/dev/null; echo $?
x='${u-'; for i in 1 2 3 4 5 6 7 8; do x=$x$x; done; (eval "echo $x"; echo no) 2>/dev/null; echo $?
x='x&&'; for i in 1 2 3 4 5 6 7 8 9 10; do x=$x$x; done; eval "x() { :; }; $x echo long"

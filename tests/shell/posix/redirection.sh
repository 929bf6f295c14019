# XCU 2.7: redirection.
d=/tmp/vsh-redir-$$; mkdir $d; cd $d || exit 1
echo a > f; cat f; echo b >> f; cat < f; echo c >f; cat f
cat nothere 2>/dev/null; echo x >&2 2>/dev/null; { echo out; echo err >&2; } 2>&1 | sort
{ echo err >&2; } 2>e; cat e; { echo both; echo two >&2; } >g 2>&1; cat g
exec 3>h; echo three >&3; echo four >&3; exec 3>&-; cat h
exec 4<h; read a <&4; read b <&4; echo $a $b; exec 4<&-
{ echo x >&3; } 2>/dev/null || echo closed
echo hello 3>&1 >&3 3>&-; cat <f - </dev/null
echo rw <>rw >&0; cat rw
for i in 1 2; do echo $i; done > loop; cat loop; while read l; do echo "[$l]"; done < loop
if true; then echo in; fi > i; cat i; (echo sub) > s; cat s; case x in x) echo c;; esac >c; cat c
f() { echo func; } > fn; f; cat fn
> empty; cat empty; [ -f empty ] && echo made
set -C; echo no > f 2>/dev/null || echo protected; echo yes >| f; cat f; set +C
(echo x > /nonexistent/x || echo failed) 2>/dev/null; (cat < /nonexistent || echo failed) 2>/dev/null
x=name; echo q > $x.txt; cat name.txt; > "a b"; ls
: > f > f2; ls f2; echo 1>f; cat f; echo 1 2>f 3; echo a1>f; cat f
cd /; rm -r $d

# XCU 2.9.4: compound commands.
for i in a b c; do echo $i; done; for i in; do echo no; done; for i in "x y" z
do echo "$i"
done
set -- p q; for i do echo $i; done; for i
do echo $i; done
case abc in a) echo 1;; a*) echo 2;; *) echo 3;; esac
case x in a|b) echo 1;; (x|y) echo 2;; esac; case x in esac; echo $?
case $(echo cmd) in "cmd") echo quoted ;; esac; x='a*'; case 'a*' in "$x") echo lit;; esac; case abc in $x) echo pat;; esac
case a in a) echo last; esac; case a in b) ;; a) ;; esac; echo $?
if false; then echo 1; elif false; then echo 2; else echo 3; fi; if false; then :; fi; echo $?
if true
then echo t
fi
i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo w$i; done
until [ $i = 0 ]; do i=$((i-1)); echo u$i; done
while true; do break; done; echo $?; while false; do :; done; echo $?
for i in 1 2 3; do for j in 1 2 3; do [ $j = 2 ] && continue 2; [ $i = 3 ] && break 2; echo $i$j; done; done
{ echo g; }; (echo s; exit 2); echo $?; { echo a; echo b
}
(x=1; echo $x); echo "[$x]"
if (exit 1) then echo no; else echo yes; fi
while :; do if true; then break; fi; done; echo broke
for i in 1; do case $i in 1) continue;; esac; echo no; done; echo done
if ! false; then echo not; fi; { { { echo nested; }; }; }
for x in 1 2; do :; done; echo $x
while x=$((x-1)); [ $x -ge 0 ]; do echo list $x; done

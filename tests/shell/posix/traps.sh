# XCU trap: actions on signals and at the end.
(trap 'echo bye' EXIT; echo hi); (trap 'echo bye $?' 0; exit 3); echo $?
(trap 'echo a' EXIT; trap 'echo b' EXIT; :); (trap 'echo a' EXIT; trap - EXIT; echo none)
(trap 'exit 7' EXIT; exit 1); echo $?
(trap 'echo outer' EXIT; (echo inner); echo x | cat)
trap 'echo usr' USR1; kill -USR1 $$; echo after; trap '' USR1; kill -USR1 $$; echo ignored; trap - USR1
trap 'echo term; x=1' TERM; kill -TERM $$; echo $x; trap TERM
trap 'echo "status $?"' USR2; false; kill -USR2 $$; echo $?; trap - USR2
trap "echo 'q'" INT; trap | grep -c q; trap - INT; trap
f() { trap 'echo infn' USR1; }; f; kill -USR1 $$; trap - USR1
for i in 1 2; do trap "echo loop$i" USR1; kill -USR1 $$; done; trap - USR1
trap 'echo goodbye' EXIT; exit 4

# XCU 2.9.2, 2.9.3: pipelines and lists.
echo a | cat | cat; { echo b; echo c; } | while read x; do echo "[$x]"; done
! true; echo $?; ! false; echo $?; ! echo x | grep -q x; echo $?
true | false; echo $?; false | true; echo $?
true && echo and; false && echo no; false || echo or; true || echo no
false && echo a || echo b; true || echo a && echo b
true && false || true && echo mixed
echo one & wait; echo two
(sleep 0; echo sub) & wait $!; echo $?
x=0; echo 5 | { read x; echo $x; }; echo $x
echo a |
  cat &&
  echo b ||
  echo c
(exit 3) | (exit 4); echo $?; (exit 3) & wait $!; echo $?
wait 99999 2>/dev/null; echo $?
{ echo x; } | { cat; } | ( cat )
if echo q | grep -q q; then echo yes; fi

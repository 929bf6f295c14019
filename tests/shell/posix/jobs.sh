# XCU jobs, wait, kill, and XBD 3.204: jobs by number and by text, without a terminal.
# peer: bash
sleep 100 & kill %1; wait %1 2>/dev/null; echo $?
(exit 3) & wait %1; echo $?
sleep 100 & sleep 101 & sleep 102 & kill %2; wait %2; echo $?; kill %+ %-; wait; echo $?
sleep 100 & p=$!; [ "$(jobs -p)" = "$p" ] && echo same; kill -TERM $p; wait $p; echo $?
sleep 100 & kill -s KILL %%; wait %%; echo $?
sleep 100 & kill -9 %?leep; wait %sl; echo $?
sleep 100 | cat & kill -KILL %1; wait %1; echo $?
kill -l 9; kill -l 143; kill -s 0 $$ && echo alive; kill -0 $$ && echo alive
wait %9; echo $?; fg; echo $?; bg; echo $?; kill %9; echo $?
wait 99999; echo $?; (wait; echo none)
sleep 100 & kill %1; wait; jobs | wc -l | tr -d " "
trap 'echo caught' USR1; (sleep 0.3; kill -USR1 $$) & wait $!; wait; trap - USR1
set -m; case $- in *m*) echo on;; esac; set +m; case $- in *m*) ;; *) echo off;; esac
set -b; set +b; set -o monitor; set +o monitor; echo $?
exec 2>/dev/null; sleep 100 & q=$!; kill $q; wait $q; echo $?; kill $q; echo $?

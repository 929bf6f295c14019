# XCU set, 2.8.1: options and errors that end a shell.
(set -e; false; echo no); echo $?; (set -e; if false; then :; fi; false || true; false && true; ! true; echo ok); echo $?
(set -e; (false); echo no); echo $?; (set -e; x=$(false); echo no); echo $?
(set -e; f() { false; echo in; }; f || echo or; f; echo no); echo $?
(set -e; while false; do :; done; until true; do :; done; echo ok; false | true; true | false; echo no); echo $?
(set -e; { false; echo no; }; echo no); echo $?; (set -e; eval false; echo no); echo $?
(set -u; echo ${x-ok}; echo $unset; echo no) 2>/dev/null; [ $? -ne 0 ] && echo unset
(set -u; set --; echo "$@" $* $#; echo ok)
(set -f; echo /et[c]); (set -a; av=1; env | grep '^av='); (set -n; echo no); echo $?
(set -x; echo traced) 2>&1; (PS4='> '; set -x; y=1; : $y) 2>&1
set -o noglob; echo /b[i]n; set +o noglob; set -- -e x; echo $1 $2; set a b; echo $#; set - ; echo $#
(set -Z) 2>/dev/null; [ $? -ne 0 ] && echo option
(readonly r=1; r=2; echo no) 2>/dev/null; [ $? -ne 0 ] && echo readonly
(shift 5; echo no) 2>/dev/null; [ $? -ne 0 ] && echo shift
(. /nonexistent/file; echo no) 2>/dev/null; [ $? -ne 0 ] && echo dot
(: > /nonexistent/x; echo no) 2>/dev/null; [ $? -ne 0 ] && echo special redirect
(true > /nonexistent/x; echo yes) 2>/dev/null
(eval 'if'; echo no) 2>/dev/null; [ $? -ne 0 ] && echo syntax
(nonexistent_command; echo $?) 2>/dev/null; (/; echo $?) 2>/dev/null; (exec nonexistent_command; echo no) 2>/dev/null; echo $?
(set -e; trap 'echo exit' EXIT; false); echo $?
set -e; set +e; false; echo end; exit 9

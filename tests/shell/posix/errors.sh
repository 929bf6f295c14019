# XCU 2.8.1, 2.10: what is no program ends with status 2 or so, and nothing of it runs.
e() { (eval "$1") >/dev/null 2>&1; [ $? -ne 0 ] && echo "refused: $1"; }
e 'if'; e 'if true; then'; e 'fi'; e 'echo ('; e 'echo )'; e ')'; e '}'; e 'case x'; e 'case x in x) echo'; e 'for'; e 'for 1 in a; do :; done'
e 'while true'; e 'while true; do'; e 'done'; e 'echo "open'; e "echo 'open"; e 'echo `open'; e 'echo $(open'; e 'echo ${open'; e 'echo ${}'; e 'echo ${x!y}'
e '| cat'; e 'cat |'; e '&& true'; e 'true &&'; e ';'; e ';;'; e 'a ;; b'; e '< '; e 'echo >'; e 'echo > >'; e 'f('; e '()'; e '( )'; e '{ }'; e 'do :; done'
e 'if true; fi'; e 'for i in a; echo; done'; e 'then'; e 'esac'; e '$((1+'; e 'echo $((1+2)'; e 'true & & true'; e 'true ; ; true'; e '! '; e 'case x in (x echo;; esac'
echo end

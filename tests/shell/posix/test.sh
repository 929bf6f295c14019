# XCU test.
t() { test "$@" 2>/dev/null; printf '%s ' $?; }
t; t ''; t x; t -n; t -z; t -n ''; t -n x; t -z ''; t -z x; t ! x; t ! ''; echo
t a = a; t a = b; t a != b; t 1 -eq 1; t 1 -eq 2; t 1 -ne 2; t 1 -lt 2; t 2 -le 2; t 3 -gt 2; t 2 -ge 3; t -1 -lt 0; t ' 5 ' -eq 5; echo
t x -eq 1; t 1 = 1 -a 2 = 2; t 1 = 1 -a 2 = 3; t 1 = 2 -o 2 = 2; t ! 1 = 2; t '(' a = a ')'; t ! '(' a = a ')'; t '(' x ')'; t -a = -a; t ! = !; t '(' = '('; echo
d=/tmp/vsh-test-$$; mkdir $d; echo x > $d/f; : > $d/e
t -e $d; t -d $d; t -f $d; t -f $d/f; t -s $d/f; t -s $d/e; t -e $d/no; t -r $d/f; t -d $d/f; t -L $d/f; t -h $d/f; t -p $d/f; t -c /dev/null; t -t 99; echo
[ a = a ] && echo yes; [ a = b ] || echo no; [ 1 -eq 1 ] 2>/dev/null; echo $?; [ a 2>/dev/null; echo $?; t a b; t a b c; t -q x; t 1 2 3 4 5; echo
t 99999999999 -gt 1; t abc '<' abd 2>/dev/null; t "" = ""; t -f '' ; t ! -f $d/f; t ! -z x -a -n y; echo
rm -r $d

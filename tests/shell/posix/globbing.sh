# XCU 2.6.6, 2.13: pathname expansion and patterns.
d=/tmp/vsh-glob-$$; mkdir -p $d/sub/deep $d/.hid; cd $d || exit 1
touch a.c b.c c.h 'sp ace' .dot sub/x.c sub/y.c sub/deep/z '[x]' 'st*r'
echo *.c; echo *; echo .d*; echo */*.c; echo s*/*/z; echo ?.[ch]; echo [a-b].c [!a].c
echo *.none '*.c' "*.c" \*.c *".c"; echo "sp "*; echo \[x]; echo [[]x]; echo 'st*'r st\**
x='*.c'; echo $x "$x"; for f in *.c; do echo "$f"; done
set -f; echo *.c; set +f; echo ./*.c; for f in $d/sub/*.c; do echo "${f#$d}"; done
echo sub/*/ */ ; echo [[:lower:]].h [[:digit:]].c
for p in 'a*' '*b' '?' '[a-c]' '[!a-c]' '[]x]' 'a?c' '*' '' '\*' '[[:alpha:]]' 'a[' '[a-]' '*.*' 'a*c*e'; do
  for s in a b abc '' '*' ']' '[' a[ - a.b abcde 1; do
    case $s in $p) printf '%s~%s ' "$s" "$p";; esac
  done
done; echo
case 'a*b' in a\*b) echo literal;; esac; case axb in a"*"b) echo wrong;; a*b) echo star;; esac
cd /; rm -r $d

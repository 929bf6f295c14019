# XCU 2.6.3: command substitution.
echo $(echo a) `echo b` "$(echo 'c  d')" $(echo 'c  d')
echo $(case x in x) echo matched;; esac) $(case y in (y) echo again;; esac)
echo "$(echo "a)b")" "$(echo ')')" $(echo \))
echo $(echo $(echo $(echo deep))) `echo \`echo old\``
x=$(echo hi; exit 3); echo $? $x; x=$(true); echo $?; echo $(false) $?
y=$(cat <<END
here $((1+1))
END
); echo "$y"
echo $(
  # a comment with ) and '
  echo multi
  echo line
)
[ -z "$(:)" ] && echo empty; [ -z "$( )" ] && echo nothing
f() { echo "f:$1"; }; echo $(f x) "$(f 'y z')"
x=1; y=$(x=2; echo $x); echo $x $y
printf '%s\n' `printf '%s' '\\\\'` `echo "a  b"`
echo $(echo a; echo b) "$(printf 'a\nb\n\n\n')."

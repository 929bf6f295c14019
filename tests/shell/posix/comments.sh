# XCU 2.3, 2.10: tokens, comments, line continuation, reserved words as arguments.
echo a # comment
echo b#c '#' d; # another
echo if then else fi do done case esac while until for in { } !
ec\
ho joi\
ned && tr\
ue
echo a;echo b
echo x>/dev/null;echo y
if true;then echo t;fi;for i in 1;do echo $i;done
{ echo brace;};(echo paren)
echo a&&echo b||echo c

   echo indented	tab
case x in x)echo case;;esac
f(){ echo f;};f
! false&&echo not
echo "multi
line"
echo $((1+1))$(echo x)`echo y`$i"z"'w'
a=1 b=2 ; echo $a$b ; a=$b$a b=$a; echo $a $b
x=if; $x 2>/dev/null; echo $?
echo 2>/dev/null 3; echo foo2>/dev/null; echo 2 >/dev/null

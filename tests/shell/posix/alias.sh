# XCU 2.3.1, alias.
alias hi='echo hello'
hi there
alias a1='a2 one' a2='echo two'
a1
alias e='echo ' w='world'
e w
alias loop='loop x' ; loop() { echo "loop $1"; }
loop
alias ls2='echo a; echo b'
ls2
\hi 2>/dev/null; echo $?
'hi' 2>/dev/null; echo $?
echo hi
if true; then hi if; fi
alias begin='{' end='}'
begin echo braces; end
unalias hi; hi 2>/dev/null; echo $?
alias nothere 2>/dev/null; echo $?; unalias nothere 2>/dev/null; echo $?
alias x='echo $(echo sub)'
x
for i in 1; do e w; done
alias for_='for i in 1 2'
for_; do echo $i; done
x=1 e w
unalias -a; alias; e w 2>/dev/null; echo $?

# XCU 2.6.1: tilde expansion.
HOME=/home/me; echo ~ ~/x "~" '~' \~ a~ ~/"q r" x~/; x=~; echo $x; x=~/a:~/b:c~; echo $x; y=a:~; echo $y
echo ${u-~} ${u-~/z} "${u-~}" a=~ ; case /home/me in ~) echo same;; esac; for i in ~ ~/p; do echo $i; done
cat < /dev/null > /dev/null; echo ~nosuchuser

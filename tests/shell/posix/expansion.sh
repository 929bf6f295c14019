# XCU 2.6.2: parameter expansion with all its operators.
unset u; e=; s=set
echo "${u-w}" "${e-w}" "${s-w}" "${u:-w}" "${e:-w}" "${s:-w}"
echo "${u+w}" "${e+w}" "${s+w}" "${u:+w}" "${e:+w}" "${s:+w}"
echo "${u=v}" "$u"; unset u; echo "${u:=v}" "$u"; unset u
echo "${e=v}[$e]" "${e:=v}[$e]"; e=
(echo "${u?gone}"; echo no) 2>/dev/null || echo failed
(echo "${e:?empty}"; echo no) 2>/dev/null || echo failed
echo "${s?no}" "${e?}" "${s:?no}"
(: "${u?}") 2>/dev/null || echo failed
echo ${#s} ${#e} "${#u}"
f=/usr/lib/libc.tar.gz
echo ${f#*/} ${f##*/} ${f%.*} ${f%%.*} ${f#/usr} ${f%gz} ${f#nomatch} ${f%nomatch}
echo ${f##*} "${f%%*}" "${f#"*"}" ${f#\/} "${f%".gz"}"
x='a*b*c'; echo "${x#*\*}" "${x#*'*'}" "${x##*'*'}" "${x%"*"*}"
p='*/'; echo "${f#$p}" "${f#"$p"}" "${f##$p}"
echo ${u-a b} "${u-a  b}" ${u-"a  b"} ${u-'q  r'}
echo "${u-"nested"}" "${u-${s-x}}" "${u-$(echo cmd)}" "${u-$((1+2))}" ${u-\}} "${u-\}}"
set -- ${u-one two} ${u:-'three four'}; echo $#
set -- 1 2; for i in ${u-"$@"}; do echo "<$i>"; done; for i in "${u-$@}"; do echo "<$i>"; done
for i in ${1+"$@"}; do echo "<$i>"; done
set -- ''; for i in "${1-x}" "${2-x}"; do echo "<$i>"; done
: ${a=~} ; [ "$a" = "$HOME" ] && echo tilde
echo ${s}${s}x "${s}"y $s$s $s-$s.$s
echo ${s#[a-s]} ${s#[!a-r]} ${s%[et]} ${s#?} ${s%??}
x=aabbaa; echo ${x#a*} ${x##a*} ${x%*a} ${x%%*a} ${x#*b} ${x##*b} ${x%b*} ${x%%b*}

# XCU 2.7.4: here-documents.
x=val
cat <<END
plain $x ${x}y $(echo cmd) `echo old` $((1+2)) \$x \\ \a "quoted" 'single'
joined \
line
END
cat <<'END'
$x $(echo) `echo` \$ \
kept
END
cat <<\END
$x
END
cat <<"E F"
$x
E F
cat <<-END
	tabs $x
		more
	END
cat <<A; cat <<B
first
A
second
B
cat <<A - <<B
lost
A
kept
B
if true; then cat <<IN; fi; echo after
inside
IN
f() { cat <<F
in function $1
F
}
f one; f two
cat <<END | sort
b
a
END
while read l; do echo "[$l]"; done <<END
l1
l2
END
cat <<END
${u-default "with" quotes} ${u-'single'}
END
cat <<EMPTY
EMPTY
cat 3<<X <&3
three
X
cat <<END &&
and
END
echo chained
y=$(cat <<E
in sub
E
); echo "$y"
n=0; big=0123456789; while [ $n -lt 10 ]; do big=$big$big; n=$((n+1)); done
while read line; do echo ${#line}; done <<END
$big
END

# XCU printf.
printf 'a\tb\n'; printf '%s\n' a b c; printf '%s-%s\n' 1 2 3; printf '%d %i %u\n' 5 -6 7; printf '%o %x %X\n' 8 255 255
printf '%5s|%-5s|%05d|%+d|% d\n' ab cd 42 5 6; printf '%.2s|%5.1s|%.3d\n' abc xyz 7; printf '%c%c\n' abc d
printf '%b\n' 'a\tb\\c' 'x\0101y'; printf '%%\n'; printf '\101\102\n'; printf '%b' 'stop\chere'; echo
printf '%*d|%-*d|%.*s\n' 5 42 5 42 2 abc; printf '%d %d\n' 0x1f 010; printf '%d\n' "'A"; printf '%s\n'; printf '%d\n'
printf '%d\n' abc 2>/dev/null; echo $?; printf '%d\n' 12x 2>/dev/null; echo $?; printf 'no args\n' extra; printf '%.2f %e %g\n' 3.14159 1000 0.5
printf '%s %s\n' only; printf ''; printf -- '%s\n' dash; printf '[%10s][%-10s]\n' right left; printf '%#x %#o\n' 255 8

# XCU 2.2: backslash, single quotes, double quotes.
e() { printf '<%s>' "$@"; echo; }
e a\ b \$x \\ \" \' 'a\b' "a\b" "a\$b" "a\\b" "a\`b" "a\"b"
echo 'single "double"' "double 'single'" 'it'\''s'
echo one\
two "three\
four" 'five\
six'
echo "" '' | cat
set -- "" '' ""''; echo $#
set -- a"b c"d 'e'f; echo $# "$1" "$2"
x='$y `z` \w'; e "$x" $x
e "a'b'c" 'a"b"c' a#b '#' \#
echo "{ } ( ) ; & | < > * ? [ ]" \{ \} \( \) \; \& \| \< \> \* \?
echo "$(echo "nested $(echo "deep 'quote'")")"
e "`e \"in backquotes\"`" `e \\\\ 'a\b'`

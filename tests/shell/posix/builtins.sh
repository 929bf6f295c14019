# XCU 2.14 and the utilities that are part of the shell.
x=1; eval 'x=2; echo $x'; eval echo '$x' "a  b"; eval; echo $?; eval false; echo $?; y=x; eval "echo \$$y"
export E1=v; env | grep ^E1=; unset E1; env | grep -c ^E1=; E2=t env | grep ^E2; echo "[$E2]"
readonly R=1; (R=2) 2>/dev/null; echo $R; (unset R) 2>/dev/null; echo $R
unset x; echo "[${x-unset}]"; unset nothing; echo $?
:; echo $?; : $((n=5)); echo $n; true x y; false x; echo $?
command echo c; command -v echo; command -v nonexistent_thing || echo none; command -v if
f() { :; }; command -v f; (command exec > /nonexistent/x; echo continues) 2>/dev/null
cd /tmp; pwd; cd /; cd - >/dev/null; pwd; OLDPWD=/; cd -; HOME=/tmp; cd; pwd; cd /tmp/..; pwd; cd /./tmp//.; pwd
mkdir -p cdt$$/sub; CDPATH=/tmp/cdt$$; x=$(cd sub); echo ${x#$CDPATH}; cd sub >/dev/null; cd ../..; pwd; unset CDPATH; rm -r /tmp/cdt$$; cd /nonexistent 2>/dev/null || echo failed
umask 027; umask; umask -S; umask u=rwx,g=rx,o=; umask; umask 022; umask g+w; umask; umask 022
echo 'echo dot $1; return 3; echo no' > /tmp/vsh-dot-$$; . /tmp/vsh-dot-$$; echo $?; rm /tmp/vsh-dot-$$
times | wc -l
(exec echo replaced; echo no); (exec >/tmp/vsh-exec-$$; echo into); cat /tmp/vsh-exec-$$; rm /tmp/vsh-exec-$$
for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done; set -- a b c; shift; echo $*; shift 2; echo $#; shift 0; echo $?
type nonexistent_thing >/dev/null 2>&1 || echo none; (exit); echo $?; false; (exit); echo $?
wait; echo $?

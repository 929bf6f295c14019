# XCU getopts.
# peer: bash
g() { OPTIND=1; while getopts "$@"; do echo "$o[${OPTARG-unset}]"; done; echo "end $? $OPTIND $o"; }
g ab:c o -a -b arg -c rest; g ab:c o -abarg -- -c; g ab:c o -acb arg; g ab:c o; g ab o x -a; g ab: o - -a
g :ab: o -x -b; g :ab: o -ax -b; (g ab: o -x) 2>/dev/null; (g ab: o -b) 2>/dev/null
set -- -a 1 -b; OPTIND=1; while getopts a:b o; do echo $o $OPTARG; done; shift $((OPTIND-1)); echo $#
set -- -ab; OPTIND=1; getopts ab o; echo $o; getopts ab o; echo $o $OPTIND; getopts ab o; echo $? $o

#!/usr/bin/env bash
# Take the picture of the README: a real session in tmux. Needs tmux and a built system with the test
# programs (./x build).
set -eu
cd "$(dirname "$0")/../.."
session=vibee-picture
tmux kill-session -t $session 2>/dev/null || true
tmux new-session -d -s $session -x 88 -y 34 "build/hosted/vibee --dir build/hosted/programs:/mnt/programs:ro"
sleep 1
type_line() { tmux send-keys -t $session -l "$1"; tmux send-keys -t $session Enter; sleep "${2:-0.6}"; }
type_line 'uname -a'
type_line 'ls /'
type_line 'seq 1000 | grep 7 | sort -rn | head -3'
type_line 'sleep 60 &'
type_line 'ps'
type_line 'kill -KILL 5   # the file system, in the middle of everything' 1
type_line 'echo still here >note; cat note | wc -c'
type_line 'cd /mnt/programs; ls'
type_line './python.wasm -c "import sys, json; print(json.dumps(sys.version_info[:3]))"' 3
type_line "./lua.wasm -e 'print(_VERSION, pcall(error, \"caught\"))'" 1
tmux capture-pane -t $session -e -p | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' |
    /usr/bin/python3 tools/screenshot/ansi_to_svg.py "vibee" >docs/images/session.svg
tmux capture-pane -t $session -p
tmux kill-session -t $session

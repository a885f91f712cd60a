#!/bin/sh
# Make a virtual environment with the first Python of 3.11 or newer, and say what to do if there is none.
set -eu
venv=$1
tried=""
for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
  command -v "$python" >/dev/null 2>&1 || continue
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    tried="$tried $python ($("$python" --version 2>&1));"
    continue
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    sh "$(dirname "$0")/apt-install.sh" python3-venv
  fi
  exec "$python" -m venv --clear "$venv"
done
echo "Python 3.11 or newer is needed; found:${tried:- none}" >&2
echo "Install it (Debian: apt-get install python3 python3-venv, macOS: brew install python), or name it: make run PYTHON=/path/to/python" >&2
exit 1

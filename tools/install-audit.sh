#!/bin/sh
# Make sure that Lighthouse is installed as locked.
set -eu
cd "$(dirname "$0")/audit"
if [ ! -f node_modules/.done ] || [ package-lock.json -nt node_modules/.done ]; then
  echo "Installing Lighthouse ..."
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  touch node_modules/.done
fi

#!/bin/sh
# Make sure that Lighthouse is installed as locked.
set -eu
cd "$(dirname "$0")/audit"
if ! cmp -s package-lock.json node_modules/.done; then
  echo "Installing Lighthouse ..."
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  cp package-lock.json node_modules/.done
fi

#!/bin/sh
# Make sure that there is Node for the clients of the interop tests, and that their packages are installed as locked.
set -eu
cd "$(dirname "$0")/.."
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  if [ "$(uname)" = Darwin ] && command -v brew >/dev/null 2>&1; then
    brew install node
  else
    sh tools/apt-install.sh nodejs npm
  fi
fi
packages=tests/interop/node
if ! cmp -s "$packages/package-lock.json" "$packages/node_modules/.done"; then
  echo "Installing the clients of the interop tests ..."
  npm ci --prefix "$packages" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  cp "$packages/package-lock.json" "$packages/node_modules/.done"
fi

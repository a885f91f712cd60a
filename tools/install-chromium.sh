#!/bin/sh
# Make sure that there is a Chromium for the browser tests.
set -eu
here=$(dirname "$0")
sh "$here/chromium.sh" >/dev/null && exit 0
if [ "$(uname)" = Darwin ]; then
  if command -v brew >/dev/null 2>&1; then
    exec brew install --cask google-chrome
  fi
  echo "The browser tests need Google Chrome or Chromium. Install one, then try again." >&2
  exit 1
fi
exec sh "$here/apt-install.sh" chromium fonts-dejavu-core

#!/bin/sh
# Make sure that there are a Firefox and a WebKitGTK for the tests of the main path.
# Elsewhere than on Debian the tests of these engines are left out, unless CI asks for them.
set -eu
command -v firefox-esr >/dev/null 2>&1 && command -v WebKitWebDriver >/dev/null 2>&1 && command -v Xvfb >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  sh "$(dirname "$0")/apt-install.sh" firefox-esr webkit2gtk-driver xvfb && exit 0
fi
if [ -n "${CI:-}" ]; then
  echo "CI runs the main path in Firefox and WebKitGTK, and they cannot be installed here." >&2
  exit 1
fi
echo "Without Firefox ESR and WebKitGTK: their tests are left out." >&2

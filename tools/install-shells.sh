#!/bin/sh
# Make sure that there are zsh and fish for the test of what is copied into shells.
# Elsewhere than on Debian the tests of a shell that is missing are left out, unless CI asks for them.
set -eu
command -v zsh >/dev/null 2>&1 && command -v fish >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  sh "$(dirname "$0")/apt-install.sh" zsh fish && exit 0
fi
if [ -n "${CI:-}" ]; then
  echo "CI pastes into zsh and fish, and they cannot be installed here." >&2
  exit 1
fi
echo "Without zsh and fish: their tests are left out." >&2

#!/bin/sh
# Install Debian packages if we may; otherwise say the one command to type.
set -eu
command="apt-get install -y --no-install-recommends $*"
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif sudo -n true 2>/dev/null; then as_root="sudo -n"
  else as_root=no
  fi
  if [ "$as_root" != no ]; then
    echo "Installing $* ..." >&2
    $as_root apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive $as_root $command -qq >&2
    exit 0
  fi
fi
echo "Missing: $*. Install it with one command, then try again:" >&2
echo "  sudo $command" >&2
exit 1

#!/bin/sh
# Install Debian packages if we may; otherwise say the one command to type.
set -eu
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Missing: $* (so Debian calls it). Install it with your system's package manager, then try again." >&2
  exit 1
fi
command="apt-get install -y --no-install-recommends $*"
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "Missing: $*. Install it with one command, then try again:" >&2
  echo "  sudo $command" >&2
  exit 1
fi
echo "Installing $* ..." >&2
$as_root apt-get update -qq >&2
$as_root env DEBIAN_FRONTEND=noninteractive $command -qq -o DPkg::Lock::Timeout=300 >&2

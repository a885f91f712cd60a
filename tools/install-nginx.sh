#!/bin/sh
# Make sure that there is an nginx. The tests start their own; the service that Debian's package brings is not used.
set -eu
command -v nginx >/dev/null 2>&1 && exit 0
test -x /usr/sbin/nginx && exit 0
if [ "$(uname)" = Darwin ] && command -v brew >/dev/null 2>&1; then
  exec brew install nginx
fi
exec sh "$(dirname "$0")/apt-install.sh" nginx-light openssl

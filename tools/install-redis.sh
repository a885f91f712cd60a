#!/bin/sh
# Make sure that there is a redis-server. The tests start their own; the service that Debian's package brings is not used.
set -eu
command -v redis-server >/dev/null 2>&1 && exit 0
if [ "$(uname)" = Darwin ] && command -v brew >/dev/null 2>&1; then
  exec brew install redis
fi
exec sh "$(dirname "$0")/apt-install.sh" redis-server

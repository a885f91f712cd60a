#!/bin/sh
# Lock every dependency with hashes, for every platform and Python 3.11 to 3.14. Names no index and no host.
set -eu
cd "$(dirname "$0")/.."
lock() {
  out=$1; shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
    --output-file "requirements/$out.txt" "$@"
}
lock run pyproject.toml
lock build --group build
.venv/bin/python -c 'import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["project"]["optional-dependencies"]["redis"], sep="\n")
' | lock redis - --constraint requirements/run.txt
lock test pyproject.toml --extra redis --group test \
  --constraint requirements/run.txt --constraint requirements/build.txt --constraint requirements/redis.txt

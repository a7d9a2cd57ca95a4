#!/usr/bin/env bash
# Programs that some tests need beside Python: installed where the machine allows it (as
# root, from Debian's packages), else named, and the tests that need them skip.
set -u
server() { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1
if ! server; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null 2>&1
  fi
  server || echo "PostgreSQL is not installed: its tests skip (Debian package postgresql)"
fi

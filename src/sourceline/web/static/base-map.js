// The ground of every map: land and borders from files of this server, no tile, no font
// and no other host. Disputed borders are dashed.

/** Territories whose borders the atlas draws while states dispute them. */
const DISPUTED = new Set(["CYN", "SOL", "XKX", "ESH", "PSE", "KAS", "TWN", "FLK"]);

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * A map over the vendored atlas.
 * @param {HTMLElement} place where it is drawn
 * @returns {Promise<{map: object, gl: object}>}
 */
export async function baseMap(place) {
  const canvas = document.createElement("canvas");
  if (!canvas.getContext("webgl2")) throw new Error("this browser has no WebGL 2.");
  const [gl, world] = await Promise.all([
    import("/static/vendor/maplibre-gl.mjs"),
    atlas(),
  ]).catch(() => {
    throw new Error("its files are missing (make front brings them).");
  });
  gl.setWorkerUrl("/static/vendor/maplibre-gl-worker.mjs");
  place.hidden = false;
  const map = new gl.Map({
    container: place,
    style: style(world),
    attributionControl: false,
    center: [43, 33],
    zoom: 3,
    maxZoom: 13,
    renderWorldCopies: true,
    fadeDuration: 0, // names stand at once: a fade is drawn anew many times
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: matchMedia("(max-width: 700px)").matches,
  });
  // Within reach of a reader's console.
  place.drawing = map;
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new gl.ScaleControl({ unit: "metric" }), "bottom-left");
  map.touchZoomRotate.disableRotation();
  await new Promise((done, failed) => {
    map.once("style.load", done);
    map.once("error", (event) => failed(event.error ?? new Error("it did not load.")));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setPaintProperty("water", "background-color", colour("water"));
    map.setPaintProperty("land", "fill-color", colour("land"));
    map.setPaintProperty("borders", "line-color", colour("border"));
    map.setPaintProperty("disputed", "line-color", colour("border"));
    for (const id of map.getLayersOrder()) {
      if (map.getLayer(id).type !== "symbol") continue;
      map.setPaintProperty(id, "text-color", colour(id === "names" ? "soft" : "ink"));
      map.setPaintProperty(id, "text-halo-color", colour("land"));
    }
    map.fire("colours");
  });
  return { map, gl };
}

async function atlas() {
  const fetched = await fetch("/static/vendor/world-50m.json");
  if (!fetched.ok) throw new Error("no atlas");
  const [topology, { feature, mesh }] = await Promise.all([
    fetched.json(),
    import("/static/vendor/topojson-client.mjs"),
  ]);
  const countries = topology.objects.countries;
  const code = (one) => one.properties?.a3;
  const unsure = (a, b) => DISPUTED.has(code(a)) || DISPUTED.has(code(b));
  return {
    land: feature(topology, topology.objects.land),
    borders: mesh(topology, countries, (a, b) => a !== b && !unsure(a, b)),
    disputed: mesh(topology, countries, (a, b) => a !== b && unsure(a, b)),
    names: {
      type: "FeatureCollection",
      features: feature(topology, countries).features.map(named).filter(Boolean),
    },
  };
}

/** A country's name at the middle of its largest part. */
function named({ geometry, properties }) {
  if (!geometry || !properties?.name) return null;
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  let [most, at] = [0, null];
  for (const [ring] of parts) {
    const [x, y] = [ring.map((p) => p[0]), ring.map((p) => p[1])];
    const [west, east] = [Math.min(...x), Math.max(...x)];
    const [south, north] = [Math.min(...y), Math.max(...y)];
    const size = (east - west) * (north - south);
    if (size > most) [most, at] = [size, [(west + east) / 2, (south + north) / 2]];
  }
  if (!at) return null;
  const told = { name: properties.name, size: -most };
  return { type: "Feature", properties: told, geometry: { type: "Point", coordinates: at } };
}

/**
 * A layer of names, drawn with the letters of this machine. Right-to-left script would
 * come out unjoined and is left to the table and to what a click opens.
 */
export function labels(id, source, layout, ink = "ink") {
  return {
    id,
    type: "symbol",
    source,
    layout: {
      "text-field": ["get", "label"],
      "text-font": ["sans-serif"],
      "text-size": 12,
      "text-max-width": 8,
      ...layout,
    },
    paint: {
      "text-color": colour(ink),
      "text-halo-color": colour("land"),
      "text-halo-width": 1.5,
    },
  };
}

/** What a label may say of a name. */
export function labelOf(name) {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(name) ? "" : name;
}

function style({ land, borders, disputed, names }) {
  const source = (data) => ({ type: "geojson", data });
  return {
    version: 8,
    sources: {
      land: source(land),
      borders: source(borders),
      disputed: source(disputed),
      names: source(names),
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": colour("water") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("land") } },
      {
        id: "borders",
        type: "line",
        source: "borders",
        paint: { "line-color": colour("border"), "line-width": 0.8 },
      },
      {
        id: "disputed",
        type: "line",
        source: "disputed",
        paint: { "line-color": colour("border"), "line-width": 1, "line-dasharray": [3, 3] },
      },
      labels("names", "names", {
        "text-field": ["get", "name"],
        "text-size": 11,
        "text-transform": "uppercase",
        "text-letter-spacing": 0.08,
        "symbol-sort-key": ["get", "size"],
      }, "soft"),
    ],
  };
}

/** A circle on the ground as a polygon, longitude first. */
export function circle(lat, lon, km) {
  const around = [];
  const tall = km / 111.195;
  const wide = tall / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  for (let n = 0; n <= 40; n += 1) {
    const angle = (2 * Math.PI * n) / 40;
    const up = Math.max(-85, Math.min(85, lat + tall * Math.sin(angle)));
    around.push([lon + wide * Math.cos(angle), up]);
  }
  return { type: "Polygon", coordinates: [around] };
}

/** The bounds of places, each with its circle; null where there is none. */
export function bounds(places) {
  if (!places.length) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { lat, lon, km } of places) {
    const up = Math.max(km, 15) / 111.195;
    [west, south] = [Math.min(west, lon - up), Math.min(south, lat - up)];
    [east, north] = [Math.max(east, lon + up), Math.max(north, lat + up)];
  }
  return [
    [Math.max(-179, west), Math.max(-75, south)],
    [Math.min(179, east), Math.min(80, north)],
  ];
}


// The incidents on the map: exact places as filled dots, uncertain ones as the circle
// they lie in with an open ring, so that no dot says more than is known.
import { baseMap, bounds, circle, colour, labelOf, labels } from "./base-map.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const EXACT = 1;
/** So many names at most at a zoom: of thousands in one tile none could be read. */
const NAMED = ["<", ["get", "rank"], ["step", ["zoom"], 150, 5, 400, 7, 1e9]];
/** Circles in kilometres that stand out from their dot at a zoom; the ring stands for others. */
const WIDE = [">=", ["get", "km"], ["step", ["zoom"], 40, 4, 20, 5, 10, 6, 5, 7, 2, 8, 0]];

/**
 * @param {HTMLElement} place
 * @param {{moved: (box: string) => void, chosen: (near: string) => void}} told
 */
export async function incidentMap(place, told) {
  const { map, gl } = await baseMap(place);
  map.addSource("areas", { type: "geojson", data: EMPTY });
  map.addSource("spots", { type: "geojson", data: EMPTY });
  const size = ["+", 3.5, ["*", 2.2, ["log2", ["+", 1, ["get", "incidents"]]]]];
  map.addLayer({
    id: "areas",
    type: "fill",
    source: "areas",
    filter: WIDE,
    paint: { "fill-opacity": 0.1 },
  });
  map.addLayer({
    id: "edges",
    type: "line",
    source: "areas",
    filter: WIDE,
    paint: { "line-width": 1, "line-opacity": 0.55, "line-dasharray": [3, 2] },
  });
  map.addLayer({
    id: "spots",
    type: "circle",
    source: "spots",
    paint: {
      "circle-radius": size,
      "circle-opacity": ["case", ["get", "exact"], 0.85, 0.12],
      "circle-stroke-width": 1.5,
    },
  });
  map.addLayer({
    ...labels("places", "spots", {
      "text-variable-anchor": ["top", "bottom", "left", "right"],
      "text-radial-offset": 0.9,
      "symbol-sort-key": ["get", "rank"],
    }),
    filter: NAMED,
  });
  const colours = () => {
    map.setPaintProperty("areas", "fill-color", colour("sure"));
    map.setPaintProperty("edges", "line-color", colour("sure"));
    map.setPaintProperty("spots", "circle-color", colour("sure"));
    map.setPaintProperty("spots", "circle-stroke-color", [
      "case",
      ["get", "exact"],
      colour("halo"),
      colour("sure"),
    ]);
  };
  colours();
  map.on("colours", colours);

  let byReader = false;
  for (const kind of ["dragstart", "wheel", "boxzoomstart", "touchmove", "keydown"]) {
    map.on(kind, () => (byReader = true));
  }
  // Before the map hears of it: where motion is unwelcome it moves at once.
  const buttons = ".maplibregl-ctrl-zoom-in, .maplibregl-ctrl-zoom-out";
  map.getContainer().addEventListener(
    "click",
    (event) => {
      if (event.target.closest(buttons)) byReader = true;
    },
    { capture: true },
  );
  map.getContainer().addEventListener("keydown", () => (byReader = true), { capture: true });
  map.on("moveend", () => {
    if (!byReader) return;
    byReader = false;
    const seen = map.getBounds();
    const wide = Math.min(360, seen.getEast() - seen.getWest());
    const west = ((((seen.getWest() + 180) % 360) + 360) % 360) - 180;
    let east = west + wide;
    if (wide >= 360) east = west + 360;
    else if (east > 180) east -= 360;
    told.moved([west, seen.getSouth(), east, seen.getNorth()].map((x) => x.toFixed(3)).join(","));
  });
  map.on("click", "spots", (event) => popup(event.features[0]));
  map.on("mouseenter", "spots", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "spots", () => (map.getCanvas().style.cursor = ""));

  function popup(feature) {
    const { name, incidents, deaths, radius_km: km, precision } = feature.properties;
    const [lon, lat] = feature.geometry.coordinates;
    const box = document.createElement("div");
    const line = (tag, text) => {
      const made = document.createElement(tag);
      made.textContent = text;
      made.dir = "auto";
      box.append(made);
      return made;
    };
    line("strong", name);
    line("p", `${incidents} incident${incidents === 1 ? "" : "s"}, ${deaths} killed`);
    if (precision > EXACT || km) line("p", `lies within ${km} km of here`);
    const link = line("a", "Only these");
    const near = `${lat},${lon},${Math.max(1, km)}`;
    link.href = `/?near=${near}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      shown?.remove();
      told.chosen(near);
    });
    shown?.remove();
    shown = new gl.Popup({ maxWidth: "16rem" })
      .setLngLat([lon, lat])
      .setDOMContent(box)
      .addTo(map);
  }
  let shown = null;
  let running = null;

  return {
    /**
     * Draw what a query lets through; fit the view to it where nobody chose an area. Of
     * several calls the last one is drawn, whichever is answered last.
     */
    async show(query, fit) {
      running?.abort();
      const own = (running = new AbortController());
      let places;
      try {
        const answer = await fetch(`/api/v1/map${query}`, { signal: own.signal });
        if (!answer.ok) return;
        ({ places } = await answer.json());
      } catch (error) {
        if (own.signal.aborted) return;
        throw error;
      }
      if (own.signal.aborted) return;
      places.sort((a, b) => b.incidents - a.incidents);
      map.getSource("areas").setData({
        type: "FeatureCollection",
        features: places
          .filter((p) => p.radius_km > 0 && p.precision < 6)
          .map((p) => ({
            type: "Feature",
            properties: { name: p.name, km: p.radius_km },
            geometry: circle(p.lat, p.lon, p.radius_km),
          })),
      });
      map.getSource("spots").setData({
        type: "FeatureCollection",
        features: places.map((p, rank) => ({
          type: "Feature",
          properties: { ...p, rank, exact: p.precision === EXACT, label: labelOf(p.name) },
          geometry: { type: "Point", coordinates: [p.lon, p.lat] },
        })),
      });
      const area = new URLSearchParams(query).get("box")?.split(",").map(Number);
      const all = area
        ? [[area[0], area[1]], [area[2] < area[0] ? area[2] + 360 : area[2], area[3]]]
        : bounds(places.map((p) => ({ lat: p.lat, lon: p.lon, km: p.radius_km })));
      if (fit && all) map.fitBounds(all, { padding: area ? 0 : 44, duration: 0, maxZoom: 7 });
      map.getContainer().dataset.drawn = String(places.length);
    },
  };
}

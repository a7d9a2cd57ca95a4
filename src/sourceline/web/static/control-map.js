// Who holds what, drawn from the rows of the table: the map can not say anything else.
import { baseMap, bounds, circle, colour, labelOf, labels } from "./base-map.js";

const EMPTY = { type: "FeatureCollection", features: [] };

/** @param {HTMLElement} place */
export async function controlMap(place) {
  const { map } = await baseMap(place);
  map.addSource("areas", { type: "geojson", data: EMPTY });
  map.addSource("spots", { type: "geojson", data: EMPTY });
  map.addLayer({ id: "areas", type: "fill", source: "areas", paint: { "fill-opacity": 0.14 } });
  map.addLayer({
    id: "spots",
    type: "circle",
    source: "spots",
    paint: {
      "circle-radius": 6,
      "circle-opacity": ["case", ["all", ["get", "sure"], ["get", "exact"]], 0.9, 0.15],
      "circle-stroke-width": 2,
    },
  });
  map.addLayer(
    labels("places", "spots", {
      "text-variable-anchor": ["top", "bottom", "left", "right"],
      "text-radial-offset": 0.9,
    }),
  );
  const colours = () => {
    const hues = ["match", ["get", "hue"]];
    for (let n = 0; n < 8; n += 1) hues.push(String(n), colour(`h${n}`));
    hues.push(colour("h8"));
    map.setPaintProperty("areas", "fill-color", hues);
    map.setPaintProperty("spots", "circle-color", hues);
    map.setPaintProperty("spots", "circle-stroke-color", hues);
  };
  colours();
  map.on("colours", colours);
  map.on("click", "spots", (event) => {
    const row = document.querySelector(
      `#held tr[data-key="${CSS.escape(event.features[0].properties.key)}"] a`,
    );
    row?.click();
  });
  map.on("mouseenter", "spots", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "spots", () => (map.getCanvas().style.cursor = ""));

  return {
    /** Draw the rows of the table. */
    show(fit = false) {
      const places = [...document.querySelectorAll("#held tr[data-key]")]
        .filter((row) => row.dataset.lat !== "")
        .map((row) => [row.dataset, row.querySelector("a").textContent])
        .map(([d, name]) => ({
          key: d.key,
          hue: d.hue,
          label: labelOf(name),
          sure: d.sure === "1",
          exact: d.precision === "1",
          lat: Number(d.lat),
          lon: Number(d.lon),
          km: Number(d.radius),
        }));
      const features = (make) => ({
        type: "FeatureCollection",
        features: places.map((p) => ({ type: "Feature", properties: p, geometry: make(p) })),
      });
      map.getSource("areas").setData(features((p) => circle(p.lat, p.lon, Math.max(0.1, p.km))));
      map.getSource("spots").setData(
        features((p) => ({ type: "Point", coordinates: [p.lon, p.lat] })),
      );
      const all = bounds(places);
      if (fit && all) map.fitBounds(all, { padding: 44, duration: 0, maxZoom: 7 });
      map.getContainer().dataset.drawn = String(places.length);
    },
  };
}

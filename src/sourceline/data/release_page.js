"use strict";
// Map, timeline and list of one release. Everything shown comes from the data block of
// this file and is put on the page as text; nothing is asked from anywhere.
const told = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const DAY = 86400000, WIDE = 1000, MOST = 200, KM = 111.2;
const number = (day) => Date.parse(day + "T00:00:00Z") / DAY;
const day = (n) => new Date(n * DAY).toISOString().slice(0, 10);

for (const one of told.incidents) {
  const ends = (one.days || [null, null]).map((d) => (d ? number(d) : null));
  one.first = ends[0] ?? ends[1];
  one.last = ends[1] ?? ends[0];
  one.sought = [one.kind, one.where, one.country, ...one.sides].join(" ").toLowerCase();
}
const dated = told.incidents.filter((one) => one.first !== null);
const bounds = (list) => list.reduce((b, n) => [Math.min(b[0], n), Math.max(b[1], n)], [Infinity, -Infinity]);
const changes = told.periods.flatMap((p) => [...p.from, ...(p.to || [])]).filter(Boolean).map(number);
let [first, last] = bounds([...dated.map((o) => o.first), ...dated.map((o) => o.last), ...changes]);
if (first > last) first = last = number(told.asOf);

const chosen = { words: "", kind: "", grade: "", from: first, to: last, place: null, most: MOST };
let view = null;

function part(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== null) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
function shape(name, attributes, text) {
  const made = document.createElementNS(at("map").namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
const words = (days) => (!days ? "day unknown" : days[0] === days[1] ? days[0] : `${days[0] || "…"} – ${days[1] || "…"}`);
const key = (one) => (one.point ? one.point.join(",") : null);

// --- what the filter lets through -----------------------------------------------------

function fits(one) {
  const whole = chosen.from === first && chosen.to === last;
  return (
    (whole || (one.first !== null && one.first <= chosen.to && one.last >= chosen.from)) &&
    (!chosen.kind || one.kind === chosen.kind) &&
    (!chosen.grade || one.grade === chosen.grade) &&
    (!chosen.words || one.sought.includes(chosen.words))
  );
}
const standing = () =>
  told.periods.filter((p) => {
    const began = number(p.from[0] || p.from[1] || day(first));
    const ended = p.to ? number(p.to[1] || p.to[0] || day(last)) : Infinity;
    return began <= chosen.to && chosen.to < ended;
  });

// --- map ------------------------------------------------------------------------------

function whole() {
  const every = [...told.incidents, ...told.periods].map((o) => o.point).filter(Boolean);
  if (!every.length) return { lat: 0, lon: 0, wide: 360, stretch: 1 };
  // A few places far away must not make the others a dot: they are counted below.
  const few = Math.floor(every.length * 0.02);
  const middle = (n) => {
    const sorted = every.map((p) => p[n]).sort((a, b) => a - b);
    return [sorted[few], sorted[sorted.length - 1 - few]];
  };
  const [lats, lons] = [middle(0), middle(1)];
  const inside = (p) => p[0] >= lats[0] && p[0] <= lats[1] && p[1] >= lons[0] && p[1] <= lons[1];
  const points = every.filter(inside).length ? every.filter(inside) : every;
  const [south, north] = bounds(points.flatMap((p) => [p[0] - reach(p), p[0] + reach(p)]));
  const lat = (south + north) / 2;
  const stretch = Math.max(0.2, Math.cos((lat * Math.PI) / 180));
  const [west, east] = bounds(points.flatMap((p) => [p[1] - reach(p) / stretch, p[1] + reach(p) / stretch]));
  const wide = Math.max(1, (east - west) * 1.3, ((north - south) * 1.15 * WIDE) / (620 * stretch));
  return { lat, lon: (west + east) / 2, wide, stretch };
}
const reach = (point) => Math.min(point[2] || 5, 60) / KM;
const scale = () => WIDE / view.wide;
const x = (lon) => WIDE / 2 + (lon - view.lon) * scale();
const y = (lat) => 310 - ((lat - view.lat) * scale()) / view.stretch;

// Land and borders never change: they are made once and moved by one transformation.
const world = JSON.parse(document.getElementById("ground").textContent);
const earth = world && shape("g", {});
for (const [name, data] of world ? [["land", world.land], ["border", world.borders], ["border disputed", world.disputed]] : []) {
  earth.append(shape("path", { class: name, d: data }));
}
function ground() {
  if (!earth) return [];
  const wide = scale() / world.units, high = wide / view.stretch;
  earth.setAttribute("transform", `matrix(${wide} 0 0 ${high} ${x(-180)} ${y(90)})`);
  return [earth];
}
function graticule() {
  const out = [];
  const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].find((s) => view.wide / s <= 9) || 45;
  const fixed = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const high = (620 * view.stretch) / scale();
  const label = (v, plus, minus) => `${Math.abs(v).toFixed(fixed)}° ${v < 0 ? minus : plus}`;
  for (let n = Math.ceil((view.lon - view.wide / 2) / step); n * step <= view.lon + view.wide / 2; n++) {
    out.push(shape("path", { class: "grid", d: `M${x(n * step)} 0V620` }));
    out.push(shape("text", { class: "degrees", x: x(n * step) + 4, y: 612 }, label(n * step, "E", "W")));
  }
  for (let n = Math.ceil((view.lat - high / 2) / step); n * step <= view.lat + high / 2; n++) {
    out.push(shape("path", { class: "grid", d: `M0 ${y(n * step)}H${WIDE}` }));
    out.push(shape("text", { class: "degrees", x: 6, y: y(n * step) - 4 }, label(n * step, "N", "S")));
  }
  return out;
}
function countries() {
  const found = new Map();
  for (const one of [...told.incidents, ...told.periods]) {
    if (!one.point || !one.country) continue;
    const sum = found.get(one.country) || [0, 0, 0];
    found.set(one.country, [sum[0] + one.point[0], sum[1] + one.point[1], sum[2] + 1]);
  }
  return [...found].map(([name, [lat, lon, n]]) => shape("text", { class: "country", x: x(lon / n), y: y(lat / n) }, name));
}
function apart(texts, size) {
  const taken = [];
  return texts.filter((text) => {
    const country = text.getAttribute("class") === "country";
    const wide = text.textContent.length * size * (country ? 1 : 0.58);
    const left = Number(text.getAttribute("x")) - (country ? wide / 2 : 0);
    const base = Number(text.getAttribute("y"));
    const box = [left, base - size * (country ? 1.35 : 1), left + wide, base + size * 0.2];
    const free = taken.every((b) => box[2] < b[0] || box[0] > b[2] || box[3] < b[1] || box[1] > b[3]);
    if (free) taken.push(box);
    return free;
  });
}
function drawMap(listed) {
  const unit = WIDE / Math.max(200, at("map").getBoundingClientRect().width || WIDE);
  const size = 14 * unit;
  at("map").style.fontSize = `${size}px`;
  const places = new Map();
  for (const one of listed) {
    if (!one.point) continue;
    const found = places.get(key(one)) || { one, count: 0 };
    found.count += 1;
    places.set(key(one), found);
  }
  const sorted = [...places.values()].sort((a, b) => b.count - a.count);
  const areas = [], dots = [], names = [];
  for (const { one, count } of sorted) {
    const [lat, lon, km] = one.point;
    const r = (km / KM / view.stretch) * scale();
    areas.push(shape("ellipse", { class: "area", cx: x(lon), cy: y(lat), rx: r, ry: r }));
    const dot = shape("circle", { class: chosen.place === key(one) ? "dot chosen" : "dot", cx: x(lon), cy: y(lat), r: (3 + 2 * Math.log2(count)) * Math.sqrt(unit), "data-place": key(one) });
    dot.append(shape("title", {}, `${one.where}: ${count}, within ${km} km`));
    dots.push(dot);
  }
  for (const { one } of sorted.slice(0, 60)) names.push(shape("text", { class: "name", x: x(one.point[1]) + 10, y: y(one.point[0]) + 5 }, one.where));
  const inView = (t) => t.getAttribute("x") > 0 && t.getAttribute("x") < WIDE && t.getAttribute("y") > 0 && t.getAttribute("y") < 620;
  const outside = dots.filter((d) => !(d.getAttribute("cx") > 0 && d.getAttribute("cx") < WIDE && d.getAttribute("cy") > 0 && d.getAttribute("cy") < 620)).length;
  at("outside").textContent = outside ? `${outside} of ${places.size} places lie outside the view: zoom out to see them.` : "";
  const held = standing().filter((p) => p.point).map((p) => {
    const box = shape("rect", { class: "held", x: x(p.point[1]) - 7, y: y(p.point[0]) - 7, width: 14, height: 14 });
    box.append(shape("title", {}, `${p.where}: ${p.holder} (${p.state})`));
    return box;
  });
  at("map").replaceChildren(...ground(), ...graticule(), ...areas, ...held, ...dots, ...apart([...countries(), ...names].filter(inView), size));
  at("map").setAttribute("aria-label", `Map: ${listed.length} incidents at ${places.size} places; the list has the same`);
}
function zoom(by) {
  view.wide = Math.min(360, Math.max(0.1, view.wide * by));
  show();
}

// --- time -----------------------------------------------------------------------------

function drawTime(listed) {
  const bins = Math.min(60, last - first + 1), size = (last - first + 1) / bins;
  const sure = Array(bins).fill(0), maybe = Array(bins).fill(0);
  const bin = (n) => Math.min(bins - 1, Math.max(0, Math.floor((n - first) / size)));
  for (const one of listed) {
    if (one.first === null) continue;
    const [a, b] = [bin(one.first), bin(one.last)];
    for (let n = a; n <= b; n++) (a === b ? sure : maybe)[n] += 1;
  }
  const [, top] = bounds(sure.map((n, i) => n + maybe[i]));
  const bars = [];
  const wide = WIDE / bins, high = (n) => (top > 0 ? (96 * n) / top : 0);
  sure.forEach((n, i) => {
    const from = first + i * size, dim = from + size <= chosen.from || from > chosen.to ? " out" : "";
    const title = `${day(Math.ceil(from))}: ${n}` + (maybe[i] ? `, perhaps ${maybe[i]} more` : "");
    for (const [name, below, count] of [["sure", 0, n], ["maybe", n, maybe[i]]]) {
      const bar = shape("rect", { class: name + dim, x: i * wide, y: 100 - high(below + count), width: Math.max(1, wide - 1), height: high(count) });
      bar.append(shape("title", {}, title));
      bars.push(bar);
    }
  });
  at("bars").replaceChildren(...bars);
  at("from").setAttribute("aria-valuetext", day(chosen.from));
  at("to").setAttribute("aria-valuetext", day(chosen.to));
  at("fromDay").textContent = day(chosen.from);
  at("toDay").textContent = day(chosen.to);
}

// --- lists ----------------------------------------------------------------------------

function toll(name, [low, best, high]) {
  if (best === null && low === null && high === null) return null;
  if (high === null) return `${name} ${best ?? low} or more`;
  const range = low !== high ? ` (${low ?? 0}–${high})` : "";
  return `${name} ${best ?? "not settled"}${range}`;
}
function item(one) {
  const row = part("li", null);
  row.append(part("h3", `${one.kind} · ${one.where || "place unknown or withheld"}`, { dir: "auto" }));
  const reach = one.point ? `, within ${one.point[2]} km` : "";
  row.append(part("p", [words(one.days), one.country].filter(Boolean).join(" · ") + reach, { class: "soft", dir: "auto" }));
  if (one.sides.length) row.append(part("p", one.sides.join(" · "), { dir: "auto" }));
  const figures = [toll("killed", one.killed), toll("wounded", one.wounded)].filter(Boolean).join(", ");
  row.append(part("p", figures || "no figures"));
  row.append(part("span", `${one.grade}: ${one.why}`, { class: "tag" }));
  const more = [...one.words.map((w) => part("blockquote", w, { dir: "auto" })), ...Object.entries(one.withheld).map(([why, fields]) => part("p", `${fields.join(", ")}: ${told.reasons[why]}`, { class: "soft" }))];
  if (more.length) {
    const fold = part("details", null);
    fold.append(part("summary", one.words.length ? "Words of the reports" : "What is withheld, and why"), ...more);
    row.append(fold);
  }
  row.append(part("p", one.id, { class: "soft" }));
  return row;
}
function drawLists(listed) {
  at("list").replaceChildren(...listed.slice(0, chosen.most).map(item));
  at("more").hidden = listed.length <= chosen.most;
  at("count").textContent = `${listed.length} of ${told.incidents.length} incidents` + (chosen.place ? " (one place; reset shows all)" : "");
  at("heldDay").textContent = day(chosen.to);
  at("held").replaceChildren(...standing().map((p) => {
    const row = part("tr", null);
    const since = words(p.from), cells = [p.where, p.holder, p.state, since];
    row.append(...cells.map((c) => part("td", c, { dir: "auto" })));
    return row;
  }));
}
function show() {
  const found = told.incidents.filter(fits);
  drawMap(found);
  drawTime(found);
  drawLists(chosen.place ? found.filter((o) => key(o) === chosen.place) : found);
}

// --- hands ----------------------------------------------------------------------------

function options(id, values) {
  for (const value of [...new Set(values)].sort()) at(id).append(part("option", value, { value }));
}
function listen(id, kind, act) {
  at(id).addEventListener(kind, (event) => {
    chosen.most = MOST;
    act(event.target.value, event);
    show();
  });
}
options("kind", told.incidents.map((o) => o.kind));
options("grade", told.incidents.map((o) => o.grade));
for (const [id, value] of [["from", first], ["to", last]]) {
  at(id).min = first;
  at(id).max = last;
  at(id).value = value;
}
listen("words", "input", (v) => (chosen.words = v.trim().toLowerCase()));
listen("kind", "change", (v) => (chosen.kind = v));
listen("grade", "change", (v) => (chosen.grade = v));
listen("from", "input", (v) => (chosen.from = Math.min(Number(v), chosen.to)));
listen("to", "input", (v) => (chosen.to = Math.max(Number(v), chosen.from)));
listen("map", "click", (_, event) => (chosen.place = event.target.getAttribute("data-place")));
at("more").addEventListener("click", () => { chosen.most += MOST; show(); });
at("nearer").addEventListener("click", () => zoom(0.6));
at("wider").addEventListener("click", () => zoom(1 / 0.6));
at("all").addEventListener("click", () => {
  at("filter").reset();
  Object.assign(chosen, { words: "", kind: "", grade: "", from: first, to: last, place: null, most: MOST });
  at("from").value = first;
  at("to").value = last;
  view = whole();
  show();
});
at("filter").addEventListener("submit", (event) => event.preventDefault());
at("frame").addEventListener("keydown", (event) => {
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };
  if (event.key === "+") return zoom(0.6);
  if (event.key === "-") return zoom(1 / 0.6);
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  view.lat += (move[0] * view.wide) / 10;
  view.lon += (move[1] * view.wide) / 10;
  show();
});
let grip = null;
at("map").addEventListener("pointerdown", (event) => (grip = [event.clientX, event.clientY]));
window.addEventListener("pointerup", () => (grip = null));
window.addEventListener("pointermove", (event) => {
  if (!grip) return;
  const wide = at("map").getBoundingClientRect().width;
  view.lon -= ((event.clientX - grip[0]) / wide) * view.wide;
  view.lat += ((event.clientY - grip[1]) / wide) * view.wide * view.stretch;
  grip = [event.clientX, event.clientY];
  show();
});
window.addEventListener("resize", show);
view = whole();
show();

// Control: a day slider and playback over the same pages that the form asks for.
import { swap } from "./swap.js";

const form = document.getElementById("asked");
const player = document.getElementById("player");
const DAY = 86400000;
/** Both by every answer: a day that is asked for overtakes a place that was asked for. */
const PARTS = ["held", "place-periods"];
let map = null;

const dayAt = (text) => Date.parse(`${text}T00:00:00Z`);
const text = (time) => new Date(time).toISOString().slice(0, 10);

if (player) {
  const first = dayAt(player.dataset.first);
  const last = dayAt(player.dataset.last);
  const days = player.dataset.days.split(" ");
  const slider = document.getElementById("slider");
  const play = document.getElementById("play");
  let timer = null;
  let waiting = null;

  const present = () => text(first + slider.valueAsNumber * DAY);
  const put = (day) => {
    slider.value = Math.round((Math.min(Math.max(dayAt(day), first), last) - first) / DAY);
    tell();
  };
  const tell = () => {
    document.getElementById("day").textContent = present();
    slider.setAttribute("aria-valuetext", present());
  };
  const show = () => {
    tell();
    form.elements.on.value = present();
    clearTimeout(waiting);
    waiting = setTimeout(go, 60);
  };
  const go = async () => {
    const told = new URLSearchParams(location.search);
    told.set("on", present());
    const address = `/control?${told}`;
    history.replaceState(null, "", address);
    if (await swap(address, PARTS)) map?.show();
  };
  const step = (way) => {
    const now = present();
    const to = way > 0 ? days.find((d) => d > now) : days.findLast((d) => d < now);
    if (!to) return false;
    put(to);
    show();
    return true;
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  };
  slider.max = String(Math.round((last - first) / DAY));
  put(form.elements.on.value || player.dataset.last);
  slider.addEventListener("input", show);
  document.getElementById("back").addEventListener("click", () => step(-1));
  document.getElementById("forth").addEventListener("click", () => step(1));
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (!days.some((d) => d > present())) put(player.dataset.first);
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    timer = setInterval(() => step(1) || stop(), 700);
  });
}

async function drawMap() {
  const { controlMap } = await import("./control-map.js");
  map = await controlMap(document.getElementById("map"));
  document.getElementById("map-tools").hidden = false;
  map.show(true);
}

/** A place's periods, put beside the map without drawing it anew. */
async function open(address) {
  if (!(await swap(address, PARTS))) return;
  map?.show();
  const told = document.getElementById("place-periods");
  const below = told.getBoundingClientRect().top > innerHeight - 120;
  if (below) told.scrollIntoView();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#held td a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const to = new URL(link.href);
  history.pushState(null, "", to.pathname + to.search);
  open(to.pathname + to.search);
});
addEventListener("popstate", () => location.reload());

if (player) {
  drawMap().catch((error) => {
    const told = document.getElementById("map-missing");
    document.getElementById("map").hidden = true;
    document.getElementById("map-tools").hidden = true;
    told.textContent = `No map: ${error.message.replace(/\.?$/, ".")} The table has the places.`;
    told.hidden = false;
  });
}

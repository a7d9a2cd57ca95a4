// Explore: the filter lives in the address; form, histogram and map only change it.
import { forget, swap } from "./swap.js";
import { brushed } from "./brush.js";

const form = document.getElementById("filter");
const PARTS = ["facets", "summary", "timeline", "spots", "list"];
let map = null;
/** The days that a reader chose and may still be choosing; then they are asked for. */
let waiting = null;
let owed = false;

function addressOf(form) {
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value === "" || (name === "within" && value === "reports")) continue;
    if (name === "sort" && value === "date") continue;
    told.append(name, value);
  }
  const query = told.toString();
  return query ? `/?${query}` : "/";
}

/**
 * Show what an address lets through. The page takes the address when it shows it, so that
 * what is read beside an address belongs to it; of several calls the last one counts.
 */
async function go(address, { push = true, fit = true } = {}) {
  clearTimeout(waiting);
  owed = false;
  try {
    if (!(await swap(address, PARTS))) return;
  } catch {
    const told = "The server does not answer: this page shows what it found before.";
    document.querySelector("#summary .total").textContent = told;
    return;
  }
  if (push && address !== location.pathname + location.search) {
    history.pushState(null, "", address);
  }
  brush();
  await map?.show(new URL(address, location.href).search, fit);
}

/** Put an address's filter into the form. */
function fill(address) {
  const told = new URL(address, location.href).searchParams;
  for (const field of form.querySelectorAll("input, select")) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = told.getAll(field.name).includes(field.value);
    else if (field.name === "within") field.value = told.get("within") ?? "reports";
    else if (field.name === "sort") field.value = told.get("sort") ?? "date";
    else if (field.name === "near" && !told.has("near")) field.remove();
    else field.value = told.get(field.name) ?? "";
  }
  if (told.has("near") && !form.elements.near) {
    const near = document.createElement("input");
    Object.assign(near, { type: "hidden", name: "near", value: told.get("near") });
    form.append(near);
  }
}

function brush() {
  const ask = () => go(addressOf(form), { fit: false });
  brushed(document.getElementById("bars"), {
    // An answer to what was asked before would take the bars out of the reader's hand.
    begun() {
      clearTimeout(waiting);
      owed = forget() || owed;
    },
    // At once in the form, so that whatever is asked next asks for these days too.
    chosen(first, last, patience) {
      form.elements.since.value = first;
      form.elements.until.value = last;
      clearTimeout(waiting);
      waiting = setTimeout(ask, patience);
    },
    left: () => owed && ask(),
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(addressOf(form));
});
form.addEventListener("change", (event) => {
  // What has no name is no part of the filter; words are searched for when they are whole.
  if (!event.target.name || event.target.id === "q") return;
  go(addressOf(form), { fit: event.target.name !== "box" });
});
form.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download")) return;
  const to = new URL(link.href);
  if (to.pathname !== "/" || to.origin !== location.origin) return;
  event.preventDefault();
  fill(to.href);
  go(to.pathname + to.search).then(() => {
    if (to.searchParams.has("after")) document.getElementById("list").scrollIntoView();
  });
});
addEventListener("popstate", () => {
  fill(location.href);
  go(location.pathname + location.search, { push: false });
});

if (matchMedia("(min-width: 1000px)").matches) document.getElementById("filters").open = true;
brush();

async function drawMap() {
  const { incidentMap } = await import("./incident-map.js");
  map = await incidentMap(document.getElementById("map"), {
    moved(box) {
      if (!document.getElementById("follow").checked) return;
      form.elements.box.value = box;
      go(addressOf(form), { fit: false });
    },
    chosen: (near) => {
      fill(`/?near=${near}`);
      go(`/?near=${near}`, { fit: false });
    },
  });
  document.getElementById("map-tools").hidden = false;
  await map.show(location.search, true);
}

drawMap().catch((error) => {
  const told = document.getElementById("map-missing");
  document.getElementById("map").hidden = true;
  document.getElementById("map-tools").hidden = true;
  told.textContent = `No map: ${error.message.replace(/\.?$/, ".")} The table has the places.`;
  told.hidden = false;
  document.querySelector("#spots details").open = true;
});

// Single keys for what the page can do; which key does what is kept in this browser.
const STORE = "sourceline.keys";
const FIRST = {
  accept: ["Accept", "a"],
  reject: ["Reject", "x"],
  unsure: ["Mark unsure", "u"],
  correct: ["Correct a field, then its number", "c"],
  merge: ["Merge with another incident", "m"],
  split: ["Split claims off", "s"],
  comment: ["Comment", "t"],
  why: ["Say why", "w"],
  next: ["Next", "n"],
  previous: ["Previous", "p"],
  undo: ["Undo the last decision", "z"],
  send: ["Send what waits", "o"],
  help: ["These keys", "?"],
};

function read() {
  const kept = { off: false, keys: {} };
  try {
    Object.assign(kept, JSON.parse(localStorage.getItem(STORE) ?? "{}"));
  } catch {
    // what is not readable is as if nothing were kept
  }
  const keys = {};
  for (const [act, [, first]] of Object.entries(FIRST)) {
    const own = kept.keys?.[act];
    keys[act] = typeof own === "string" && own.length === 1 ? own : first;
  }
  return { off: Boolean(kept.off), keys };
}

let present = read();

function keep() {
  localStorage.setItem(STORE, JSON.stringify(present));
  draw();
}

/** Write the keys on the page. */
export function draw() {
  for (const one of document.querySelectorAll("kbd[data-key]")) {
    const key = present.keys[one.dataset.key];
    one.textContent = key;
    one.hidden = present.off;
    const act = one.closest("[data-act]");
    if (present.off) act?.removeAttribute("aria-keyshortcuts");
    else act?.setAttribute("aria-keyshortcuts", key);
  }
}

/**
 * What a key press asks for: the name of an act, a digit, or null.
 * @param {KeyboardEvent} event the press
 */
export function asked(event) {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.target.closest?.("input, select, textarea, dialog, [contenteditable]")) return null;
  if (present.off) return null;
  const act = named(event.key) ?? named(latin(event));
  return act ?? (/^[1-9]$/.test(event.key) ? event.key : null);
}

function named(key) {
  return Object.keys(present.keys).find((act) => present.keys[act] === key) ?? null;
}

/** The letter that stands on the key, where the keyboard writes another script. */
function latin(event) {
  if (/^[\x20-\x7e]$/.test(event.key)) return null;
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : null;
}

/** Let the dialog show and change the keys. */
export function settle(dialog) {
  const body = dialog.querySelector("tbody");
  const off = dialog.querySelector("#keys-off");
  const list = () => {
    body.replaceChildren(
      ...Object.entries(FIRST).map(([act, [name]]) => row(act, name)),
      fixed("Correct that field", "1–7"),
      fixed("Leave a form or this list", "Esc"),
    );
    off.checked = present.off;
  };
  off.addEventListener("change", () => {
    present.off = off.checked;
    keep();
  });
  dialog.querySelector("#keys-reset").addEventListener("click", () => {
    localStorage.removeItem(STORE);
    present = read();
    keep();
    list();
  });
  body.addEventListener("keydown", (event) => {
    const act = event.target.dataset?.change;
    if (!act || event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (/[\s0-9]/.test(event.key)) return;
    const other = named(event.key);
    if (other) present.keys[other] = present.keys[act];
    present.keys[act] = event.key;
    keep();
    list();
    body.querySelector(`[data-change="${act}"]`).focus();
  });
  return list;
}

function row(act, name) {
  const line = document.createElement("tr");
  const what = line.insertCell();
  const label = document.createElement("label");
  label.htmlFor = `key-${act}`;
  label.textContent = name;
  what.append(label);
  const input = document.createElement("input");
  Object.assign(input, { id: `key-${act}`, value: present.keys[act], readOnly: true, size: 2 });
  input.dataset.change = act;
  line.insertCell().append(input);
  return line;
}

function fixed(name, key) {
  const line = document.createElement("tr");
  line.insertCell().textContent = name;
  line.insertCell().textContent = key;
  return line;
}

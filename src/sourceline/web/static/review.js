// The review by keys alone. Forms and links are those of the page without scripts; here
// they are sent without leaving it, and what could not be sent waits in the outbox.
import { asked, draw, settle } from "./review-keys.js";
import { newKey, Outbox } from "./review-outbox.js";
import "./review-words.js";

document.documentElement.classList.add("js");
const dialog = document.getElementById("keys");
const listKeys = settle(dialog);
const part = () => document.getElementById("review");
const outbox = new Outbox(part().dataset.who, drawOutbox);
let busy = false;

// --- pages ---------------------------------------------------------------------------

function show(page, address) {
  const fresh = page.getElementById("review");
  if (!fresh) return false;
  part().replaceWith(document.importNode(fresh, true));
  document.title = page.title;
  if (address) {
    const url = new URL(address, location.href);
    url.searchParams.delete("done");
    if (url.href !== location.href) history.pushState(null, "", url);
  }
  draw();
  const title = document.getElementById("refused") ?? document.getElementById("title");
  title?.setAttribute("tabindex", "-1");
  title?.focus();
  window.scrollTo(0, 0);
  return true;
}

async function load(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (show(page, answer.url)) return true;
    if (answer.status === 401) location.assign(address);
  } catch {
    say("The server does not answer: this page stays.");
  }
  return false;
}

function say(words) {
  const line = document.createElement("p");
  line.textContent = words;
  document.getElementById("notice")?.replaceChildren(line);
}

/** One thing at a time: a key that is pressed meanwhile was meant for the old page. */
async function alone(deed) {
  if (busy) return;
  busy = true;
  part().setAttribute("aria-busy", "true");
  try {
    await deed();
  } finally {
    busy = false;
    part().removeAttribute("aria-busy");
  }
}

// --- decisions -----------------------------------------------------------------------

async function decide(form, button) {
  const key = newKey();
  const told = new URLSearchParams(new FormData(form, button ?? undefined));
  told.set("key", key);
  const title = document.getElementById("title")?.textContent ?? "";
  const label = button?.value || form.dataset.label || "";
  const on = form.dataset.goesOn ? part().dataset.next : null;
  try {
    outbox.add({ key, url: form.getAttribute("action"), body: told.toString(), label, title });
  } catch {
    say("This browser keeps nothing: the decision is sent without the outbox.");
    form.submit();
    return;
  }
  const answer = await outbox.send(key);
  if (answer?.page) {
    show(answer.page, answer.url);
    return;
  }
  if (on) await load(on);
  say("Not saved yet: it waits below and is sent again.");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".find")) {
    event.preventDefault();
    const query = new URLSearchParams(new FormData(form));
    alone(async () => {
      if (await load(`/review?${query}`)) open("merge");
    });
  } else if (form.matches(".decision")) {
    event.preventDefault();
    alone(() => decide(form, event.submitter));
  }
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a[data-act], button[data-act][type=button]");
  if (!link) return;
  event.preventDefault();
  act(link.dataset.act);
});

// Who types a value means it.
document.addEventListener("input", (event) => {
  const typed = event.target.closest(".typed");
  const choice = typed?.closest("form").querySelector('[name=choice][value="typed"]');
  if (choice) choice.checked = true;
});

// --- keys ----------------------------------------------------------------------------

function open(id) {
  const details = document.getElementById(id);
  if (!details) return;
  details.open = true;
  const first = [...details.querySelectorAll("form.decision input, form.decision textarea")].find(
    (one) => one.type !== "hidden",
  );
  const found = first?.type === "checkbox" ? first : details.querySelector("textarea, .find input:not([type=hidden])");
  (found ?? first)?.focus();
  details.scrollIntoView({ block: "nearest" });
}

function correct(number) {
  const one = document.querySelector(`details.correct[data-field="${number}"]`);
  if (!one) return;
  one.open = true;
  one.querySelector("input[type=radio]").focus();
  one.scrollIntoView({ block: "nearest" });
}

function act(name) {
  const press = (selector) => document.querySelector(selector)?.click();
  switch (name) {
    case "accept":
    case "reject":
    case "unsure":
      return press(`#stance button[value="${name}"]`);
    case "undo":
      return press("#undo-last button");
    case "next":
    case "previous": {
      const address = part().dataset[name];
      return address && alone(() => load(address));
    }
    case "correct":
      return document.querySelector("details.correct summary")?.focus();
    case "why":
      return document.querySelector("#stance [name=words]")?.focus();
    case "send":
      return outbox.send();
    case "help":
      listKeys();
      return dialog.showModal();
    default:
      return open(name);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !dialog.open) return leave(event.target);
  const wanted = asked(event);
  if (wanted === null) return;
  event.preventDefault();
  if (/^\d$/.test(wanted)) correct(wanted);
  else act(wanted);
});

/** Out of a field, and out of the form that it is in. */
function leave(element) {
  const details = element.closest?.("#review details");
  if (details) details.open = false;
  document.getElementById("title")?.focus();
}

window.addEventListener("popstate", () => load(location.href));

// --- outbox --------------------------------------------------------------------------

function drawOutbox(entries) {
  const box = document.getElementById("outbox");
  box.hidden = !entries.length;
  box.querySelector("ul").replaceChildren(...entries.map(line));
}

function line(entry) {
  const item = document.createElement("li");
  const what = document.createElement("b");
  what.textContent = `${entry.label}: ${entry.title}`;
  what.dir = "auto";
  const why = document.createElement("span");
  const foreign = entry.who !== part().dataset.who;
  const state = foreign ? `waits for ${entry.who} to sign in` : (entry.why ?? "is being sent");
  why.textContent = ` ${entry.refused ? "refused: " : ""}${state} `;
  item.append(what, why);
  if (entry.refused || foreign) {
    const drop = document.createElement("button");
    drop.type = "button";
    drop.textContent = "Drop it";
    drop.addEventListener("click", () => outbox.drop(entry.key));
    item.append(drop);
  }
  return item;
}

draw();
outbox.tell();
if (outbox.entries().length) outbox.send();

// Every value lights its words, and words light the values that they say.
document.documentElement.classList.add("js");

const values = new Map();
for (const one of document.querySelectorAll("[data-v]")) {
  for (const name of one.dataset.v.split(" ")) {
    values.set(name, [...(values.get(name) ?? []), one]);
  }
}

function light(element, on) {
  for (const name of element?.dataset.v.split(" ") ?? []) {
    for (const one of values.get(name) ?? []) one.classList.toggle("lit", on);
  }
}

for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => light(event.target.closest?.("[data-v]"), true));
  document.addEventListener(end, (event) => light(event.target.closest?.("[data-v]"), false));
}

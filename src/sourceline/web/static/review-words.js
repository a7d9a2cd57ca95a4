// The words that a corrected value comes from are selected in a report: by mouse, by
// touch, with a reader's own caret, or by keys from word to word. Offsets are those of the
// records, code points of the report; the server wrote on every piece of a line where it
// begins, so here letters are counted within one piece only.
const PATIENCE = 200;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const wordwise = new Intl.Segmenter(undefined, { granularity: "word" });

/** The form of the correction that was opened or used last. */
let form = null;
let walk = null;
let waiting = null;

// --- what is selected ------------------------------------------------------------------

/**
 * The words of a selection without the spaces around them, each letter whole.
 * @param {Range} range what is selected
 * @param {Element} box a report, or a sentence of it
 * @returns {{range: Range, start: number, end: number, quote: string} | null} null where it
 *   holds no word
 */
function selected(range, box) {
  const found = document.createRange();
  let any = false;
  for (const node of textsOf(box)) {
    if (!range.intersectsNode(node)) continue;
    let from = node === range.startContainer ? range.startOffset : 0;
    let to = node === range.endContainer ? range.endOffset : node.length;
    while (from < to && /\s/.test(node.data[from])) from += 1;
    while (to > from && /\s/.test(node.data[to - 1])) to -= 1;
    if (from === to) continue;
    const cut = letters.segment(node.data);
    const last = cut.containing(to - 1);
    if (!any) found.setStart(node, cut.containing(from).index);
    found.setEnd(node, last.index + last.segment.length);
    any = true;
  }
  if (!any) return null;
  const [start, end] = [
    offset(found.startContainer, found.startOffset),
    offset(found.endContainer, found.endOffset),
  ];
  return { range: found, start, end, quote: found.toString().replace(/\s+/g, " ") };
}

/** Code points of the report before a place in its text. */
function offset(node, place) {
  const piece = node.parentElement.closest("[data-at]");
  const before = document.createRange();
  before.setStart(piece, 0);
  before.setEnd(node, place);
  return Number(piece.dataset.at) + [...before.toString()].length;
}

function* textsOf(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
}

const boxOf = (node) => (node?.closest ? node : node?.parentElement)?.closest(".words") ?? null;

// --- the form --------------------------------------------------------------------------

function present() {
  return form?.isConnected && form.closest("details").open ? form : null;
}

/** What is selected goes into the form, unless a value with words of its own is chosen. */
function take() {
  clearTimeout(waiting);
  waiting = null;
  const selection = getSelection();
  const into = present();
  if (!into || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const box = boxOf(range.startContainer);
  const choice = into.querySelector("[name=choice]:checked");
  // One that ends before the next box is all of this one.
  if (!box || (choice && choice.value !== "typed")) return;
  const inside = range.cloneRange();
  if (!box.contains(range.endContainer)) inside.setEnd(box, box.childNodes.length);
  const said = selected(inside, box);
  if (!said) return;
  const { source } = into.elements;
  const own = [...source.options].filter(
    ({ dataset: d }) =>
      d.report === box.dataset.report && d.start <= said.start && said.end <= d.end,
  );
  const sentence = own.find((one) => one.dataset.claim === box.dataset.claim) ?? own[0];
  source.value = sentence?.value ?? "";
  put(into, {
    quote: said.quote,
    start: said.start,
    end: said.end,
    of: sentence?.dataset.claim ?? box.dataset.claim,
  });
  into.querySelector('[name=choice][value="typed"]').checked = true;
  light(said.range);
  const words = document.createElement("q");
  words.dir = "auto";
  words.textContent = said.quote;
  into.querySelector(".chosen").replaceChildren(
    "Chosen: ",
    words,
    `, characters ${said.start} to ${said.end} of the report.`,
  );
}

function put(into, told) {
  for (const [name, value] of Object.entries(told)) into.elements[name].value = value;
}

/** Words that are typed, or another sentence, are no longer those that were selected. */
function untake(into) {
  if (!into.elements.start.value) return;
  put(into, { start: "", end: "", of: "" });
  into.querySelector(".chosen").replaceChildren();
  light(null);
}

/** The words stay marked when the selection has gone on into a field. */
function light(range) {
  if (!globalThis.Highlight) return;
  if (range) CSS.highlights.set("chosen", new Highlight(range));
  else CSS.highlights.delete("chosen");
}

// --- by keys ---------------------------------------------------------------------------

/** Begin to walk over a report's words: at those chosen, else at the sentence chosen. */
function enter(into) {
  form = into;
  const { source, start, of, quote, end } = into.elements;
  const sentence = source.selectedOptions[0].dataset;
  const card = document.getElementById(`claim-${sentence.claim || of.value}`);
  const near = card ?? document.querySelector("#cards .card");
  const report = sentence.report ?? near?.querySelector(".words")?.dataset.report;
  const boxes = [...document.querySelectorAll(".words")].filter((b) => b.dataset.report === report);
  const box = boxes.find((one) => one.closest(".whole")) ?? boxes[0];
  if (!box) return;
  if (box.closest("details")) box.closest("details").open = true;
  else box.tabIndex = -1;
  const before = { quote: quote.value, start: start.value, end: end.value, of: of.value };
  begin(box, Number(start.value || sentence.start || 0));
  walk.before = { ...before, source: source.value };
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
  stand(walk.at, false);
}

/** A walk over a box's words, from the first one that begins at or after an offset. */
function begin(box, from = 0) {
  const nodes = [];
  let passed = 0;
  for (const node of textsOf(box)) {
    nodes.push([passed, node]);
    passed += node.length;
  }
  const words = [...wordwise.segment(box.textContent)]
    .filter((one) => one.isWordLike)
    .map((one) => [one.index, one.index + one.segment.length]);
  walk = { box, nodes, words, at: 0, from: 0, before: null };
  const there = words.findIndex(([first]) => {
    const [node, place] = spot(first, false);
    return offset(node, place) >= from;
  });
  walk.at = walk.from = Math.max(0, there);
}

/** Where a place of the whole text lies; at a seam, the end of a word is the former's. */
function spot(place, end) {
  const found = walk.nodes.findLast(([passed]) => (end ? passed < place : passed <= place));
  return [found[1], place - found[0]];
}

function rangeOf(first, last = first) {
  const range = document.createRange();
  range.setStart(...spot(walk.words[first][0], false));
  range.setEnd(...spot(walk.words[last][1], true));
  return range;
}

/** Stand on a word; with ``more`` the words from where the walk began are selected. */
function stand(at, more) {
  if (!walk.words.length) return;
  walk.at = Math.min(Math.max(at, 0), walk.words.length - 1);
  if (!more) walk.from = walk.at;
  const range = rangeOf(Math.min(walk.from, walk.at), Math.max(walk.from, walk.at));
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  const [word, frame] = [rangeOf(walk.at), walk.box].map((one) => one.getBoundingClientRect());
  if (word.top < frame.top || word.bottom > frame.bottom) {
    walk.box.scrollTop += word.top - frame.top - frame.height / 2;
  }
}

/** The word above or below, nearest to the one on which the walk stands. */
function line(way) {
  const box = (n) => rangeOf(n).getBoundingClientRect();
  const here = box(walk.at);
  const beyond = (one) => (way > 0 ? one.top >= here.bottom - 1 : one.bottom <= here.top + 1);
  let [best, least, row] = [walk.at, Infinity, null];
  for (let n = walk.at + way; n >= 0 && n < walk.words.length; n += way) {
    const one = box(n);
    if (!beyond(one)) continue;
    row ??= one;
    if (Math.abs(one.top - row.top) > row.height / 2) break;
    const far = Math.abs(one.left + one.right - here.left - here.right);
    if (far < least) [best, least] = [n, far];
  }
  return best;
}

function leave(back) {
  const into = present();
  const before = walk?.before;
  if (back && into && before) {
    const { source, ...told } = before;
    put(into, told);
    into.elements.source.value = source;
    into.querySelector(".chosen").replaceChildren();
    light(null);
  }
  getSelection().removeAllRanges();
  walk = null;
  into?.elements.quote.focus();
}

function step(event) {
  const box = boxOf(event.target);
  if (!present() || !box || event.target !== box) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Tab") return;
  // In a report no single key decides anything.
  event.stopPropagation();
  if (walk?.box !== box) {
    const caret = getSelection();
    const inside = box.contains(caret.anchorNode) && caret.anchorNode.nodeType === Node.TEXT_NODE;
    begin(box, inside ? offset(caret.anchorNode, caret.anchorOffset) : 0);
  }
  const [first, last] = walk.words[walk.at] ?? [0, 0];
  const flips = RIGHT_TO_LEFT.test(box.textContent.slice(first, last)) ? -1 : 1;
  const to = {
    ArrowRight: () => walk.at + flips,
    ArrowLeft: () => walk.at - flips,
    ArrowDown: () => line(1),
    ArrowUp: () => line(-1),
    Home: () => 0,
    End: () => walk.words.length - 1,
  }[event.key];
  if (to) stand(to(), event.shiftKey);
  else if (event.key === "Enter") {
    take();
    leave(false);
  } else if (event.key === "Escape") {
    clearTimeout(waiting);
    leave(true);
  } else return;
  event.preventDefault();
}

// --- what happens ----------------------------------------------------------------------

document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  // When the hand rests: a drag tells of every letter.
  waiting = setTimeout(take, PATIENCE);
});
document.addEventListener("keydown", step, { capture: true });
// Where the mouse sets a caret, the next walk begins.
document.addEventListener("pointerdown", () => (walk = null));
document.addEventListener("focusin", (event) => {
  form = event.target.closest?.("details.correct form") ?? form;
});
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.correct")) return;
    if (event.target.open) form = event.target.querySelector("form");
    else if (event.target.contains(form)) light(null);
  },
  { capture: true },
);
document.addEventListener("input", (event) => {
  const into = event.target.form;
  if (into && ["quote", "source"].includes(event.target.name)) untake(into);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest(".choose");
  if (button) enter(button.form);
});

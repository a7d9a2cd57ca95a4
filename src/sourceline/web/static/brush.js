/** Milliseconds: keys come one after another; the last one counts. */
const PATIENCE = 300;

/**
 * Let a reader choose days over a histogram: by dragging over its bars, one bar by a
 * click, or by two handles below it that keys move too.
 * @param {SVGSVGElement | null} bars the drawing
 * @param {object} told
 * @param {() => void} told.begun the reader's hand is on the bars: they must stay
 * @param {(first: string, last: string, patience: number) => void} told.chosen the first
 *   and last day, both empty where all are chosen, and how long he may go on choosing
 * @param {() => void} told.left the hand is off and nothing was chosen
 */
export function brushed(bars, { begun: touched, chosen, left }) {
  if (!bars) return;
  const groups = [...bars.querySelectorAll(".bar")];
  const shade = bars.querySelector(".brush");
  const from = document.getElementById("from-bar");
  const to = document.getElementById("to-bar");
  const wide = bars.viewBox.baseVal.width;
  bars.setAttribute("preserveAspectRatio", "none");
  let begun = null;
  let moved = false;

  const at = (event) => {
    const box = bars.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(groups.length - 1, Math.floor(part * groups.length)));
  };
  const draw = (a, b) => {
    const step = wide / groups.length;
    shade.setAttribute("x", a * step);
    shade.setAttribute("width", (b - a + 1) * step);
    [from.value, to.value] = [a, b];
    from.setAttribute("aria-valuetext", groups[a].dataset.first);
    to.setAttribute("aria-valuetext", groups[b].dataset.last);
  };
  const between = (a, b) => draw(Math.min(a, b), Math.max(a, b));
  const tell = (patience) => {
    const [a, b] = [from.valueAsNumber, to.valueAsNumber];
    const all = a === 0 && b === groups.length - 1;
    chosen(all ? "" : groups[a].dataset.first, all ? "" : groups[b].dataset.last, patience);
  };

  bars.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    touched();
    begun = at(event);
    bars.setPointerCapture(event.pointerId);
    between(begun, begun);
  });
  bars.addEventListener("pointermove", (event) => {
    if (begun !== null) between(begun, at(event));
  });
  bars.addEventListener("pointerup", (event) => {
    if (begun === null) return;
    between(begun, at(event));
    begun = null;
    tell(0);
  });
  bars.addEventListener("pointercancel", () => {
    if (begun === null) return;
    begun = null;
    settle();
    left();
  });
  for (const handle of [from, to]) {
    handle.addEventListener("input", () => {
      touched();
      moved = true;
      // A handle stops at the other one.
      if (handle === from) draw(Math.min(from.valueAsNumber, to.valueAsNumber), to.valueAsNumber);
      else draw(from.valueAsNumber, Math.max(from.valueAsNumber, to.valueAsNumber));
    });
    // A mouse that brings a handle back to where it was changes nothing and lets go.
    for (const end of ["change", "pointerup", "pointercancel"]) {
      handle.addEventListener(end, () => {
        if (moved) tell(PATIENCE);
        moved = false;
      });
    }
  }

  /** The handles stand at the days that the page shows as chosen. */
  function settle() {
    const inside = groups.map((one) => !one.classList.contains("out"));
    const first = inside.indexOf(true);
    if (first < 0) draw(0, groups.length - 1);
    else draw(first, inside.lastIndexOf(true));
    shade.setAttribute("width", 0);
  }
  settle();
}

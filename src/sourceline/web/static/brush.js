/**
 * Let a pointer choose days by dragging over a histogram's bars; one bar by a click.
 * @param {SVGSVGElement | null} bars the drawing
 * @param {(first: string, last: string) => void} chosen told the first and last day
 */
export function brushed(bars, chosen) {
  if (!bars) return;
  const groups = [...bars.querySelectorAll(".bar")];
  const shade = bars.querySelector(".brush");
  const wide = bars.viewBox.baseVal.width;
  bars.setAttribute("preserveAspectRatio", "none");
  let from = null;

  const at = (event) => {
    const box = bars.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(groups.length - 1, Math.floor(part * groups.length)));
  };
  const draw = (a, b) => {
    const step = wide / groups.length;
    shade.setAttribute("x", Math.min(a, b) * step);
    shade.setAttribute("width", (Math.abs(a - b) + 1) * step);
  };
  bars.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = at(event);
    bars.setPointerCapture(event.pointerId);
    draw(from, from);
  });
  bars.addEventListener("pointermove", (event) => {
    if (from !== null) draw(from, at(event));
  });
  bars.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [a, b] = [from, at(event)].sort((x, y) => x - y);
    from = null;
    chosen(groups[a].dataset.first, groups[b].dataset.last);
  });
  bars.addEventListener("pointercancel", () => {
    from = null;
    shade.setAttribute("width", 0);
  });
}

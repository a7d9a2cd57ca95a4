// Choose all boxes of a list, or none of them.
document.documentElement.classList.add("js");

for (const button of document.querySelectorAll("[data-choose]")) {
  button.addEventListener("click", () => {
    const boxes = [...button.closest("form").querySelectorAll("input[type=checkbox]")];
    const on = boxes.some((one) => !one.checked);
    for (const one of boxes) one.checked = on;
  });
}

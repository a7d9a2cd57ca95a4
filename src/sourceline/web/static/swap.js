// Parts of a page are fetched as the page itself and put in the place of the old ones:
// what a reader sees has one origin, with scripts and without.
document.documentElement.classList.add("js");

let running = null;

/**
 * No answer that is still awaited is put in: something newer is meant.
 * @returns {boolean} whether one was awaited
 */
export function forget() {
  const awaited = running !== null;
  running?.abort();
  running = null;
  return awaited;
}

/**
 * Put parts of another address's page into this one.
 * @param {string} address same-origin address
 * @param {string[]} ids the parts
 * @returns {Promise<boolean>} false where a later call overtook this one
 */
export async function swap(address, ids) {
  forget();
  const own = (running = new AbortController());
  let answer, text;
  try {
    answer = await fetch(address, { signal: own.signal, headers: { Accept: "text/html" } });
    text = await answer.text();
  } catch (error) {
    if (own.signal.aborted) return false;
    throw error;
  } finally {
    if (running === own) running = null;
  }
  if (own.signal.aborted) return false;
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!answer.ok) {
    location.assign(address);
    return false;
  }
  const open = [...document.querySelectorAll("details[open]")].map(pathOf);
  const focused = keyOf(document.activeElement);
  for (const id of ids) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (fresh && old) old.replaceWith(document.importNode(fresh, true));
  }
  document.title = page.title;
  for (const details of document.querySelectorAll("details")) {
    if (open.includes(pathOf(details))) details.open = true;
  }
  if (focused) {
    const again = [...document.querySelectorAll("input, select, a, button")].find(
      (one) => keyOf(one) === focused,
    );
    if (again !== document.activeElement) again?.focus({ preventScroll: true });
  }
  return true;
}

/** What stays the same of a control when its part is put in anew. */
function keyOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${element.id}`;
  return element.name ? `${element.name}=${element.value}` : element.getAttribute("href");
}

function pathOf(details) {
  const own = details.closest("[id]")?.id ?? "";
  const legend = details.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
  return `${own}/${legend}`;
}

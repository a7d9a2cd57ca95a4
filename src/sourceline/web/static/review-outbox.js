// Decisions wait here, in this browser, until the server says that they are saved. Each
// has a name of its own, so that one sent twice is made once.
const STORE = "sourceline.outbox";
const PATIENCE = 30_000;
const [SOONEST, LATEST] = [2_000, 30_000];

/** A name that nobody else gives. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

export class Outbox {
  /**
   * @param {string} who whose decisions may be sent: nobody signs another's
   * @param {(entries: object[]) => void} told is called when something changed
   */
  constructor(who, told) {
    this.who = who;
    this.told = told;
    this.delay = SOONEST;
    this.timer = null;
    this.sending = Promise.resolve();
    window.addEventListener("online", () => this.send());
    window.addEventListener("storage", (event) => event.key === STORE && this.tell());
  }

  entries() {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  tell() {
    this.told(this.entries());
  }

  add(entry) {
    this.keep([...this.entries(), { ...entry, who: this.who }]);
  }

  drop(key) {
    this.keep(this.entries().filter((one) => one.key !== key));
  }

  keep(entries) {
    localStorage.setItem(STORE, JSON.stringify(entries));
    this.tell();
  }

  change(key, told) {
    this.keep(this.entries().map((one) => (one.key === key ? { ...one, ...told } : one)));
  }

  /**
   * Send what waits, in the order in which it was decided.
   * @param {string} [wanted] the one whose answer is asked for
   */
  send(wanted) {
    this.sending = this.sending.then(() => this.sendAll(wanted));
    return this.sending;
  }

  async sendAll(wanted) {
    clearTimeout(this.timer);
    let found = null;
    for (const entry of this.entries()) {
      if (entry.refused || entry.who !== this.who) continue;
      const answer = await post(entry);
      if (entry.key === wanted) found = answer;
      if (answer.state === "waits") {
        this.change(entry.key, { why: answer.why });
        this.timer = setTimeout(() => this.send(), this.delay);
        this.delay = Math.min(2 * this.delay, LATEST);
        return found ?? answer;
      }
      this.delay = SOONEST;
      if (answer.state === "saved" || entry.key === wanted) this.drop(entry.key);
      else this.change(entry.key, { refused: true, why: answer.why });
    }
    return found;
  }
}

async function post(entry) {
  let answer, text;
  try {
    answer = await fetch(entry.url, {
      method: "POST",
      body: new URLSearchParams(entry.body),
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    text = await answer.text();
  } catch {
    return { state: "waits", why: "the server does not answer" };
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  if (answer.ok && page.getElementById("notice")?.dataset.key === entry.key) {
    return { state: "saved", page, url: answer.url };
  }
  if (answer.status === 401) return { state: "waits", why: "sign in again" };
  if (answer.ok) return { state: "waits", why: "the answer does not say that it is saved" };
  if (answer.status >= 500 || answer.status === 429) {
    return { state: "waits", why: `the server answers ${answer.status}` };
  }
  const fault = page.getElementById("refused") ?? page.getElementById("main");
  const why = (fault?.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 500);
  const whole = page.getElementById("review") ? page : null;
  return { state: "refused", why: why || `the server answers ${answer.status}`, page: whole };
}

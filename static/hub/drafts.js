// Keeps what is being written: on the server, and in this browser only while the server cannot be reached.

const AFTER_TYPING = 2000;
const AT_LEAST = 10000;
const PREFIX = "hub-draft:"; // hub.js removes all of them at sign-out

/** Autosave one editor's form, and ask before leaving while something is unsaved. */
export function keepDrafts({ box, area, form, words, say, tell, post }) {
  if (form.dataset.kept) return; // one form with several editors is kept once
  form.dataset.kept = "yes";
  const { drafts, kind, item, space, parent, base, user } = box.dataset;
  const key = [PREFIX + user, kind, item, space, parent].join(":");
  let dirty = false;
  let timer, firstChange, saving;

  const fields = () => {
    const all = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || name === "csrfmiddlewaretoken") continue;
      all[name] = name in all ? [].concat(all[name], value) : value;
    }
    return all;
  };

  const asText = () => JSON.stringify(fields());
  let kept = asText(); // a file that was chosen changes nothing of it

  const save = async (keepalive = false) => {
    clearTimeout(timer);
    if (!dirty || saving) return;
    dirty = false;
    firstChange = undefined;
    const text = asText();
    const data = new FormData();
    for (const [name, value] of Object.entries({ kind, item, space, parent, base, fields: text })) data.set(name, value);
    try {
      saving = post(drafts, data, { keepalive });
      const answer = await saving;
      const signedOut = answer.redirected || answer.status === 401 || answer.status === 403;
      if (signedOut) return keepHere(words.signedOut);
      if (!answer.ok) throw new Error(answer.status);
      kept = text;
      forget();
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      tell(say(words.saved, { time })); // the same words within a minute are said once
    } catch {
      keepHere(words.notReachable);
    } finally {
      saving = undefined;
    }
  };

  const keepHere = (why) => {
    dirty = true;
    tell(why);
    try {
      localStorage.setItem(key, area.value);
    } catch {
      // no room or not allowed: the text is still in the page
    }
  };
  const forget = () => localStorage.removeItem(key);

  form.addEventListener("input", () => {
    dirty = asText() !== kept;
    if (!drafts || !dirty) return;
    firstChange ??= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(AFTER_TYPING, firstChange + AT_LEAST - Date.now())));
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    dirty = false;
  });
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  if (!drafts) return;

  document.addEventListener("visibilitychange", () => document.hidden && save(true));
  offer();

  /* Text that was kept here because the server could not be reached. */
  function offer() {
    const kept = localStorage.getItem(key);
    if (!kept || kept === area.value) return forget();
    const bar = Object.assign(document.createElement("div"), { className: "hub-callout" });
    const choice = (text, act) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "hub-chip", textContent: text });
      button.addEventListener("click", () => {
        act();
        bar.remove();
        area.focus();
      });
      return button;
    };
    const use = choice(words.useIt, () => {
      area.value = kept;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const beginning = kept.trim().replace(/\s+/g, " ");
    const name = Object.assign(document.createElement("strong"), { dir: "auto", textContent: beginning.length > 60 ? `${beginning.slice(0, 60)} …` : beginning });
    bar.append(`${words.keptHere}: `, name, " ", use, " ", choice(words.discard, forget));
    box.prepend(bar);
  }
}

// What the search box offers while somebody types: a combobox with a list. Without it the box sends its words as ever.

const WAIT = 200; // milliseconds without a key before the hub is asked

/** Give the box of one form its suggestions. */
export function begin(form, { words, say }) {
  const box = form.querySelector("input[type=search]");
  const list = Object.assign(document.createElement("ul"), { className: "hub-search__found", id: `${box.id}-found`, hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "govuk-visually-hidden" });
  let waiting, running, asked;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.suggestions);
  status.setAttribute("role", "status");
  form.append(list, status);
  box.autocomplete = "off";
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  const rows = () => [...list.children];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  }

  function choose(row) {
    for (const other of rows()) other.setAttribute("aria-selected", String(other === row));
    if (row) {
      box.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  }

  function step(by) {
    const all = rows();
    const now = all.indexOf(chosen());
    // One place of the round is the box itself: what was typed is sent from there.
    const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by;
    choose(all[next] ?? null);
  }

  async function ask() {
    const query = box.value.trim();
    running?.abort();
    if (query.length < 2) {
      asked = "";
      show(false);
      status.textContent = "";
      return;
    }
    if (query === asked) return;
    asked = query;
    running = new AbortController();
    try {
      const url = `${form.dataset.hubSuggest}?${new URLSearchParams({ q: query })}`;
      const answer = await fetch(url, { signal: running.signal, headers: { Accept: "application/json" } });
      fill(answer.ok && !answer.redirected ? await answer.json() : []);
    } catch {
      // Another letter was typed, or the hub cannot be reached: the box works as it is.
    }
  }

  function fill(found) {
    list.replaceChildren(
      ...found.map(({ label, hint, url }, n) => {
        const row = Object.assign(document.createElement("li"), { id: `${list.id}-${n}` });
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.dataset.url = url;
        row.append(Object.assign(document.createElement("strong"), { textContent: label, dir: "auto" }));
        if (hint) row.append(" ", Object.assign(document.createElement("span"), { textContent: hint }));
        return row;
      }),
    );
    const here = form.contains(document.activeElement);
    show(here && found.length > 0);
    if (here) status.textContent = found.length ? say(words.found, { n: found.length }) : words.noneFound;
  }

  box.addEventListener("input", () => {
    choose(null);
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && rows().length) {
      event.preventDefault();
      if (list.hidden) show(true);
      if (!event.altKey) step(by);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first closes the list, the second empties the box
      show(false);
    } else if (event.key === "Enter" && !list.hidden && chosen()) {
      event.preventDefault();
      location.assign(chosen().dataset.url);
    }
  });
  // Before the box loses the focus, which would close the list under the pointer.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) location.assign(row.dataset.url);
  });
  form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || show(false));
  if (box.value) ask();
}

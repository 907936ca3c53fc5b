// Completion of @people and [[pages]] while writing. Who types the full name needs none of it: the server resolves it.

/** Give one editor its completion; without the vendored element the plain textarea stays as it is. */
export async function complete({ box, area, words, say }) {
  const expander = area.closest("text-expander");
  const found = box.querySelector("[data-found]");
  let running;

  expander.addEventListener("text-expander-change", ({ detail: { key, text, provide } }) => {
    if (text) provide(options(key, text));
  });
  expander.addEventListener("text-expander-value", ({ detail }) => {
    const value = detail.item.dataset.value;
    detail.value = detail.key === "@" ? `@${value}` : `[[${value}]]`;
  });
  // The element lets go of the choice beyond either end of its list; here the arrows go round, so that a list of one stays chosen.
  expander.addEventListener(
    "keydown",
    ({ key, shiftKey, altKey, metaKey }) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (!by || shiftKey || altKey || metaKey) return;
      const rows = [...expander.querySelectorAll("[role=option]")];
      const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
      if (now >= 0 && !rows[now + by]) rows[now].setAttribute("aria-selected", "false");
    },
    true,
  );
  try {
    await import("../vendor/text-expander-2.9.4/text-expander.js");
  } catch (error) {
    console.warn("text-expander", error);
  }

  async function options(key, text) {
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams({ q: text, space: box.dataset.space });
    try {
      const answer = await fetch(`${key === "@" ? box.dataset.people : box.dataset.pages}?${query}`, { signal: running.signal });
      const rows = answer.ok && !answer.redirected ? await answer.json() : [];
      found.textContent = rows.length ? say(words.found, { n: rows.length }) : words.noneFound;
      return { matched: rows.length > 0, fragment: list(rows) };
    } catch {
      return { matched: false };
    }
  }

  function list(rows) {
    const menu = Object.assign(document.createElement("ul"), { className: "hub-ed__list", id: `${area.id}_found` });
    menu.setAttribute("role", "listbox");
    rows.forEach(({ value, label, hint }, n) => {
      const row = Object.assign(document.createElement("li"), { id: `${menu.id}_${n}` });
      row.setAttribute("role", "option");
      row.dataset.value = value;
      row.append(Object.assign(document.createElement("strong"), { textContent: label }));
      if (hint) row.append(" ", Object.assign(document.createElement("span"), { textContent: hint }));
      menu.append(row);
    });
    return menu;
  }
}

// Starts the components and menus, and keeps relative times. Lives without the vendored files: they only add.

const words = read("hub-words");

/** The JSON block that hub/words.py wrote, or an empty object. */
function read(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : {};
}

/** Fill {n} and {name}; a list is [one, many]. */
function say(text, values = {}) {
  const one = Array.isArray(text) ? text[values.n === 1 ? 0 : 1] : text;
  return (one || "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

async function start(root) {
  for (const path of ["govuk-frontend-6.6.0/govuk-frontend.min.js", "moj-frontend-11.1.0/moj-frontend.min.js"]) {
    try {
      (await import(`../vendor/${path}`)).initAll(root === document ? {} : { scope: root });
    } catch (error) {
      console.warn(path, error);
    }
  }
}

/* Side columns: folded on narrow screens, open on wide ones. The style sheet shows them open before this runs. */
const wide = matchMedia("(min-width: 60em)");
function fold() {
  for (const side of document.querySelectorAll("details.hub-fold")) side.open = wide.matches;
}

/* Menus in the masthead: one open at a time; Escape closes and gives the focus back. */
const menus = "details[data-hub-menu]";
function closeMenus(but) {
  for (const menu of document.querySelectorAll(`${menus}[open]`)) if (menu !== but) menu.open = false;
}
document.addEventListener("click", (event) => closeMenus(event.target.closest?.(menus)));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.(`${menus}[open]`);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("focusin", (event) => closeMenus(event.target.closest?.(menus)));

/* The bell: a link that becomes a disclosure where there is a list to show. */
function bell(box) {
  const link = box.querySelector("a");
  const panel = Object.assign(document.createElement("div"), { className: "hub-bell__panel", id: "hub-bell-panel", hidden: true });
  const button = Object.assign(document.createElement("button"), { type: "button", className: link.className });
  button.append(...link.childNodes);
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", panel.id);
  link.replaceWith(button);
  box.append(panel);

  const show = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", async () => {
    show(panel.hidden);
    if (panel.hidden) return;
    try {
      const answer = await fetch(box.dataset.panel, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(answer.status);
      panel.innerHTML = await answer.text(); // our own server's markup, escaped there
      times(panel);
    } catch {
      const all = Object.assign(document.createElement("a"), { href: link.href, className: "govuk-link", textContent: words.seeAll });
      panel.replaceChildren(`${words.couldNotLoad}. `, all);
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    show(false);
    button.focus();
  });
  for (const kind of ["click", "focusin"])
    document.addEventListener(kind, (event) => box.contains(event.target) || show(false));
}

document.addEventListener("hub:unread", ({ detail: { count } }) => {
  const badge = document.querySelector("[data-hub-unread]");
  if (!badge) return;
  badge.hidden = !count;
  badge.firstElementChild.textContent = count;
  badge.lastElementChild.textContent = say(words.unread, { n: count });
});

/* Toasts: at most three, then one that counts; they stay until dismissed and never take the focus. */
const toasts = document.getElementById("hub-toasts");
let merged = 0;
document.addEventListener("hub:toast", ({ detail }) => {
  if (!toasts) return;
  const shown = toasts.querySelectorAll(".hub-toast").length;
  if (merged || shown >= 3) {
    merged = (merged || shown) + 1;
    toasts.replaceChildren(toast({ text: say(words.newNotifications, { n: merged }), url: "/notifications/" }));
  } else {
    toasts.append(toast(detail));
  }
});
function toast({ text, url, meta }) {
  const box = Object.assign(document.createElement("div"), { className: "hub-toast" });
  const said = document.createElement("div");
  const link = Object.assign(document.createElement(url ? "a" : "span"), { className: "govuk-link", textContent: text });
  if (url) link.href = url;
  said.append(link);
  if (meta) said.append(Object.assign(document.createElement("p"), { className: "hub-quiet", textContent: meta }));
  const close = Object.assign(document.createElement("button"), { type: "button", className: "hub-chip", textContent: words.dismiss });
  close.addEventListener("click", () => {
    box.remove();
    if (!toasts.children.length) merged = 0;
  });
  box.append(said, close);
  return box;
}

/* "12 minutes ago" up to yesterday, then the day; the full moment on hover and in print. */
function times(root) {
  for (const time of root.querySelectorAll("time[data-ago]")) {
    time.title ||= time.textContent;
    time.textContent = ago(new Date(time.dateTime)) || time.dataset.ago;
  }
}
function ago(moment) {
  const minutes = Math.floor((Date.now() - moment) / 60000);
  if (minutes < 0) return "";
  if (minutes < 1) return words.justNow;
  if (minutes < 60) return say(words.minutes, { n: minutes });
  const hours = Math.floor(minutes / 60);
  const today = new Date().setHours(0, 0, 0, 0);
  if (moment >= today || hours < 6) return say(words.hours, { n: hours });
  return moment >= today - 86400000 ? words.yesterday : "";
}
addEventListener("beforeprint", () => {
  for (const time of document.querySelectorAll("time[data-ago][title]")) time.textContent = time.title;
});
addEventListener("afterprint", () => times(document));

/* Shared computers: nothing of what somebody wrote stays behind when they sign out (drafts.js keeps it under this name). */
document.querySelector("form[action='/sign-out/']")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("hub-draft:")) localStorage.removeItem(key);
});

/* Who can see it: counted when the line comes on the screen, and again whenever something else is chosen in a form. */
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    count(target, target.dataset.hubCount);
  }
});
async function count(line, url, body) {
  try {
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 200 && !answer.redirected) line.textContent = (await answer.text()).trim();
    else if (body) line.textContent = "";
  } catch {
    if (body) line.textContent = "";
  }
}
for (const form of document.querySelectorAll("form[data-hub-recount]")) {
  const line = form.querySelector("[data-hub-counted]");
  form.addEventListener("change", () => {
    const body = new FormData(form);
    body.set("count", "1");
    count(line, location.pathname, body);
  });
}

/* What the box of the masthead offers is a script of its own too, asked for by whoever goes there. */
function suggesting(form) {
  const begin = async () => (await import(form.dataset.script)).begin(form, { words, say });
  if (form.contains(document.activeElement)) begin();
  else form.addEventListener("focusin", begin, { once: true });
}

/* The editor is a script of its own, asked for where there is something to edit. */
const started = new WeakSet();
function editors(root) {
  for (const box of root.querySelectorAll("[data-hub-editor]")) {
    if (started.has(box)) continue;
    started.add(box);
    import(box.dataset.script).then((editor) => {
      editor.begin(box, { words: read("editor-words"), say });
      box.dataset.ready = "";
    });
  }
}

fold();
wide.addEventListener("change", fold);
times(document);
setInterval(() => times(document), 60000);
document.querySelectorAll("[data-hub-bell][data-panel]").forEach(bell);
document.querySelectorAll("[data-hub-count]").forEach((line) => seen.observe(line));
document.querySelectorAll("form[data-hub-suggest]").forEach(suggesting);
editors(document);
start(document);
document.addEventListener("hub:swapped", ({ detail: { root } }) => {
  times(root);
  editors(root);
  start(root);
});

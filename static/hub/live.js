// What others do, while you look: one socket that only says that something changed; what changed is asked over HTTP.
// Where sockets are blocked the same question is asked almost every second while somebody is there, else every ten.

const box = document.querySelector("[data-hub-live]");
const items = () => [...document.querySelectorAll("[data-live-item]")];
const POLL = { awake: 700, asleep: 10000 }; // who moves, types or has just come hears within a second; a window left alone, later
const AWAKE = 60000;
let version = 0; // of the bell, as last fetched
let said = Number(sessionStorage.getItem("hub-said")) || 0; // the newest event that a toast or the first look has told
let first = true;
let tries = 0;
let opened = false;
let polling = 0;
let moved = Date.now();
let quiet = 0; // no second burst of toasts before this moment
let waiting = 0;

/** Ask for the state: the unread count, the newest lines unless the bell is still as `known`, the shown versions of what the page shows. */
async function ask(known = "") {
  const shown = items().map((item) => item.dataset.liveItem);
  const answer = await fetch(`${box.dataset.state}?items=${shown.join(",")}&bell=${known}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const state = await answer.json();
  version = state.bell;
  document.dispatchEvent(new CustomEvent("hub:unread", { detail: { count: state.unread } }));
  for (const [item, number] of Object.entries(state.items)) changed(Number(item), number);
  if (first && state.unread) await seen(shown);
  tell(state.newest);
}

/** What this page shows is read by being shown: its notices need no second click. */
async function seen(shown) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  for (const item of token ? shown : []) {
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    await fetch("/notifications/read/", { method: "POST", headers, body: new URLSearchParams({ item }) });
  }
}

/** Toasts for lines newer than the last: the first at once, what follows within 15 s together. */
function tell(newest) {
  const lines = newest.filter((line) => line.event > said).reverse();
  if (!lines.length && !first) return;
  if (!first && Date.now() < quiet) {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), quiet - Date.now() + 50);
    return;
  }
  if (newest.length) {
    said = Math.max(said, ...newest.map((line) => line.event));
    sessionStorage.setItem("hub-said", said);
  }
  if (!first && !document.body.dataset.hubQuiet) {
    for (const line of lines) document.dispatchEvent(new CustomEvent("hub:toast", { detail: line }));
    quiet = Date.now() + 15000;
  }
  first = false;
}

/** An item of this page has a newer version: say so beside it, and leave the reading to the reader. */
function changed(pk, number) {
  const item = items().find((one) => Number(one.dataset.liveItem) === pk);
  if (!item || number <= Number(item.dataset.liveShown)) return;
  item.dataset.liveShown = number;
  const note = item.querySelector("[data-live-note]");
  if (note) note.hidden = false;
  item.dispatchEvent(new CustomEvent("hub:changed", { bubbles: true, detail: { item: pk, shown: number } }));
}

/** A frame: the bell moved, an item changed, or a beat that heals what was lost. Clients spread out a little. */
function hear(frame) {
  if (frame.item !== undefined) changed(frame.item, frame.shown);
  if (frame.bell !== undefined && frame.bell !== version) setTimeout(() => ask().catch(() => {}), Math.random() * 150);
}

function connect() {
  let socket;
  try {
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + box.dataset.hubLive);
  } catch {
    poll(); // an extension or a policy forbids sockets altogether
    return;
  }
  socket.addEventListener("open", () => {
    opened = true;
    tries = 0;
    clearTimeout(polling);
    polling = 0;
    const shown = items().map((item) => Number(item.dataset.liveItem));
    socket.send(JSON.stringify({ show: shown }));
    ask().catch(() => {}); // whatever was missed
  });
  socket.addEventListener("message", (message) => hear(JSON.parse(message.data)));
  socket.addEventListener("close", (event) => {
    if (event.code === 4401 || event.code === 4403) return; // signed out: the next page says so
    tries += 1;
    if (!opened || tries > 2) poll();
    setTimeout(connect, Math.min(60000, 500 * 2 ** Math.min(tries, 7)) * (0.5 + Math.random()));
  });
}

function poll() {
  if (polling) return;
  const later = () => {
    polling = setTimeout(next, Date.now() - moved < AWAKE ? POLL.awake : POLL.asleep);
  };
  const next = async () => {
    if (!document.hidden) await ask(first ? "" : version).catch(() => {});
    if (polling) later();
  };
  later();
  ask().catch(() => {});
}

if (box) {
  version = Number(box.dataset.bell);
  connect();
  for (const sign of ["pointermove", "keydown", "scroll", "focus"]) addEventListener(sign, () => (moved = Date.now()), { passive: true });
  addEventListener("pagehide", () => clearTimeout(polling));
}

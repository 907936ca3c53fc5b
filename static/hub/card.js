// A card beside the name in a byline, for pointer and keyboard. The name is a link to the same things, and enough without it.

const WAIT = 350; // milliseconds before it opens
const LINGER = 250; // before it closes: time to move onto it
const known = new Map();
let card, owner, timer;

const nameOf = (node) => node.closest?.('a.hub-by__name[href^="/people/"]');

addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const name = nameOf(event.target);
  if (name) plan(() => open(name), WAIT);
  else if (card?.contains(event.target)) clearTimeout(timer);
  else if (card) plan(close, LINGER);
  else clearTimeout(timer);
});
addEventListener("focusin", (event) => {
  const name = nameOf(event.target);
  if (name?.matches(":focus-visible")) plan(() => open(name), WAIT);
  else if (card && !card.contains(event.target)) close();
});
addEventListener("keydown", (event) => event.key === "Escape" && close());

function plan(act, delay) {
  clearTimeout(timer);
  timer = setTimeout(act, delay);
}

async function open(name) {
  if (owner === name) return;
  const url = `${name.getAttribute("href")}card/`;
  if (!known.has(url)) {
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    known.set(url, await answer.text());
  }
  close();
  owner = name;
  card = Object.assign(document.createElement("div"), { className: "hub-person-card", innerHTML: known.get(url) });
  name.after(card);
  name.parentElement.classList.add("hub-by--open");
}

function close() {
  clearTimeout(timer);
  owner?.parentElement.classList.remove("hub-by--open");
  card?.remove();
  card = owner = undefined;
}

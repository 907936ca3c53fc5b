// A discussion, while somebody reads and answers it: replies and quotations go into the box without leaving the page,
// and what others wrote meanwhile is announced with its number.

const form = document.querySelector("#reply form");
const area = form?.querySelector("textarea");
const to = form?.querySelector("[data-reply-to]");

/** Answer one post, or with no key the discussion itself. */
function answer(key, line) {
  form.elements.parent.value = key;
  to.hidden = !key;
  to.querySelector("span").textContent = line;
  area.focus();
}

/** Put words where the cursor stands, as typing would. */
function insert(text) {
  const before = area.value.slice(0, area.selectionStart);
  const apart = before && !before.endsWith("\n\n") ? "\n\n" : "";
  area.setRangeText(apart + text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What is selected in one post, so that only this is quoted. */
function selectedIn(post) {
  const selection = getSelection();
  const prose = post.querySelector(".hub-prose");
  return !selection.isCollapsed && prose?.contains(selection.anchorNode) && prose.contains(selection.focusNode) ? selection.toString() : "";
}

async function quote(link) {
  const post = link.closest(".hub-post");
  const query = new URLSearchParams({ words: selectedIn(post) });
  const words = await fetch(`${link.dataset.quote}?${query}`);
  if (!words.ok) throw new Error(words.status);
  answer(post.id.replace("post-", ""), link.dataset.line);
  insert(await words.text());
}

if (form) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-reply], a[data-quote], a[data-reply-all]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.quote) quote(link).catch(() => location.assign(link.href));
    else answer(link.dataset.reply ?? "", link.dataset.line ?? "");
  });
}

// The note of live.js says that something changed; how much and where is asked here.
document.addEventListener("hub:changed", async (event) => {
  const box = event.target;
  const note = box.querySelector?.("[data-live-note]");
  if (!box.dataset?.topicNews || !note) return;
  const answered = await fetch(box.dataset.topicNews, { headers: { Accept: "application/json" } });
  if (!answered.ok) return;
  const news = await answered.json();
  const link = note.querySelector("a");
  link.textContent = news.text;
  link.href = news.url;
});

// What the text editor adds to its textarea: toolbar, preview, drafts, files and completion. The textarea is enough without it.

import { toMarkdown } from "./paste.js";
import { complete } from "./complete.js";
import { keepDrafts } from "./drafts.js";

const PREVIEW_DELAY = 600;

/** Start one `[data-hub-editor]`. `words` are its strings, `say` fills their placeholders. */
export function begin(box, { words, say }) {
  const area = box.querySelector("textarea");
  const form = area.form;
  const status = box.querySelector("[data-status]");
  const editor = {
    box,
    area,
    form,
    words,
    say,
    tell: (text) => (status.textContent = text),
    post: (path, data, options = {}) =>
      fetch(path, { method: "POST", body: data, headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }, ...options }),
  };
  toolbar(editor);
  pasting(editor);
  if (box.dataset.attach) attaching(editor);
  if (box.querySelector("[data-page]")) preview(editor);
  keepDrafts(editor);
  complete(editor);
}

/* Changing the text: through execCommand, so that Ctrl+Z takes it back. */
function put(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, mark, sample) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const around = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (around) {
    put(area, chosen, start - mark.length, end + mark.length);
    area.setSelectionRange(start - mark.length, end - mark.length);
  } else {
    const text = chosen || sample;
    put(area, mark + text + mark);
    area.setSelectionRange(start + mark.length, start + mark.length + text.length);
  }
}

/* Puts a mark before each chosen line, or takes it away where every line has it. */
function prefix(area, mark, pattern) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = area.value.indexOf("\n", area.selectionEnd);
  const end = next < 0 ? area.value.length : next;
  const lines = area.value.slice(start, end).split("\n");
  const marked = lines.every((line) => pattern.test(line));
  const text = lines.map((line, n) => (marked ? line.replace(pattern, "") : mark(n) + line)).join("\n");
  put(area, text, start, end);
  area.setSelectionRange(start + text.length, start + text.length);
}

function link(area, words) {
  const text = area.value.slice(area.selectionStart, area.selectionEnd) || words.linkText;
  const start = area.selectionStart + text.length + 3;
  put(area, `[${text}](https://)`);
  area.setSelectionRange(start, start + "https://".length);
}

function toolbar({ box, area, words }) {
  const acts = {
    heading: () => prefix(area, () => "## ", /^#{1,6} /),
    bold: () => wrap(area, "**", words.boldText),
    italic: () => wrap(area, "*", words.italicText),
    link: () => link(area, words),
    bullets: () => prefix(area, () => "- ", /^[-*] /),
    numbers: () => prefix(area, (n) => `${n + 1}. `, /^\d+\. /),
    quote: () => prefix(area, () => "> ", /^> ?/),
    mention: () => put(area, "@"),
  };
  const bar = box.querySelector("[role=toolbar]");
  const buttons = [...bar.querySelectorAll("button")];
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) acts[button.dataset.do]();
  });
  // One tab stop; the arrows move inside, as in any toolbar.
  bar.addEventListener("keydown", (event) => {
    const now = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const to = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now === 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.forEach((button, n) => (button.tabIndex = n === to ? 0 : -1));
    buttons[to].focus();
  });
  area.addEventListener("keydown", (event) => {
    const name = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!name || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    acts[name]();
  });
}

/* The server's own rendering, so that what is shown is what will be saved. An older answer never overtakes a newer one. */
function preview({ box, area, words, post }) {
  const page = box.querySelector("[data-page]");
  let timer, running;
  const show = async () => {
    running?.abort();
    running = new AbortController();
    if (!area.value.trim()) return (page.textContent = words.nothingToPreview);
    const data = new FormData();
    data.set("text", area.value);
    data.set("space", box.dataset.space);
    for (const name of ["item", "parent", "kind"]) data.set(name, box.dataset[name]);
    for (const name of ["audience", "agencies"]) for (const value of new FormData(area.form).getAll(name)) data.append(name, value);
    try {
      const answer = await post(box.dataset.preview, data, { signal: running.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      page.innerHTML = await answer.text(); // sanitised by the server, by the same function as saving
    } catch (error) {
      if (error.name !== "AbortError") page.textContent = words.previewFailed;
    }
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PREVIEW_DELAY);
  });
  show();
}

function pasting({ area }) {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) return;
    const plain = event.clipboardData.getData("text/plain");
    const text = toMarkdown(html);
    if (!text || text === plain.trim()) return;
    event.preventDefault();
    put(area, text);
  });
}

/* Files by button, paste or drop. An image's placeholder stays selected, so that a description gets written. */
function attaching({ box, area, form, words, say, tell, post }) {
  const input = box.querySelector("input[type=file]");
  const frame = box.querySelector(".hub-ed");
  const faults = box.querySelector("[data-faults]");
  const send = async (files) => {
    faults.replaceChildren(); // what was refused stays to be read until the next try
    for (const file of files) {
      if (file.size > Number(box.dataset.largest)) {
        refuse(file, say(words.attachTooLarge, { limit: Math.floor(box.dataset.largest / 1024 / 1024) }));
        continue;
      }
      tell(say(words.attaching, { name: file.name }));
      const data = new FormData();
      data.set("file", file);
      data.set("space", box.dataset.space);
      data.set("item", box.dataset.item);
      try {
        const answer = await post(box.dataset.attach, data);
        const kept = await answer.json();
        if (!answer.ok) throw new Error(kept.error);
        insert(kept);
        tell(say(words.attached, { name: kept.name }));
      } catch (error) {
        const reason = error instanceof SyntaxError || error instanceof TypeError ? "" : error.message;
        refuse(file, reason);
      }
    }
  };
  const refuse = (file, reason) => {
    tell("");
    const line = document.createElement("p");
    line.className = "govuk-error-message";
    line.textContent = [say(words.attachFailed, { name: file.name }), reason].filter(Boolean).join(": ");
    faults.append(line);
  };
  const insert = ({ url, name, image, markdown }) => {
    const start = area.selectionStart;
    put(area, image ? `![${words.describeImage}](${url})` : markdown || `[${name}](${url})`);
    if (image) area.setSelectionRange(start + 2, start + 2 + words.describeImage.length);
  };
  input.addEventListener("change", async () => {
    await send([...input.files]);
    input.value = ""; // uploaded already: not again with the form
  });
  area.addEventListener("paste", (event) => {
    if (event.defaultPrevented || !event.clipboardData.files.length) return;
    event.preventDefault();
    send([...event.clipboardData.files]);
  });
  area.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    frame.classList.add("hub-ed--drop");
  });
  for (const kind of ["dragleave", "drop"]) area.addEventListener(kind, () => frame.classList.remove("hub-ed--drop"));
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    send([...event.dataTransfer.files]);
  });
  let warned = false;
  // At the click and before anything else hears of it: what guards buttons against double clicks would swallow the next one.
  const warn = (event) => {
    const at = area.value.indexOf(`![${words.describeImage}]`);
    if (at < 0 || !event.target.closest("button[type=submit]:not([name])")) return;
    if (warned && event.detail < 2) return; // said once, the writer decides; the second half of a double click decides nothing
    event.preventDefault();
    event.stopPropagation();
    warned = true;
    tell(words.undescribed);
    area.focus();
    area.setSelectionRange(at + 2, at + 2 + words.describeImage.length);
  };
  form.addEventListener("click", warn, true);
}

// Rich text from the clipboard (Word, a mail, another page) as Markdown: headings, bold, italic, links, lists, tables.

const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE DIV DL DD DT FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE UL".split(" "));
const SKIP = new Set(["SCRIPT", "STYLE", "META", "LINK", "TITLE", "HEAD", "TEMPLATE", "O:P"]);

/** Markdown of a fragment of HTML; "" where there is nothing to say. Parsed without running or loading anything. */
export function toMarkdown(html) {
  const body = new DOMParser().parseFromString(disarm(html), "text/html").body;
  return blocks(body).join("\n\n").replace(/\n{3,}/g, "\n\n").trim();
}

/* Even a document that is never shown answers to the content policy: styles and handlers would each be reported. */
function disarm(html) {
  return html
    .replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)(\s*=)/gi, "$1data-$2$3"));
}

/* The block-level children of a node, each as its lines. Text between them becomes paragraphs. */
function blocks(node) {
  const out = [];
  let run = [];
  const flush = () => {
    const text = tidy(run.map(inline).join(""));
    if (text) out.push(text);
    run = [];
  };
  for (const child of node.childNodes) {
    if (SKIP.has(child.nodeName)) continue;
    if (child.nodeType !== Node.ELEMENT_NODE || !(BLOCKS.has(child.nodeName) || holdsBlock(child))) {
      run.push(child);
      continue;
    }
    flush();
    const item = wordItem(child);
    const text = item ?? block(child);
    if (!text) continue;
    // Word writes a list as paragraphs that follow each other.
    if (item && out.wordList) out.push(`${out.pop()}\n${item}`);
    else out.push(text);
    out.wordList = Boolean(item);
  }
  flush();
  return out;
}

function holdsBlock(node) {
  return [...node.children].some((child) => BLOCKS.has(child.nodeName) || holdsBlock(child));
}

function block(node) {
  const name = node.nodeName;
  if (/^H[1-6]$/.test(name)) {
    const text = tidy(inline(node)).replace(/\*\*/g, "");
    // The title of the page is its first heading: h1 becomes ##.
    return text && `${"#".repeat(Math.max(2, Number(name[1])))} ${text}`;
  }
  if (name === "UL" || name === "OL") return list(node);
  if (name === "TABLE") return table(node);
  if (name === "PRE") return `\`\`\`\n${node.textContent.trimEnd()}\n\`\`\``;
  if (name === "HR") return "---";
  const text = blocks(node).join("\n\n");
  return name === "BLOCKQUOTE" ? text.replace(/^(?=.)/gm, "> ").replace(/^$/gm, ">") : text;
}

function list(node) {
  let number = Number(node.getAttribute("start")) || 1;
  const lines = [];
  for (const child of node.children) {
    // Some programs nest a list beside the item it belongs to, not inside it.
    if (/^[OU]L$/.test(child.nodeName)) {
      lines.push(list(child).replace(/^/gm, "   "));
    } else if (child.nodeName === "LI") {
      const mark = node.nodeName === "OL" ? `${number++}. ` : "- ";
      const text = blocks(child).join("\n");
      if (text) lines.push(mark + text.replace(/\n/g, `\n${" ".repeat(mark.length)}`));
    }
  }
  return lines.join("\n");
}

/* <p class=MsoListParagraph style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">1.</span>text</p> */
function wordItem(node) {
  const level = /mso-list:[^;]*level(\d)/.exec(node.dataset.style || "");
  if (!level) return null;
  const copy = node.cloneNode(true);
  let mark = "";
  for (const span of copy.querySelectorAll('[data-style*="mso-list:Ignore" i]')) {
    mark ||= span.textContent.trim();
    span.remove();
  }
  const text = tidy(inline(copy));
  return text && `${"   ".repeat(level[1] - 1)}${/^\w{1,3}[.)]/.test(mark) ? "1." : "-"} ${text}`;
}

function table(node) {
  const rows = [...node.rows].map((row) =>
    [...row.cells].map((cell) => blocks(cell).join(" ").replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|")),
  );
  if (!rows.length) return "";
  const width = Math.max(...rows.map((row) => row.length));
  // A table of one cell is layout, not data.
  if (width === 1 && rows.length === 1) return rows[0][0];
  const line = (cells) => `| ${Array.from({ length: width }, (_, n) => cells[n] ?? "").join(" | ")} |`;
  return [line(rows[0]), line(Array(width).fill("---")), ...rows.slice(1).map(line)].join("\n");
}

/* Running text with its marks. */
function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[\s\u00a0]+/g, " ").replace(/\[\[|[\\`*]|\b_(?!\w)|(?<!\w)_/g, "\\$&");
  if (node.nodeType !== Node.ELEMENT_NODE || SKIP.has(node.nodeName)) return "";
  if (node.nodeName === "BR") return "\n";
  if (node.nodeName === "IMG") return node.alt ? node.alt : "";
  if (node.nodeName === "CODE") return node.textContent.trim() && `\`${node.textContent.trim()}\``;
  const text = [...node.childNodes].map(inline).join("");
  if (node.nodeName === "A") return linked(node, text);
  const style = node.dataset.style || "";
  const bold = /font-weight:\s*(bold|[6-9]00)/.test(style) || (/^(B|STRONG)$/.test(node.nodeName) && !/font-weight:\s*(normal|400)/.test(style));
  const italic = /font-style:\s*italic/.test(style) || (/^(I|EM)$/.test(node.nodeName) && !/font-style:\s*normal/.test(style));
  return mark(mark(text, italic && "*"), bold && "**");
}

function linked(node, text) {
  const address = node.getAttribute("href") || "";
  if (!/^(https?:|mailto:)/i.test(address) || !text.trim()) return text;
  return `[${text.trim()}](${address.replace(/[()\s]/g, (sign) => ({ "(": "%28", ")": "%29" })[sign] ?? "%20")})`;
}

/* Marks hug the words: spaces at the ends go outside, and what is marked already is not marked twice. */
function mark(text, sign) {
  const [, before, words, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
  return sign && words && !words.startsWith(sign) ? before + sign + words + sign + after : text;
}

function tidy(text) {
  return text.replace(/\*\*(\s*)\*\*/g, "$1").replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();
}

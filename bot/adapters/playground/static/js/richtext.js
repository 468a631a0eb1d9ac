// The bot's rich text and people's plain words as elements.
import { el } from "./dom.js";
import { full, short, time } from "./time.js";

const SAFE = /^(https?:\/\/|mailto:)/i;
const WORDS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'])|(@[\p{L}\p{N}_-]+)/gu;

export function rich(blocks, me, zone) {
  return el("div", { class: "rich" }, blocks.map((block) => blockNode(block, me, zone)));
}

export function typed(words, bot) {
  const paragraph = el("p");
  let from = 0;
  for (const found of words.matchAll(WORDS)) {
    paragraph.append(words.slice(from, found.index));
    if (found[1]) paragraph.append(anchor(found[1], found[1]));
    else if (found[2].toLowerCase() === `@${bot}`) paragraph.append(el("span", { class: "mention" }, found[2]));
    else paragraph.append(found[2]);
    from = found.index + found[0].length;
  }
  paragraph.append(words.slice(from));
  return el("div", { class: "rich" }, paragraph);
}

export function plain(message) {
  if (message.deleted) return "Deleted message";
  const words = message.content.blocks?.map(blockWords).join(" ") ?? message.content.text ?? "";
  return words || message.files.map((file) => file.name).join(", ");
}

function blockWords(block) {
  const line = (inlines) => inlines.map((inline) => inline.text ?? inline.name).join("");
  return block.type === "bullets" ? block.items.map((item) => `• ${line(item)}`).join(" ") : line(block.inlines);
}

function blockNode(block, me, zone) {
  const line = (inlines) => inlines.map((inline) => inlineNode(inline, me, zone));
  if (block.type === "bullets") {
    return el(block.ordered ? "ol" : "ul", {}, block.items.map((item) => el("li", {}, line(item))));
  }
  return el(block.type === "quote" ? "blockquote" : "p", {}, line(block.inlines));
}

function inlineNode(inline, me, zone) {
  if (inline.type === "mention") {
    return el("span", { class: inline.account === me ? "mention me" : "mention" }, `@${inline.name}`);
  }
  if (inline.type === "moment") {
    const words = inline.style === "time" ? time(inline.at, zone) : short(inline.at, zone);
    return el("time", { datetime: inline.at, title: full(inline.at, zone) }, words);
  }
  let node = document.createTextNode(inline.text);
  if (inline.code) node = el("code", {}, node);
  if (inline.italic) node = el("em", {}, node);
  if (inline.bold) node = el("strong", {}, node);
  return inline.link && SAFE.test(inline.link) ? anchor(inline.link, node) : node;
}

function anchor(href, content) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, content);
}

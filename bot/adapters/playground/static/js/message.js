// One message as it stands in a chat.
import { avatar, el, icon, iconButton } from "./dom.js";
import { plain, rich, typed } from "./richtext.js";
import { session, viewZone } from "./session.js";
import { full, time } from "./time.js";
import { dialog } from "./toasts.js";

const LONG = 1500;

// `ctx`: {find, threads, onReply, onThread, onDelete, onPress, onRetry, onDiscard, onJump}
export function messageNode(message, ctx, first) {
  if (message.content.joined) {
    return el("li", { class: "joined", data: { id: message.id } }, `${message.name} joined the group`);
  }
  const mine = message.author === session.me.account_id;
  const bot = message.author === null;
  const state = ["msg", mine && "mine", bot && "bot", first && "first", message.flight === "sending" && "sending"];
  const node = el("li", { class: state.filter(Boolean).join(" "), data: { id: message.id }, tabindex: "-1" });
  const rows = buttons(message, ctx);
  const stack = el(
    "div",
    { class: rows ? "stack has-buttons" : "stack" },
    first && !mine && el("div", { class: "who" }, el("b", {}, message.name), bot && el("span", { class: "tag" }, "assistant")),
    mine && el("span", { class: "sr" }, "You: "),
    el("div", { class: "line" }, bubble(message, ctx), message.local ? null : actions(message, ctx, mine)),
    rows,
    message.flight === "failed" && unsentLine(message, ctx),
    message.replies > 0 && ctx.threads && repliesButton(message, ctx),
  );
  if (!mine) node.append(first ? avatar(message.author, message.name) : el("span"));
  node.append(stack);
  // a tap shows the actions where there is no pointer that hovers
  node.addEventListener("click", () => node.contains(document.activeElement) || node.focus({ preventScroll: true }));
  return node;
}

function bubble(message, ctx) {
  const zone = viewZone();
  const body = message.content.blocks
    ? rich(message.content.blocks, session.me.account_id, zone)
    : message.content.text && typed(message.content.text, session.state.bot);
  const node = el("div", { class: "bubble" }, message.reply_to && quoted(message, ctx), message.files.map((file) => fileNode(file)), body);
  if (plain(message).length > LONG) {
    const more = el("button", { type: "button", class: "more", "aria-expanded": "false", on: { click: () => open(node, more) } }, "Show all");
    node.classList.add("long");
    node.append(more);
  }
  const last = body && body.lastElementChild?.tagName === "P" && !node.classList.contains("long") ? body.lastElementChild : node;
  last.append(meta(message, zone));
  return node;
}

function open(node, more) {
  node.classList.remove("long");
  more.remove();
}

function meta(message, zone) {
  const mark = message.flight === "sending" ? icon("waiting") : message.flight === "failed" ? icon("warn") : null;
  return el(
    "span",
    { class: "meta" },
    message.edited && el("span", {}, "edited"),
    el("time", { datetime: message.at, title: full(message.at, zone) }, time(message.at, zone)),
    mark,
    message.flight === "sending" && el("span", { class: "sr" }, "sending"),
  );
}

function quoted(message, ctx) {
  const origin = ctx.find(message.reply_to);
  const words = origin ? [el("b", {}, origin.name ?? ""), el("span", {}, plain(origin).slice(0, 200))] : [el("span", {}, "An earlier message")];
  return el("button", { type: "button", class: "quote", "aria-label": "Show the message this answers", on: { click: () => ctx.onJump(message.reply_to) } }, words);
}

function fileNode(file) {
  const href = file.href ?? `/playground/file/${file.id}?${new URLSearchParams({ as: session.me.account_id })}`;
  if (file.media_type.startsWith("image/") && !file.local) {
    return pictureNode(file, href);
  }
  const words = el("span", { class: "words" }, el("b", {}, file.name), el("span", {}, size(file.size)));
  if (file.local) return el("div", { class: "file" }, icon("file"), words);
  return el("a", { class: "file", href, download: file.name }, icon("file"), words);
}

// As wide as the message; what is too tall for it is cut with a sign that says so. A click shows the whole.
function pictureNode(file, href) {
  const image = () => el("img", { src: href, alt: file.alt || file.name });
  const shown = image();
  const open = el("button", { type: "button", class: "picture", title: file.name, "aria-label": `Show all of ${file.name}` }, shown, el("span", { class: "all", "aria-hidden": "true" }, "Show all of it"));
  shown.addEventListener("load", () => open.classList.toggle("tall", shown.offsetHeight > open.clientHeight + 1));
  open.addEventListener("click", () => {
    const away = el("a", { href, target: "_blank", rel: "noopener" }, "Open in a tab of its own");
    dialog(file.name, el("div", { class: "dialog-body whole", tabindex: "0" }, image()), el("div", { class: "dialog-foot" }, away), { class: "picture-box" });
  });
  return open;
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function actions(message, ctx, mine) {
  const more = { tabindex: "-1" };
  return el(
    "div",
    { class: "acts" },
    iconButton("reply", "Reply", () => ctx.onReply(message), more),
    ctx.threads && iconButton("thread", "Reply in thread", () => ctx.onThread(message.id), more),
    mine && iconButton("delete", "Delete", () => ctx.onDelete(message), more),
  );
}

function buttons(message, ctx) {
  if (!message.content.buttons?.length) return null;
  return el("div", { class: "buttons", role: "group", "aria-label": "Buttons" }, message.content.buttons.map((row) => el("div", { class: "row" }, row.map((button) => buttonNode(button, message, ctx)))));
}

function buttonNode(button, message, ctx) {
  const style = `press ${button.style}`;
  if (button.url) return el("a", { class: style, href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.label, icon("link"));
  const node = el("button", { type: "button", class: style, data: { token: button.token } }, button.label);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    await ctx.onPress(message, button);
    node.removeAttribute("aria-busy");
  });
  return node;
}

function repliesButton(message, ctx) {
  const words = message.replies === 1 ? "1 reply" : `${message.replies} replies`;
  return el("button", { type: "button", class: "replies", on: { click: () => ctx.onThread(message.id) } }, icon("thread"), words);
}

function unsentLine(message, ctx) {
  const again = !message.final && el("button", { type: "button", on: { click: () => ctx.onRetry(message) } }, "Try again");
  const drop = message.local && el("button", { type: "button", on: { click: () => ctx.onDiscard(message) } }, "Discard");
  return el("p", { class: "unsent", role: "alert" }, el("span", {}, `Not sent. ${message.reason ?? ""}`), again, drop);
}

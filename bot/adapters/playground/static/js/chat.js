// A list of messages: the group, the private chat, or a thread. It scrolls with what is new unless the reader is above.
import { Failed, get, post } from "./api.js";
import { avatar, el, icon } from "./dom.js";
import { messageNode } from "./message.js";
import * as outbox from "./outbox.js";
import { session, viewZone } from "./session.js";
import { day } from "./time.js";
import { toast } from "./toasts.js";
import { actOrOffer } from "./turn.js";

const TOGETHER = 6 * 60 * 1000;

export class Chat {
  // `options`: {label, empty, threads, onThread, onReply, onNew}
  constructor(options) {
    this.options = options;
    this.list = el("ol");
    this.log = el("div", { class: "log", role: "log", "aria-label": options.label, tabindex: "0" }, this.list);
    this.newer = el("button", { type: "button", class: "newer", hidden: true, on: { click: () => this.toEnd() } });
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.#arrows(event));
    new ResizeObserver(() => this.atEnd && this.#stay()).observe(this.log);
    this.log.addEventListener("load", () => this.atEnd && this.#stay(), true); // a picture has its height once it is there
    outbox.bus.on("changed", () => this.id && this.render());
    this.clear();
  }

  clear() {
    this.id = null;
    this.thread = null;
    this.messages = new Map();
    this.fromLoad = new Set();
    this.more = false;
    this.atEnd = true;
    this.unseen = 0;
  }

  load(id, messages, more, thread = null) {
    this.clear();
    this.id = id;
    this.thread = thread;
    this.more = more;
    for (const message of messages) this.#take(message, true);
    this.render();
    this.toEnd();
  }

  belongs(message) {
    if (message.chat !== this.id) return false;
    return this.thread ? message.thread === this.thread || message.id === this.thread : message.thread === null;
  }

  // a change from the stream
  apply(message) {
    if (message.chat === this.id && !this.thread && message.thread) this.#countReplies(message);
    if (!this.belongs(message)) return;
    const known = this.messages.get(message.id);
    if (known && known.version === message.version && known.pending === message.pending) return;
    this.#take(message, false);
    const fresh = !known && !message.deleted;
    if (known && !message.deleted && this.#replace(message)) return;
    this.render(fresh ? message.id : null);
    if (fresh) this.#arrival(message);
  }

  find(id) {
    return this.messages.get(id);
  }

  render(fresh = null) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.closest("li")?.dataset.id : null;
    const shown = this.#shown();
    const nodes = [];
    let before = null;
    let today = null;
    for (const message of shown) {
      if (dayOf(message) !== today) {
        today = dayOf(message);
        nodes.push(el("li", { class: "day", role: "separator" }, today));
        before = null;
      }
      const node = messageNode(message, this.#context(), !follows(before, message));
      if (message.id === fresh) node.classList.add("fresh");
      nodes.push(node);
      before = message.content.joined ? null : message;
    }
    if (this.more) nodes.unshift(this.#olderButton());
    if (!shown.length) nodes.push(this.#emptyNode());
    this.list.replaceChildren(...nodes);
    if (focused) this.#node(focused)?.focus({ preventScroll: true });
    if (this.atEnd) this.#stay();
  }

  toEnd() {
    this.unseen = 0;
    this.newer.hidden = true;
    this.atEnd = true;
    this.#stay();
  }

  jump(id) {
    const node = this.#node(id);
    if (!node) return toast("That message lies further up.");
    node.scrollIntoView({ block: "center" });
    node.classList.add("jumped");
    node.focus({ preventScroll: true });
    setTimeout(() => node.classList.remove("jumped"), 1600);
  }

  #take(message, loaded) {
    if (message.event) outbox.arrived(message.event);
    if (loaded && message.pending) this.fromLoad.add(message.id);
    if (message.deleted) this.messages.delete(message.id);
    else this.messages.set(message.id, message);
  }

  #countReplies(message) {
    const root = this.messages.get(message.thread);
    if (!root || root.replies === message.thread_replies) return;
    root.replies = message.thread_replies;
    this.render();
  }

  // what the server has, in its order, then what is still on its way
  #shown() {
    const posted = [...this.messages.values()].sort((one, other) => one.seq - other.seq).map((message) => this.#withFlight(message));
    const local = outbox.unsent(this.id, this.thread).map((item) => this.#local(item));
    return [...posted, ...local];
  }

  #withFlight(message) {
    if (!message.pending) return message;
    const flight = outbox.flight(message.event);
    if (flight?.state === "failed") return { ...message, flight: "failed", reason: flight.reason, final: flight.final };
    if (flight?.state === "sent") return message;
    const lost = !flight && this.fromLoad.has(message.id);
    return { ...message, flight: lost ? "failed" : "sending", reason: lost ? "The bot has not confirmed it." : "" };
  }

  #local(item) {
    const { payload, file } = item;
    const flight = outbox.flight(payload.id);
    const files = file ? [{ local: true, name: file.name || "file", size: file.size, media_type: file.type || "application/octet-stream" }] : [];
    item.at ??= session.now();
    return {
      id: `local-${payload.id}`, event: payload.id, local: true, author: session.me.account_id, name: session.me.name, at: item.at, edited: false,
      content: { text: payload.text }, files, reply_to: payload.reply_to ?? null, replies: 0,
      flight: flight?.state === "failed" ? "failed" : "sending", reason: flight?.reason, final: flight?.final,
    };
  }

  #context() {
    return {
      find: (id) => this.messages.get(id),
      threads: this.options.threads && !this.thread,
      onReply: (message) => this.options.onReply(message),
      onThread: (id) => this.options.onThread(id),
      onJump: (id) => this.jump(id),
      onDelete: (message) => this.#delete(message),
      onRetry: (message) => outbox.retry(message.event, { chat: this.id, thread: this.thread }),
      onDiscard: (message) => outbox.discard(message.event),
      onPress: (message, button) => actOrOffer({ kind: "press", chat: this.id, message: message.id, token: button.token }, { chat: this.id, thread: message.thread }),
    };
  }

  async #delete(message) {
    try {
      await post("delete", { as: session.me.account_id }, { message: message.id });
    } catch (error) {
      toast(error.message);
    }
  }

  #replace(message) {
    const old = this.#node(message.id);
    if (!old) return false;
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    const node = messageNode(this.#withFlight(message), this.#context(), old.classList.contains("first"));
    old.replaceWith(node);
    if (focus) (focus.dataset.token ? node.querySelector(`[data-token="${CSS.escape(focus.dataset.token)}"]`) ?? node : node).focus({ preventScroll: true });
    if (this.atEnd) this.#stay();
    return true;
  }

  #arrival(message) {
    if (message.author === session.me.account_id) this.toEnd();
    else if (!this.atEnd) {
      this.unseen += 1;
      this.newer.replaceChildren(icon("down"), `${this.unseen} new`);
      this.newer.hidden = false;
    }
    this.options.onNew?.(message);
  }

  #node(id) {
    return this.list.querySelector(`li[data-id="${CSS.escape(id)}"]`);
  }

  #stay() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  #scrolled() {
    this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
    if (this.atEnd && this.unseen) this.toEnd();
  }

  // arrows walk over the messages; the actions of the one in focus can be reached with Tab
  #arrows(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || event.target.closest("input, textarea, select")) return;
    const all = [...this.list.querySelectorAll("li.msg")];
    const at = all.indexOf(document.activeElement.closest?.("li.msg"));
    const next = at < 0 ? all.at(-1) : all[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    this.list.querySelectorAll('.acts button[tabindex="0"]').forEach((button) => button.setAttribute("tabindex", "-1"));
    next.querySelectorAll(".acts button").forEach((button) => button.setAttribute("tabindex", "0"));
    next.focus();
  }

  #olderButton() {
    const button = el("button", { type: "button", class: "small", on: { click: () => this.#older(button) } }, "Show earlier messages");
    return el("li", { class: "older" }, button);
  }

  async #older(button) {
    button.disabled = true;
    const before = Math.min(...[...this.messages.values()].map((message) => message.seq));
    try {
      const page = await get("history", { as: session.me.account_id, chat: this.id, before });
      const height = this.log.scrollHeight - this.log.scrollTop;
      for (const message of page.messages) this.#take(message, true);
      this.more = page.more;
      this.render();
      this.log.scrollTop = this.log.scrollHeight - height;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      button.disabled = false;
      toast(error.message);
    }
  }

  #emptyNode() {
    return el("li", { class: "empty" }, avatar(null, ""), el("p", {}, this.options.empty));
  }
}

function dayOf(message) {
  return day(message.at, viewZone());
}

function follows(before, message) {
  if (!before || before.author !== message.author) return false;
  return Math.abs(new Date(message.at) - new Date(before.at)) < TOGETHER;
}


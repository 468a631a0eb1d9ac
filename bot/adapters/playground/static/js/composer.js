// Where one writes: text, commands, files. Drafts stay with person and chat.
import { Completion } from "./complete.js";
import { el, icon, iconButton } from "./dom.js";
import { size } from "./message.js";
import * as outbox from "./outbox.js";
import { plain } from "./richtext.js";
import { session } from "./session.js";
import { toast } from "./toasts.js";

const TEXT_MAX = 20000;
const drafts = new Map();

export class Composer {
  // `pane` takes dropped files; `place()` tells {chat, thread}
  constructor(name, label, pane, place, mentions) {
    this.place = place;
    this.mentions = mentions;
    this.reply = null;
    this.file = null;
    this.field = el("textarea", { id: `write-${name}`, rows: "1", "aria-label": label, placeholder: label, maxlength: TEXT_MAX, enterkeyhint: "send" });
    this.picker = el("input", { type: "file", hidden: true, on: { change: () => (this.attach(this.picker.files[0]), (this.picker.value = "")) } });
    this.sendButton = iconButton("send", "Send", () => this.send());
    this.sendButton.classList.add("send");
    this.above = el("div", { hidden: true });
    this.completion = new Completion(this.field, (text, caret) => this.#offers(text, caret));
    const box = el("div", { class: "box" }, iconButton("attach", "Attach a file", () => this.picker.click()), this.field, this.sendButton);
    this.node = el("div", { class: "composer" }, this.completion.node, this.above, box, this.picker);
    // Until it is known who writes, and where, nothing can be written that would be lost.
    this.field.disabled = !session.state;
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#changed());
    this.field.addEventListener("paste", (event) => this.#pasted(event));
    this.#drops(pane);
    outbox.bus.on("progress", () => this.#busy());
    outbox.bus.on("changed", () => this.#busy());
  }

  // another person or another thread: their own draft
  settle() {
    if (this.key) drafts.set(this.key, this.field.value);
    const { chat, thread } = this.place();
    this.key = `${session.me.account_id} ${chat} ${thread ?? ""}`;
    this.field.disabled = false;
    this.reply = null;
    this.file = null;
    this.field.value = drafts.get(this.key) ?? "";
    this.#showAbove();
    this.#changed();
  }

  fill(text) {
    this.field.value = text;
    this.#changed();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  answer(message) {
    this.reply = message;
    this.#showAbove();
    this.field.focus();
  }

  attach(file) {
    if (!file) return;
    if (file.size > session.state.max_upload) {
      toast(`${file.name} is larger than ${size(session.state.max_upload)}.`);
      return;
    }
    this.file = file;
    this.#showAbove();
    this.#changed();
    this.field.focus();
  }

  send() {
    const text = this.field.value.trim();
    if (!text && !this.file) return;
    const { chat, thread } = this.place();
    const payload = { chat, thread: thread ?? null, reply_to: this.reply?.id ?? null, text };
    const file = this.file;
    this.reply = null;
    this.file = null;
    this.field.value = "";
    this.#showAbove();
    this.#changed();
    outbox.write(payload, file);
    this.field.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.completion.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.completion.close();
      this.send();
    } else if (event.key === "Escape" && (this.reply || this.file)) {
      event.stopPropagation();
      this.reply = null;
      this.file = null;
      this.#showAbove();
      this.#changed();
    }
  }

  #changed() {
    this.field.style.height = "40px";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 190)}px`;
    this.#busy();
  }

  #busy() {
    const { chat, thread } = this.place();
    const under_way = session.me && outbox.unsent(chat, thread ?? null).some((item) => outbox.flight(item.payload.id)?.state === "sending");
    this.sendButton.disabled = !this.field.value.trim() && !this.file && !under_way;
    this.sendButton.setAttribute("aria-busy", String(Boolean(under_way)));
    const wanted = under_way ? "waiting" : "send";
    if (this.shownIcon !== wanted) this.sendButton.replaceChildren(icon((this.shownIcon = wanted)));
  }

  #showAbove() {
    const parts = [];
    if (this.reply) parts.push(el("div", { class: "attached" }, el("div", { class: "words" }, el("b", {}, `Reply to ${this.reply.name}`), el("span", {}, plain(this.reply))), iconButton("close", "Do not reply", () => ((this.reply = null), this.#showAbove()))));
    if (this.file) parts.push(el("div", { class: "attached" }, el("div", { class: "words" }, el("b", {}, this.file.name || "file"), el("span", {}, size(this.file.size))), iconButton("close", "Remove the file", () => ((this.file = null), this.#showAbove(), this.#changed()))));
    this.above.replaceChildren(...parts);
    this.above.hidden = parts.length === 0;
  }

  #pasted(event) {
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (!file) return;
    event.preventDefault();
    this.attach(file);
  }

  #drops(pane) {
    let depth = 0;
    const withFile = (run) => (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      run(event);
      pane.classList.toggle("dropping", depth > 0);
    };
    pane.addEventListener("dragenter", withFile(() => (depth += 1)));
    pane.addEventListener("dragleave", withFile(() => (depth -= 1)));
    pane.addEventListener("dragover", withFile(() => {}));
    pane.addEventListener("drop", withFile((event) => {
      depth = 0;
      this.attach(event.dataTransfer.files[0]);
      if (event.dataTransfer.files.length > 1) toast("One file at a time, please.");
    }));
  }

  #offers(text, caret) {
    const before = text.slice(0, caret);
    const command = /^\/([\p{L}\p{N}_-]*)$/u.exec(before);
    if (command) {
      const start = command[1].toLowerCase();
      const items = session.state.commands
        .filter((hint) => hint.name.startsWith(start))
        .map((hint) => ({ insert: `/${hint.name} `, title: `/${hint.name}`, example: hint.example, summary: hint.summary }));
      return { from: 0, items };
    }
    const mention = this.mentions && /(^|\s)@([\p{L}\p{N}_-]*)$/u.exec(before);
    const bot = session.state.bot;
    if (!mention || !bot.startsWith(mention[2].toLowerCase())) return null;
    return { from: caret - mention[2].length - 1, items: [{ insert: `@${bot} `, title: `@${bot}`, summary: "Ask the assistant" }] };
  }
}

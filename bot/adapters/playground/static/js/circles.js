// Closed chats of a few people and groupmate. One that is open lies over the private chat; the others wait in a bar.
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { el, icon, iconButton } from "./dom.js";
import { session } from "./session.js";
import { markSeen, unreadIn } from "./unread.js";

const MARK = "circle-";
const SHOWN = 3;

export class Circles {
  constructor(pane, onNew) {
    this.pane = pane;
    this.known = new Map();
    this.bar = el("div", { class: "circles", hidden: true });
    this.chat = new Chat({ label: "Messages among a few", empty: "", threads: false, onReply: (message) => this.composer.answer(message), onNew });
    this.composer = new Composer("circle", "Write to all in this chat", pane, () => ({ chat: this.chat.id, thread: null }), true);
    this.name = el("h2", { id: "name-circle" });
    this.changed = onNew;
    const sign = el("span", { class: "avatar" }, icon("group"));
    sign.style.backgroundColor = "#4a5b68";
    const words = el("div", { class: "words" }, this.name, el("p", {}, "Only you and groupmate read along"));
    pane.append(el("div", { class: "pane-head" }, sign, words, iconButton("close", "Back to the private chat", () => this.close())), this.chat.log, this.chat.newer, this.composer.node);
    pane.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
  }

  load(state) {
    this.known = new Map(state.circles.map(({ id, messages, more }) => [id, { messages: new Map(messages.map((one) => [one.id, one])), more }]));
    this.close();
  }

  apply(message) {
    if (!message.chat.startsWith(MARK)) return;
    const { messages } = this.known.get(message.chat) ?? { messages: new Map(), more: false };
    messages.set(message.id, message);
    // the one that was spoken in last comes first
    const others = [...this.known].filter(([id]) => id !== message.chat);
    this.known = new Map([[message.chat, { messages, more: this.known.get(message.chat)?.more ?? false }], ...others]);
    this.chat.apply(message);
    this.#showBar();
  }

  // how many messages in all of them are new; what is in sight counts as read
  unread(inSight) {
    let all = 0;
    for (const [id, { messages }] of this.known) {
      if (inSight && id === this.chat.id) markSeen(id, Math.max(0, ...[...messages.values()].map((message) => message.seq)));
      all += unreadIn(id, messages);
    }
    this.#showBar();
    return all;
  }

  open(id) {
    const { messages, more } = this.known.get(id);
    this.name.textContent = nameOf(id);
    this.pane.hidden = false;
    this.chat.load(id, [...messages.values()], more);
    this.composer.settle();
    this.chat.toEnd();
    this.changed();
  }

  close() {
    const from = this.chat.id;
    this.pane.hidden = true;
    this.chat.clear();
    this.#showBar();
    if (from) this.bar.querySelector("button")?.focus();
  }

  #showBar() {
    const shown = [...this.known.keys()].slice(0, SHOWN);
    this.bar.hidden = !shown.length;
    this.bar.replaceChildren(...shown.map((id) => this.#button(id)));
  }

  #button(id) {
    const count = unreadIn(id, this.known.get(id).messages);
    const badge = count ? [el("span", { class: "badge" }, String(count))] : [];
    return el("button", { type: "button", class: "small", on: { click: () => this.open(id) } }, icon("group"), nameOf(id), ...badge);
  }
}

function nameOf(id) {
  const accounts = id.slice(MARK.length).split("+").filter((account) => account !== session.me.account_id);
  const names = accounts.map((account) => session.people.find((person) => person.account_id === account)?.name ?? account);
  return names.join(", ");
}

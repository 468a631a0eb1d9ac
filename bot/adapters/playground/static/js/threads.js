// The panel in which one thread of the group is read and answered.
import { get } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { el, iconButton } from "./dom.js";
import { bus, session } from "./session.js";
import { toast } from "./toasts.js";

export class ThreadPanel {
  constructor(pane) {
    this.pane = pane;
    this.chat = new Chat({ label: "Thread", empty: "", threads: false, onReply: (message) => this.composer.answer(message) });
    this.composer = new Composer("thread", "Reply in the thread", pane, () => ({ chat: this.chat.id, thread: this.chat.thread }), true);
    const words = el("div", { class: "words" }, el("h2", { id: "name-thread" }, "Thread"), el("p", {}, "in the group"));
    pane.append(el("div", { class: "pane-head" }, words, iconButton("close", "Close the thread", () => this.close())), this.chat.log, this.chat.newer, this.composer.node);
    pane.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
    bus.on("loaded", () => this.close());
    bus.on("change", (message) => this.chat.id && this.chat.apply(message));
  }

  async open(root) {
    const from = document.activeElement;
    try {
      const { messages } = await get("thread", { as: session.me.account_id, root });
      this.chat.load(messages[0].chat, messages, false, root);
    } catch (error) {
      toast(error.message);
      return;
    }
    this.from = from;
    this.pane.hidden = false;
    document.body.classList.add("thread-open");
    this.composer.settle();
    this.chat.toEnd();
    this.composer.field.focus();
  }

  close() {
    if (this.pane.hidden) return;
    this.pane.hidden = true;
    document.body.classList.remove("thread-open");
    this.chat.clear();
    if (this.from?.isConnected) this.from.focus();
  }
}

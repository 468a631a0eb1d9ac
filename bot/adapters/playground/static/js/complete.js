// Completion above a text field: commands after "/", the bot after "@".
import { el } from "./dom.js";

export class Completion {
  // `offers(text, caret)` returns null or {from, items: [{insert, title, example, summary}]}
  constructor(field, offers) {
    this.field = field;
    this.offers = offers;
    this.node = el("ul", { class: "complete", role: "listbox", id: `${field.id}-complete`, "aria-label": "Suggestions", hidden: true });
    this.found = null;
    this.at = 0;
    this.dismissed = false;
    field.setAttribute("aria-controls", this.node.id);
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => ((this.dismissed = false), this.update()));
    field.addEventListener("click", () => this.update());
    field.addEventListener("blur", () => setTimeout(() => this.close(), 120));
  }

  get open() {
    return !this.node.hidden;
  }

  update() {
    this.found = this.dismissed ? null : this.offers(this.field.value, this.field.selectionStart);
    if (!this.found?.items.length) return this.close();
    this.at = 0;
    this.node.replaceChildren(...this.found.items.map((item, index) => this.#option(item, index)));
    this.node.hidden = false;
    this.#mark();
  }

  close() {
    this.node.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  // true where the key was for the list
  key(event) {
    if (!this.open) return false;
    const count = this.found.items.length;
    if (event.key === "ArrowDown") this.at = (this.at + 1) % count;
    else if (event.key === "ArrowUp") this.at = (this.at + count - 1) % count;
    else if (event.key === "Escape") {
      this.dismissed = true;
      this.close();
    } else if (event.key === "Tab" && !event.shiftKey) this.#take(this.at);
    else if (event.key === "Enter" && !event.shiftKey) {
      if (this.#complete()) return false;
      this.#take(this.at);
    } else return false;
    this.#mark();
    return true;
  }

  // what stands there is the whole word already: Enter is for sending
  #complete() {
    return this.field.value.slice(this.found.from).trim() === this.found.items[this.at].insert.trim();
  }

  #take(index) {
    const { from } = this.found;
    const { insert } = this.found.items[index];
    this.field.setRangeText(insert, from, this.field.selectionStart, "end");
    this.close();
    this.field.focus();
    this.field.dispatchEvent(new Event("input"));
    this.close();
  }

  #option(item, index) {
    const node = el("li", { role: "option", id: `${this.node.id}-${index}` }, el("b", {}, item.title), item.example && el("i", {}, item.example), el("span", {}, item.summary));
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.#take(index));
    return node;
  }

  #mark() {
    if (!this.open) return;
    [...this.node.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === this.at)));
    const active = this.node.children[this.at];
    active.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", active.id);
  }
}

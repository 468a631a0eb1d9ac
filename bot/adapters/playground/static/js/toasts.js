// A line that only this person sees, for a moment, the newest in place of the one before; and the ones that ask for a click.
import { el, iconButton } from "./dom.js";

const SECONDS = 6;

export function toast(words, action = null) {
  const line = el("div", { class: "toast" }, el("span", {}, words));
  const gone = () => line.remove();
  if (action) {
    line.append(el("button", { type: "button", on: { click: () => (gone(), action.run()) } }, action.label));
  }
  document.getElementById("toasts").replaceChildren(line);
  let timer = setTimeout(gone, (action ? 3 : 1) * SECONDS * 1000);
  line.addEventListener("pointerenter", () => clearTimeout(timer));
  line.addEventListener("pointerleave", () => (timer = setTimeout(gone, 2500)));
  return line;
}

export function dialog(title, body, foot, more = {}) {
  const heading = el("h2", { id: `dialog-${Math.random().toString(36).slice(2)}` }, title);
  const box = el("dialog", { "aria-labelledby": heading.id, ...more });
  box.append(
    el("div", { class: "dialog-head" }, heading, iconButton("close", "Close", () => box.close())),
    ...[body, foot].filter(Boolean),
  );
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

export function alertBox(words) {
  const ok = el("button", { type: "button", class: "button primary", autofocus: true, on: { click: () => box.close() } }, "OK");
  const box = dialog("groupmate", el("div", { class: "dialog-body" }, el("p", {}, words)), el("div", { class: "dialog-foot" }, ok), { role: "alertdialog" });
}

// The programme's clock: it can be moved, and what becomes due is sent.
import { post } from "./api.js";
import { el, icon } from "./dom.js";
import { bus, session } from "./session.js";
import { short, wall, zoneName } from "./time.js";
import { dialog, toast } from "./toasts.js";

let base = { now: Date.now(), since: performance.now() };
let moving = false;

export function now() {
  return new Date(base.now + performance.now() - base.since);
}

export function initClock(node) {
  const time = el("time");
  const zone = el("span");
  const buttons = [
    mover(["+15", " min"], "15 minutes on", { minutes: 15 }),
    mover("+1 h", "One hour on", { minutes: 60 }),
    mover(["Next", " event"], "On to the next event", { next: true }),
  ];
  const goTo = el("button", { type: "button", class: "small", "aria-label": "Go to a date", title: "Go to a date", on: { click: openGoTo } }, icon("calendar"));
  node.append(el("div", { class: "clock-now" }, time, zone), ...buttons, goTo);

  const tick = () => {
    if (!session.state) return;
    time.textContent = short(now().toISOString(), session.state.zone);
    time.setAttribute("datetime", now().toISOString());
    zone.textContent = `${zoneName(session.state.zone)} time`;
  };
  bus.on("around", (around) => {
    base = { now: new Date(around.now).getTime(), since: performance.now() };
    buttons[2].disabled = around.next === null;
    buttons[2].title = around.next ? `On to ${short(around.next, session.state.zone)}` : "Nothing lies ahead";
    tick();
  });
  setInterval(tick, 1000);
}

// the second part of a label is not shown where there is little room, but still read out
function mover(label, title, body) {
  const [words, wide] = [label].flat();
  const button = el("button", { type: "button", class: "small", title, "aria-label": [words, wide].join(""), on: { click: () => move(body, button) } }, el("span", {}, words, wide && el("span", { class: "wide" }, wide)));
  return button;
}

async function move(body, button) {
  if (moving) return false;
  moving = true;
  button.setAttribute("aria-busy", "true");
  try {
    const around = await post("clock", {}, body);
    bus.emit("around", around);
    if (around.happened.length) toast(told(around));
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  } finally {
    moving = false;
    button.removeAttribute("aria-busy");
  }
}

// who is not concerned by it would otherwise see the clock jump, and nothing else
function told({ now, happened }) {
  const [first, ...more] = happened;
  const to = first.to === session.state.title ? "" : `, to ${first.to}`;
  const others = more.length ? `, and ${more.length} more` : "";
  return `${short(now, session.state.zone)} · ${first.what}${to}${others}`;
}

function openGoTo() {
  const field = el("input", { class: "input", type: "datetime-local", id: "go-to", required: true });
  field.value = wall(now(), session.state.zone);
  const go = el("button", { type: "submit", class: "button primary" }, "Go");
  const body = el("div", { class: "dialog-body" }, el("div", { class: "field" }, el("label", { for: "go-to" }, `Date and time in ${zoneName(session.state.zone)}`), field, el("p", { class: "help" }, "What becomes due on the way is sent. You can also go back.")));
  const form = el("form", { novalidate: true }, body, el("div", { class: "dialog-foot" }, go));
  const box = dialog("Go to a date", form, null);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (field.value && (await move({ local: field.value }, go))) box.close();
  });
  field.focus();
}

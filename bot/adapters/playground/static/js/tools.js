// The column beside the chats: what comes next, what one might try, and settings.
import { el, icon, iconButton, avatar } from "./dom.js";
import { bus, session } from "./session.js";
import { choose, onChoice, setting } from "./settings.js";
import { short, zoneName } from "./time.js";

export function initTools(node, tryIt) {
  const upcoming = el("ul", { class: "upcoming" });
  const tries = el("section", { class: "tool", "aria-labelledby": "tries" });
  node.append(
    tries,
    el("section", { class: "tool", "aria-labelledby": "next" }, el("div", { class: "tool-head" }, el("h2", { id: "next" }, "What will be sent next")), upcoming),
    el("section", { class: "tool", "aria-labelledby": "settings" }, el("div", { class: "tool-head" }, el("h2", { id: "settings" }, "Settings")), settings()),
  );
  bus.on("around", (around) => showUpcoming(upcoming, around.upcoming));
  bus.on("loaded", () => showTries(tries, tryIt));
  onChoice((name) => name === "tries" && session.state && showTries(tries, tryIt));
}

function showUpcoming(list, items) {
  if (!items.length) return list.replaceChildren(el("li", { class: "soft" }, "Nothing is planned."));
  list.replaceChildren(...items.map((item) => el("li", {}, el("time", { datetime: item.at }, short(item.at, session.state.zone)), el("span", {}, item.what), el("span", { class: "to" }, `to ${item.to}`))));
}

function showTries(section, tryIt) {
  const things = session.state.things_to_try;
  section.hidden = setting("tries", "shown") !== "shown" || !things.length;
  const dismiss = iconButton("close", "Hide these suggestions", () => choose("tries", "hidden"));
  section.replaceChildren(el("div", { class: "tool-head" }, el("h2", { id: "tries" }, "Things to try"), dismiss), ...things.map((thing) => thingNode(thing, tryIt)));
}

function thingNode(thing, tryIt) {
  const person = session.people.find((each) => each.account_id === thing.account);
  const name = person?.name ?? thing.account;
  const words = el("span", { class: "words" }, el("strong", {}, thing.label || thing.text), el("span", {}, `as ${name}, ${thing.where === "group" ? "in the group" : "in private"}`));
  return el("button", { type: "button", class: "try", on: { click: () => tryIt(thing) } }, avatar(thing.account, name), words);
}

function settings() {
  const steps = checkbox("steps", "Forms step by step", "As on Telegram: the bot asks one question after the other.", "yes", "no");
  const tries = checkbox("tries", "Show things to try", "", "shown", "hidden");
  const theme = segments("theme", "Colours", [["system", "System"], ["light", "Light"], ["dark", "Dark"]], "system");
  const zone = segments("zone", "Times", [["mine", "This person's"], ["programme", "Programme's"]], "mine");
  const where = el("p", { class: "soft" });
  const tell = () => session.me && (where.textContent = `${session.me.name} is in ${zoneName(session.me.time_zone)}, the programme in ${zoneName(session.state.zone)}.`);
  bus.on("loaded", tell);
  bus.on("zone", tell);
  return [steps, tries, theme, zone, where];
}

function checkbox(name, label, help, on, off) {
  const input = el("input", { type: "checkbox", on: { change: () => choose(name, input.checked ? on : off) } });
  const show = () => (input.checked = setting(name, name === "tries" ? "shown" : off) === on);
  onChoice(show);
  show();
  return el("label", { class: "check" }, input, el("span", {}, label, help && el("small", {}, help)));
}

function segments(name, label, options, fallback) {
  const inputs = options.map(([value]) => el("input", { type: "radio", class: "sr", name: `setting-${name}`, value, on: { change: () => choose(name, value) } }));
  const show = () => inputs.forEach((input) => (input.checked = input.value === setting(name, fallback)));
  onChoice(show);
  show();
  return [
    el("span", { class: "label", id: `label-${name}` }, label),
    el("div", { class: "segments", role: "radiogroup", "aria-labelledby": `label-${name}` }, options.map(([, words], index) => el("label", {}, inputs[index], words))),
  ];
}

export function initTheme(button) {
  const dark = () => document.documentElement.dataset.theme === "dark";
  const show = () => {
    const words = dark() ? "Light colours" : "Dark colours";
    button.setAttribute("aria-label", words);
    button.title = words;
    button.replaceChildren(icon(dark() ? "sun" : "moon"));
  };
  button.addEventListener("click", () => choose("theme", dark() ? "light" : "dark"));
  new MutationObserver(show).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  show();
}

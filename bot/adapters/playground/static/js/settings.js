// What the visitor chose, kept in this browser.
import { Bus } from "./dom.js";

const bus = new Bus();

function read(name) {
  try {
    return localStorage.getItem(`groupmate.${name}`);
  } catch {
    return null;
  }
}

export function setting(name, fallback) {
  return read(name) ?? fallback;
}

export function choose(name, value) {
  localStorage.setItem(`groupmate.${name}`, value);
  if (name === "theme") dispatchEvent(new Event("groupmate:theme"));
  bus.emit("changed", name);
}

export function onChoice(run) {
  bus.on("changed", run);
}

export function stepByStep() {
  return setting("steps", "no") === "yes";
}

export function load(name) {
  try {
    return JSON.parse(read(name) ?? "{}");
  } catch {
    return {};
  }
}

export function save(name, value) {
  localStorage.setItem(`groupmate.${name}`, JSON.stringify(value));
}

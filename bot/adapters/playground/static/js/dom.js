// Elements from data. Texts are text nodes throughout: nothing that anybody typed is ever parsed as HTML.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PATHS = {
  send: ["M5 12 3.500 4.500 21 12 3.500 19.500z", "M5 12h8"],
  attach: ["M20 11.500 12.300 19a5 5 0 0 1-7-7l8-8a3.400 3.400 0 0 1 4.800 4.800l-8 8a1.700 1.700 0 0 1-2.400-2.400l7.300-7.200"],
  reply: ["M9 7 4 12l5 5", "M4 12h9a7 7 0 0 1 7 7"],
  thread: ["M4 5h16v11H10l-5 4v-4H4z", "M8 9.500h8M8 12.500h5"],
  delete: ["M5 7h14M10 7V4.500h4V7M7 7l1 12.500h8L17 7"],
  close: ["M6 6l12 12M18 6 6 18"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400"],
  moon: ["M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z"],
  tools: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5v4M9 15v4"],
  calendar: ["M4 6h16v14H4z", "M4 10.500h16M8.500 3.500V7M15.500 3.500V7"],
  group: ["M9 11.500a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400z", "M3 19c.4-3.300 2.800-5 6-5s5.600 1.700 6 5", "M16 5.500a3 3 0 0 1 0 5.700M17.500 14.300c2 .6 3.200 2.200 3.500 4.700"],
  lock: ["M6 11h12v9H6z", "M8.500 11V8a3.500 3.500 0 0 1 7 0v3"],
  file: ["M6 3.500h8l4 4v13H6z", "M14 3.500v4h4"],
  down: ["M12 5v14M6 13l6 6 6-6"],
  chevron: ["M6 9l6 6 6-6"],
  search: ["M11 4.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13z", "M16 16l4.500 4.500"],
  waiting: ["M12 4a8 8 0 1 0 8 8"],
  check: ["M5 12.500 10 17.500 19 7"],
  link: ["M9 6H5v13h13v-4", "M13 5h6v6M19 5l-9 9"],
  warn: ["M12 4 2.800 19.500h18.400z", "M12 10v4.500M12 17v.3"],
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export function iconButton(name, label, run, more = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: run }, ...more }, icon(name));
}

const HUES = ["#7a3e9d", "#0b6b6e", "#9a4a12", "#2457a6", "#a12a5e", "#45681c", "#6146b5", "#96291f", "#176b48", "#6b5a14"];

export function avatar(id, name) {
  if (id === null) return el("span", { class: "avatar bot", "aria-hidden": "true" }, el("img", { src: "/playground/static/icon.svg", alt: "" }));
  const words = name.split(/[\s-]+/u).filter(Boolean);
  const initials = [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => [...(word ?? "")][0] ?? "").join("");
  const node = el("span", { class: "avatar", "aria-hidden": "true" }, initials.toUpperCase() || "?");
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  node.style.backgroundColor = HUES[sum % HUES.length];
  return node;
}

export class Bus {
  #target = new EventTarget();
  emit(name, detail) {
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }
  on(name, run) {
    this.#target.addEventListener(name, (event) => run(event.detail));
  }
}

// Who am I? A searchable list of everybody in the programme.
import { avatar, el, icon, iconButton } from "./dom.js";
import { bus, session } from "./session.js";
import { hasNews, othersWithNews } from "./unread.js";

export function initSwitcher(button, choose) {
  button.addEventListener("click", () => openSwitcher(choose));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      openSwitcher(choose);
    }
  });
  const show = () => {
    const { me } = session;
    const others = othersWithNews();
    const badge = others > 0 && el("span", { class: "badge" }, String(others));
    const words = el("span", { class: "words" }, el("strong", {}, me.name), el("span", {}, me.subtitle));
    button.replaceChildren(...[avatar(me.account_id, me.name), words, icon("chevron"), badge].filter(Boolean));
    const news = others ? ` ${others} other ${others === 1 ? "person has" : "people have"} new private messages.` : "";
    button.setAttribute("aria-label", `You are ${me.name}. Be somebody else.${news}`);
  };
  bus.on("loaded", show);
  bus.on("people", show);
  bus.on("seen", show);
}

function openSwitcher(choose) {
  const search = el("input", { class: "input", type: "search", placeholder: "Be somebody else", "aria-label": "Find a person", role: "combobox", "aria-expanded": "true", "aria-controls": "people", autocomplete: "off" });
  const list = el("div", { class: "people", id: "people", role: "listbox", "aria-label": "People" });
  const box = el("dialog", { class: "switcher", "aria-label": "Who are you?" }, el("div", { class: "find" }, search, iconButton("close", "Close", () => box.close())), list);
  let options = [];
  let at = 0;

  function mark(scroll = true) {
    options.forEach((option, index) => option.node.classList.toggle("active", index === at));
    if (!options[at]) return search.removeAttribute("aria-activedescendant");
    search.setAttribute("aria-activedescendant", options[at].node.id);
    if (scroll) options[at].node.scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    box.close();
    if (option && option.person.account_id !== session.me.account_id) choose(option.person.account_id);
  }

  function show() {
    const found = session.people.filter((person) => matches(person, search.value));
    options = [];
    const groups = Map.groupBy ? Map.groupBy(found, (person) => person.group) : grouped(found);
    list.replaceChildren(...[...groups].map(([name, people]) => {
      const nodes = people.map((person) => {
        const node = personNode(person, () => take({ person }));
        options.push({ person, node });
        return node;
      });
      return el("div", { role: "group", "aria-label": name }, el("h3", { "aria-hidden": "true" }, name), nodes);
    }));
    if (!found.length) list.append(el("p", { class: "empty" }, "Nobody of that name."));
    at = Math.max(0, search.value ? 0 : options.findIndex((option) => option.person.account_id === session.me.account_id));
    mark();
  }

  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (step) {
      event.preventDefault();
      at = Math.min(options.length - 1, Math.max(0, at + step));
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(options[at]);
    }
  });
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  show();
  search.focus();
}

function grouped(people) {
  const groups = new Map();
  for (const person of people) groups.set(person.group, [...(groups.get(person.group) ?? []), person]);
  return groups;
}

function fold(words) {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function matches(person, search) {
  const words = fold(`${person.name} ${person.subtitle} ${person.group}`);
  return fold(search).split(/\s+/).every((part) => words.includes(part));
}

function personNode(person, take) {
  const selected = person.account_id === session.me.account_id;
  const words = el("span", { class: "words" }, el("strong", {}, person.name), el("span", {}, person.subtitle));
  const news = hasNews(person) && [el("span", { class: "dot" }), el("span", { class: "sr" }, "new private messages")];
  return el("div", { class: "person", role: "option", id: `person-${person.account_id}`, "aria-selected": String(selected), on: { click: take } }, avatar(person.account_id, person.name), words, news, selected && icon("check"));
}

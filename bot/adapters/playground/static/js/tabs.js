// On a phone the parts of the page are tabs; on a middling screen the tools are a drawer.
import { el, icon } from "./dom.js";

const NAMES = ["group", "private", "tools"];
const LABELS = { group: ["group", "Group"], private: ["lock", "Private"], tools: ["tools", "Tools"] };
const narrow = matchMedia("(max-width: 760px)");

export function initTabs(drawerButton, onShow) {
  const tabs = NAMES.map((name) => document.getElementById(`tab-${name}`));
  tabs.forEach((tab, index) => {
    const [drawn, words] = LABELS[NAMES[index]];
    tab.replaceChildren(icon(drawn), words, el("span", { class: "badge", hidden: true }));
    tab.addEventListener("click", () => showTab(NAMES[index]));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (index + step + tabs.length) % tabs.length;
      showTab(NAMES[next]);
      tabs[next].focus();
    });
  });
  drawerButton.append(icon("tools"));
  drawerButton.setAttribute("aria-label", "Tools");
  drawerButton.addEventListener("click", () => drawer(!document.body.classList.contains("tools-open")));
  document.addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector("dialog[open]") && drawer(false));
  narrow.addEventListener("change", onShow);

  function drawer(open) {
    document.body.classList.toggle("tools-open", open);
    drawerButton.setAttribute("aria-expanded", String(open));
  }
  showTab.after = () => {
    drawer(false);
    onShow();
  };
}

export function showTab(name) {
  document.body.dataset.tab = name;
  for (const each of NAMES) {
    const tab = document.getElementById(`tab-${each}`);
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
  }
  showTab.after?.();
}

export function visible(name) {
  return !document.hidden && (!narrow.matches || document.body.dataset.tab === name);
}

export function badge(name, count) {
  const node = document.querySelector(`#tab-${name} .badge`);
  node.hidden = count === 0;
  node.textContent = count > 99 ? "99+" : String(count);
  const words = LABELS[name][1];
  document.getElementById(`tab-${name}`).setAttribute("aria-label", count ? `${words}, ${count} new` : words);
}

// Puts the page together.
import { Chat } from "./chat.js";
import { Circles } from "./circles.js";
import { initClock, now } from "./clock.js";
import { Composer } from "./composer.js";
import { avatar, el, icon } from "./dom.js";
import * as outbox from "./outbox.js";
import { become, bus, session } from "./session.js";
import { onChoice } from "./settings.js";
import { initSwitcher } from "./switcher.js";
import { badge, initTabs, showTab, visible } from "./tabs.js";
import { ThreadPanel } from "./threads.js";
import { toast } from "./toasts.js";
import { initTheme, initTools } from "./tools.js";
import { actOrOffer } from "./turn.js";
import { markSeen, unreadIn } from "./unread.js";

const byId = (id) => document.getElementById(id);
session.now = () => now().toISOString();

const threads = new ThreadPanel(byId("pane-thread"));
const panes = {
  group: makePane("group", "Write to the group", "Nothing has been said yet.", true),
  private: makePane("private", "Write to groupmate", "Here only you and groupmate can read along. Type / to see what it can do.", false),
};

const circles = new Circles(byId("pane-circle"), countUnread);
panes.private.outside.after(circles.bar);

function makePane(kind, label, empty, inGroup) {
  const pane = byId(`pane-${kind}`);
  const chat = new Chat({
    label: inGroup ? "Messages in the group" : "Private messages with groupmate",
    empty,
    threads: inGroup,
    onThread: (id) => threads.open(id),
    onReply: (message) => composer.answer(message),
    onNew: countUnread,
  });
  const composer = new Composer(kind, label, pane, () => ({ chat: chat.id, thread: null }), inGroup);
  const name = el("h2", { id: `name-${kind}` }, inGroup ? "Group chat" : "groupmate");
  const about = el("p", {});
  const sign = inGroup ? el("span", { class: "avatar" }, icon("group")) : avatar(null, "");
  if (inGroup) sign.style.backgroundColor = "#4a5b68";
  const outside = el("div", { class: "outside", hidden: true });
  pane.append(el("div", { class: "pane-head" }, sign, el("div", { class: "words" }, name, about)), outside, chat.log, chat.newer, composer.node);
  return { chat, composer, about, outside };
}

function countUnread() {
  if (!session.state) return;
  let all = 0;
  for (const [kind, { chat }] of Object.entries(panes)) {
    if (visible(kind)) markSeen(kind, Math.max(0, ...[...chat.messages.values()].map((message) => message.seq)));
    const count = unreadIn(kind, chat.messages);
    badge(kind, count);
    all += count;
  }
  all += circles.unread(visible("private"));
  document.title = `${all ? `(${all}) ` : ""}${session.state.title} · groupmate`;
}

function showGroup(state) {
  const { chat, composer, about, outside } = panes.group;
  about.textContent = `${session.people.filter((person) => person.in_group).length} people and groupmate`;
  for (const node of [chat.log, composer.node]) node.hidden = !state.member;
  outside.hidden = state.member;
  if (state.member) return;
  const join = el("button", { type: "button", class: "button primary", on: { click: joinGroup } }, "Join the group");
  const words = el("p", {}, `${state.me.name} is not in the group. Write to groupmate in private, or join.`);
  outside.replaceChildren(el("div", { class: "empty" }, words, join));
}

async function joinGroup() {
  const { me, state } = session;
  if (await actOrOffer({ kind: "join", chat: state.group.id }, { chat: state.group.id })) await start(me.account_id);
}

bus.on("loaded", (state) => {
  byId("title").textContent = state.title;
  outbox.recall();
  showGroup(state);
  panes.private.about.textContent = `Private chat with ${state.me.name}`;
  for (const [kind, { chat, composer }] of Object.entries(panes)) {
    chat.load(state[kind].id, state[kind].messages, state[kind].more);
    composer.settle();
  }
  circles.load(state);
  countUnread();
});
bus.on("change", (message) => {
  circles.apply(message);
  for (const { chat } of Object.values(panes)) chat.apply(message);
  countUnread();
});
bus.on("connection", (up) => {
  byId("connection").hidden = up;
  byId("connection").textContent = up ? "" : "Connection lost. Reconnecting…";
});
bus.on("zone", tellTimes);
onChoice((name) => name === "zone" && session.state && tellTimes());

function tellTimes() {
  for (const chat of [panes.group.chat, panes.private.chat, circles.chat, threads.chat]) if (chat.id) chat.render();
}

async function start(account) {
  try {
    await become(account);
  } catch (error) {
    if (error.status === 404 && account) return start("");
    byId("connection").hidden = false;
    byId("connection").textContent = `${error.message} Trying again…`;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return start(account);
  }
  byId("connection").hidden = true;
  remember(session.me.account_id);
}

function inAddress() {
  return new URLSearchParams(location.search).get("as") ?? "";
}

function remember(account) {
  if (inAddress() === account) return;
  const address = `?${new URLSearchParams({ as: account })}`;
  history[inAddress() ? "pushState" : "replaceState"](null, "", address);
}

async function tryIt(thing) {
  if (session.me.account_id !== thing.account) await start(thing.account);
  showTab(thing.where);
  if (thing.where === "group" && !session.state.member) return toast("Join the group first.");
  panes[thing.where].composer.fill(thing.text);
}

initTheme(byId("theme"));
initTabs(byId("open-tools"), countUnread);
initClock(byId("clock"));
initTools(byId("pane-tools"), tryIt);
initSwitcher(byId("switch"), start);
addEventListener("popstate", () => start(inAddress()));
document.addEventListener("visibilitychange", countUnread);
start(inAddress());

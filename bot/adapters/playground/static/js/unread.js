// How far each person has read, kept in this browser; what is beyond is new.
import { bus, session } from "./session.js";
import { load, save } from "./settings.js";

function seen() {
  const kept = load("seen");
  return kept.epoch === session.state.epoch ? kept : { epoch: session.state.epoch, accounts: {} };
}

export function markSeen(kind, seq) {
  const kept = seen();
  const mine = (kept.accounts[session.me.account_id] ??= {});
  if ((mine[kind] ?? 0) >= seq) return;
  mine[kind] = seq;
  save("seen", kept);
  bus.emit("seen");
}

export function unreadIn(kind, messages) {
  const upTo = seen().accounts[session.me.account_id]?.[kind] ?? 0;
  return [...messages.values()].filter((message) => message.seq > upTo && message.author !== session.me.account_id).length;
}

export function hasNews(person) {
  if (person.account_id === session.me.account_id) return false;
  return person.latest > (seen().accounts[person.account_id]?.private ?? 0);
}

export function othersWithNews() {
  return session.people.filter(hasNews).length;
}

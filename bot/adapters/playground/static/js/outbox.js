// Messages on their way. Each goes under the id it was given when it was written, however often it is tried, so it
// stands in the chat once. Those that did not get through survive a reload (files do not: the browser cannot keep them).
import { newId, upload } from "./api.js";
import { Bus } from "./dom.js";
import { session } from "./session.js";
import { act, completed, show } from "./turn.js";

export const bus = new Bus();

const items = new Map();
const flights = new Map();
const lines = new Map();

function key(account) {
  return `groupmate.unsent.${session.state.epoch}.${account}`;
}

function keep() {
  const account = session.me.account_id;
  const mine = [...items.values()].filter((item) => item.account === account && !item.file && flights.get(item.payload.id)?.state !== "sent");
  sessionStorage.setItem(key(account), JSON.stringify(mine.map((item) => item.payload)));
}

// after a persona was loaded: what this tab could not send for them before
export function recall() {
  const account = session.me.account_id;
  let kept = [];
  try {
    kept = JSON.parse(sessionStorage.getItem(key(account)) ?? "[]");
  } catch {
    return;
  }
  for (const payload of kept) {
    if (items.has(payload.id)) continue;
    items.set(payload.id, { payload, account, file: null });
    flights.set(payload.id, { state: "failed", reason: "Not sent." });
  }
}

export function unsent(chat, thread) {
  const account = session.me.account_id;
  return [...items.values()].filter((item) => item.account === account && item.payload.chat === chat && (item.payload.thread ?? null) === thread);
}

export function flight(id) {
  return flights.get(id);
}

export function write(payload, file = null) {
  const item = { payload: { id: newId(), kind: file ? "file" : "say", ...payload }, account: session.me.account_id, file, progress: 0 };
  items.set(item.payload.id, item);
  return deliver(item);
}

// the message has come back over the stream: the chat shows that copy from now on
export function arrived(id) {
  if (items.delete(id)) keep();
}

// `place` is used for a message that stands in the chat already, but was not confirmed by the bot
export function retry(id, place) {
  return deliver(items.get(id) ?? { payload: { id, kind: "resend", ...place }, account: session.me.account_id, file: null });
}

export function discard(id) {
  items.delete(id);
  flights.delete(id);
  keep();
  bus.emit("changed", id);
}

// one after the other within a chat, so that messages keep their order
function deliver(item) {
  const { id, chat } = item.payload;
  flights.set(id, { state: "sending" });
  keep();
  bus.emit("changed", id);
  const turn = (lines.get(chat) ?? Promise.resolve()).then(() => attempt(item));
  lines.set(chat, turn);
  return turn;
}

async function attempt(item) {
  const { payload } = item;
  const place = { chat: payload.chat, thread: payload.thread ?? null };
  try {
    if (item.file) {
      const { reply } = await upload({ as: item.account }, completed(payload), item.file, (part) => {
        item.progress = part;
        bus.emit("progress", item);
      });
      show(reply, item.account, place);
    } else {
      await act(payload, place, item.account);
    }
    flights.set(payload.id, { state: "sent" });
  } catch (error) {
    flights.set(payload.id, { state: "failed", reason: error.message, final: error.again === false });
  }
  keep();
  bus.emit("changed", payload.id);
}

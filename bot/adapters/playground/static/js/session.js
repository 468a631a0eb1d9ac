// Who the visitor is now, and everything that reaches this person: loaded once, then followed.
import { get } from "./api.js";
import { Bus } from "./dom.js";
import { setting } from "./settings.js";
import { follow } from "./stream.js";

export const bus = new Bus();
export const session = { me: null, state: null, people: [], stop: () => {} };

export function viewZone() {
  return setting("zone", "mine") === "programme" ? session.state.zone : session.me.time_zone;
}

let loading = 0;

export async function become(account) {
  const mine = ++loading;
  const [state, people] = await Promise.all([get("state", account ? { as: account } : {}), get("people")]);
  if (mine !== loading) return;
  session.stop();
  session.state = state;
  session.me = state.me;
  session.people = people;
  bus.emit("loaded", state);
  bus.emit("around", state.around);
  session.stop = follow(state.me.account_id, state.epoch, state.seq, {
    change: (message) => bus.emit("change", message),
    around: lookAround,
    reset: () => become(state.me.account_id),
    connection: (up) => bus.emit("connection", up),
  });
}

// the chosen person may have moved to another zone, say
function meet(people) {
  session.people = people;
  const { account_id, time_zone } = session.me;
  session.me = people.find((person) => person.account_id === account_id) ?? session.me;
  if (session.me.time_zone !== time_zone) bus.emit("zone");
}

let planned = null;

export function lookAround() {
  planned ??= setTimeout(async () => {
    planned = null;
    try {
      const [around, people] = await Promise.all([get("around"), get("people")]);
      meet(people);
      bus.emit("around", around);
      bus.emit("people", people);
    } catch {
      // the stream will say when the server is back, and this runs again
    }
  }, 150);
}

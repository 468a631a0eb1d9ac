// Acting as the person who is chosen: what they do goes to the server, what comes back directly is shown.
import { newId, post } from "./api.js";
import { openForm } from "./forms.js";
import { session } from "./session.js";
import { stepByStep } from "./settings.js";
import { alertBox, toast } from "./toasts.js";

export function completed(payload) {
  return payload.kind === "join" ? payload : { ...payload, can_open_form: !stepByStep() };
}

// `place` is where a form that comes back belongs to: {chat, thread}
export function show(reply, account, place) {
  if (session.me.account_id !== account) return;
  if (reply.toast) (reply.toast.alert ? alertBox : toast)(reply.toast.text);
  if (reply.form) openForm(reply.form, place);
}

export async function act(payload, place, account = session.me.account_id) {
  const { reply } = await post("act", { as: account }, completed(payload));
  show(reply, account, place);
  return reply;
}

// for what is no message (a button, joining): tried again from the toast, as the same event
export async function actOrOffer(payload, place) {
  const whole = { id: newId(), ...payload };
  const account = session.me.account_id;
  try {
    return await act(whole, place);
  } catch (error) {
    const again = () => session.me.account_id === account && actOrOffer(whole, place);
    toast(error.message, error.again ? { label: "Try again", run: again } : null);
    return null;
  }
}

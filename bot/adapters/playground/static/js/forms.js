// A form of the bot as a modal dialog. What was typed stays until the server has taken it.
import { Failed, newId, post } from "./api.js";
import { el, icon } from "./dom.js";
import { session } from "./session.js";
import { dialog } from "./toasts.js";
import { completed, show } from "./turn.js";

let count = 0;

export function openForm(form, place) {
  const account = session.me.account_id;
  const fields = form.fields.map(makeField);
  const problem = el("p", { class: "form-error", role: "alert", hidden: true });
  const send = el("button", { type: "submit", class: "button primary" }, form.submit);
  const cancel = el("button", { type: "button", class: "button", on: { click: () => box.close() } }, "Cancel");
  const body = el("div", { class: "dialog-body" }, form.intro && el("p", { class: "soft" }, form.intro), problem, fields.map((field) => field.node));
  const foot = el("div", { class: "dialog-foot" }, cancel, send);
  const html = el("form", { novalidate: true }, body, foot);
  const box = dialog(form.title, html, null, { class: "form" });
  fields[0]?.focus();

  // the same values after a failure are the same event: whatever got through before is not done twice
  let attempt = { id: newId(), values: "" };
  const eventId = (values) => {
    const text = JSON.stringify(values);
    if (attempt.values && attempt.values !== text) attempt = { id: newId(), values: text };
    attempt.values = text;
    return attempt.id;
  };

  html.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.getAttribute("aria-busy") === "true") return;
    const missing = Object.fromEntries(fields.filter((field) => field.missing()).map((field) => [field.name, "Please fill this in."]));
    if (showErrors(fields, problem, missing)) return;
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value()]));
    const payload = { id: eventId(values), kind: "submit", chat: place.chat, thread: place.thread ?? null, form: form.name, context: form.context ?? "", values };
    send.setAttribute("aria-busy", "true");
    try {
      const { reply } = await post("act", { as: account }, completed(payload));
      attempt = { id: newId(), values: "" };
      if (showErrors(fields, problem, reply.errors ?? {})) return;
      box.close();
      show(reply, account, place);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      showErrors(fields, problem, { "": `Not sent: ${error.message}` });
    } finally {
      send.removeAttribute("aria-busy");
    }
  });
}

function showErrors(fields, problem, errors) {
  const known = new Set(fields.map((field) => field.name));
  fields.forEach((field) => field.error(errors[field.name] ?? ""));
  const others = Object.entries(errors).filter(([name]) => !known.has(name)).map(([, words]) => words);
  problem.hidden = others.length === 0;
  problem.textContent = others.join(" ");
  if (others.length) problem.scrollIntoView({ block: "nearest" });
  else fields.find((field) => errors[field.name])?.focus();
  return Object.keys(errors).length > 0;
}

function makeField(spec) {
  const id = `field-${++count}`;
  const required = spec.required ?? true;
  const type = spec.type ?? "line";
  const help = spec.help && el("p", { class: "help", id: `${id}-help` }, spec.help);
  const error = el("p", { class: "error", id: `${id}-error`, hidden: true });
  const shared = { id, name: spec.name, "aria-describedby": `${spec.help ? `${id}-help ` : ""}${id}-error`, "aria-required": String(required) };
  const mark = required ? null : el("span", { class: "optional" }, " (optional)");
  const radios = type === "choice" && required && spec.options.length <= 6;
  const { control, read } = radios ? radioGroup(spec, id) : single(spec, type, shared);
  const node = radios
    ? el("fieldset", { class: "field", "aria-describedby": shared["aria-describedby"] }, el("legend", {}, spec.label, mark), help, control, error)
    : el("div", { class: "field" }, el("label", { for: id }, spec.label, mark), help, control, error);
  const first = () => node.querySelector("input:checked, input, select, textarea");
  return {
    name: spec.name,
    node,
    value: read,
    missing: () => required && read().trim() === "",
    focus: () => first()?.focus(),
    error(words) {
      error.hidden = !words;
      error.replaceChildren(...(words ? [icon("warn"), words] : []));
      node.querySelectorAll("input, select, textarea").forEach((input) => input.setAttribute("aria-invalid", String(Boolean(words))));
    },
  };
}

function single(spec, type, shared) {
  let control;
  if (type === "paragraph") control = el("textarea", { ...shared, class: "input", maxlength: spec.max_length ?? 500 });
  else if (type === "choice") {
    const options = spec.options.map((option) => el("option", { value: option.value }, option.label));
    control = el("select", { ...shared, class: "input" }, el("option", { value: "" }, "—"), options);
  } else if (type === "line") control = el("input", { ...shared, class: "input", type: "text", maxlength: spec.max_length ?? 500, autocomplete: "off" });
  else control = el("input", { ...shared, class: "input", type });
  control.value = spec.value ?? "";
  return { control, read: () => control.value };
}

function radioGroup(spec, id) {
  const inputs = spec.options.map((option) => el("input", { type: "radio", name: id, value: option.value, checked: option.value === spec.value }));
  const control = el("div", {}, spec.options.map((option, index) => el("label", { class: "radio" }, inputs[index], option.label)));
  return { control, read: () => inputs.find((input) => input.checked)?.value ?? "" };
}

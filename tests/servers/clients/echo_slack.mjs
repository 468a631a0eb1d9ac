// A Bolt app: what its users would write, on a server whose address it is given.
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from "@slack/bolt";

const { API_URL, BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, MODE = "socket" } = process.env;
const clientOptions = { slackApiUrl: API_URL };
const receiver =
  MODE === "http"
    ? new HTTPReceiver({ signingSecret: SIGNING_SECRET, endpoints: ["/slack/events"], logLevel: LogLevel.ERROR })
    : new SocketModeReceiver({ appToken: APP_TOKEN, installerOptions: { clientOptions }, logLevel: LogLevel.ERROR });
const app = new App({ token: BOT_TOKEN, receiver, clientOptions, logLevel: LogLevel.ERROR });

const plain = (text) => ({ type: "plain_text", text });
const mrkdwn = (text) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (text, action_id) => ({ type: "button", text: plain(text), action_id, value: action_id });

const choice = (text) => ({
  text,
  blocks: [mrkdwn(text), { type: "actions", elements: [button("Count", "count"), button("Fill in", "fill_in")] }],
});

const form = (channel) => ({
  type: "modal",
  callback_id: "form",
  private_metadata: channel,
  title: plain("Diary"),
  submit: plain("Save"),
  close: plain("Cancel"),
  blocks: [
    {
      type: "input",
      block_id: "answer",
      label: plain("What did you learn?"),
      element: { type: "plain_text_input", action_id: "answer", multiline: true },
    },
  ],
});

app.message("choose", ({ say }) => say(choice("Nothing yet")));
app.message("upload", ({ client, message }) =>
  client.files.uploadV2({
    channel_id: message.channel,
    file: Buffer.from("name,city\n"),
    filename: "people.csv",
    title: "People",
    initial_comment: "Here is the list",
  }),
);
app.message("who", async ({ client, message, say }) => {
  const { user } = await client.users.info({ user: message.user });
  const { members } = await client.conversations.members({ channel: message.channel });
  await say(`${user.profile.email} in a conversation of ${members.length}`);
});
app.message(/^echo (.*)/, ({ context, message, say }) =>
  say({ text: `<@${message.user}> said ${context.matches[1]}`, thread_ts: message.ts }),
);

app.command("/groupmate", async ({ ack, body, client, command, respond }) => {
  await ack();
  if (command.text === "form") await client.views.open({ trigger_id: body.trigger_id, view: form(command.channel_id) });
  else await respond(`You asked for ${command.text}`);
});

app.action("count", async ({ ack, body, client }) => {
  await ack();
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, ...choice("Counted") });
});
app.action("fill_in", async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form(body.channel.id) });
});

app.view("form", async ({ ack, body, client, view }) => {
  const answer = view.state.values.answer.answer.value ?? "";
  if (answer.length < 5) return ack({ response_action: "errors", errors: { answer: "Say a little more" } });
  await ack();
  await client.chat.postMessage({ channel: view.private_metadata, text: `<@${body.user.id}> learned: ${answer}` });
});

app.event("app_home_opened", ({ client, event }) =>
  client.views.publish({ user_id: event.user, view: { type: "home", blocks: [mrkdwn(`*Home* of <@${event.user}>`)] } }),
);

app.error(async (error) => console.error("failed:", error.message, JSON.stringify(error.data ?? {})));

const server = await app.start(...(MODE === "http" ? [{ port: 0, host: "127.0.0.1" }] : []));
console.log(JSON.stringify({ ready: MODE, port: MODE === "http" ? server.address().port : null }));
process.once("SIGTERM", () => app.stop().then(() => process.exit(0)));

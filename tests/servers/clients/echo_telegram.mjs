// A grammY bot: what its users would write, on a server whose address it is given.
import { createServer } from "node:http";
import { once } from "node:events";
import { Bot, InlineKeyboard, InputFile, webhookCallback } from "grammy";

const { API_ROOT, TOKEN, MODE = "polling", SECRET } = process.env;
const bot = new Bot(TOKEN, { client: { apiRoot: API_ROOT } });

const counting = (count) => new InlineKeyboard().text("Count", `count:${count}`).url("Read", "https://example.org/");

bot.command("start", (ctx) => ctx.reply(`Welcome, ${ctx.from.first_name} ${ctx.match}`.trim()));
bot.command("count", (ctx) => ctx.reply("Nothing yet", { reply_markup: counting(0) }));
bot.command("commands", async (ctx) => {
  await bot.api.setMyCommands([{ command: "start", description: "Begin" }, { command: "count", description: "Count" }]);
  await bot.api.setMyCommands([{ command: "start", description: "Zacznij" }], { language_code: "pl" });
  const lists = [await bot.api.getMyCommands(), await bot.api.getMyCommands({ language_code: "pl" })];
  await ctx.reply(lists.map((list) => list.map((each) => each.description).join(", ")).join("; "));
});
bot.command("where", async (ctx) => {
  const me = await ctx.getChatMember(ctx.me.id);
  const people = await ctx.getChatMemberCount();
  await ctx.reply(`${ctx.chat.type} ${ctx.chat.title}: ${people} people, I am ${me.status}`);
});
bot.command("edit", async (ctx) => {
  const sent = await ctx.reply("first");
  await ctx.api.editMessageText(ctx.chat.id, sent.message_id, "*second*", { parse_mode: "MarkdownV2" });
});
bot.command("vanish", async (ctx) => {
  const sent = await ctx.reply("soon gone");
  await ctx.api.deleteMessage(ctx.chat.id, sent.message_id);
  await ctx.reply((await ctx.api.deleteMessage(ctx.chat.id, sent.message_id).catch((error) => error)).description);
});

bot.callbackQuery(/^count:(\d+)$/, async (ctx) => {
  const count = Number(ctx.match[1]) + 1;
  await ctx.answerCallbackQuery({ text: `Counted ${count}` });
  await ctx.editMessageText(`Counted ${count}`, { reply_markup: counting(count) });
});

bot.on("message:document", async (ctx) => {
  const { file_path } = await ctx.getFile();
  const answer = await fetch(`${API_ROOT}/file/bot${TOKEN}/${file_path}`);
  const content = Buffer.from(await answer.arrayBuffer());
  const caption = `${ctx.message.document.file_name}: ${content.length} bytes`;
  await ctx.replyWithDocument(new InputFile(content, "copy.csv"), { caption });
});
bot.on("message:text", (ctx) =>
  ctx.reply(`<b>${ctx.from.first_name}</b> said ${ctx.message.text}`, {
    parse_mode: "HTML",
    reply_parameters: { message_id: ctx.message.message_id },
  }),
);
bot.catch((error) => console.error("failed:", error.message));

const say = (what) => console.log(JSON.stringify(what));

async function poll() {
  bot.start({ onStart: (me) => say({ ready: me.username }) });
  return () => bot.stop();
}

async function serve() {
  await bot.init();
  const server = createServer(webhookCallback(bot, "http", { secretToken: SECRET }));
  await once(server.listen(0, "127.0.0.1"), "listening");
  await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/hook`, { secret_token: SECRET });
  say({ ready: bot.botInfo.username });
  return async () => {
    await bot.api.deleteWebhook();
    server.closeAllConnections();
    server.close();
  };
}

const stop = await (MODE === "webhook" ? serve() : poll());
process.once("SIGTERM", () => stop().then(() => process.exit(0)));

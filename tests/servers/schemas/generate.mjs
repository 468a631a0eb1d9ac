// Writes telegram.json and slack.json: what a bot's calls may look like, by the types that the platforms' users publish.
import { mkdirSync, writeFileSync } from "node:fs";
import { createGenerator } from "ts-json-schema-generator";
import { closed, merged, refined, reachable } from "./simplify.mjs";

const TELEGRAM = `getMe getUpdates setWebhook deleteWebhook getWebhookInfo logOut close
  sendMessage sendDocument sendPhoto sendVideo sendAudio sendVoice sendAnimation sendMediaGroup sendPoll sendChatAction
  forwardMessage copyMessage editMessageText editMessageCaption editMessageMedia editMessageReplyMarkup deleteMessage
  deleteMessages pinChatMessage unpinChatMessage setMessageReaction getFile answerCallbackQuery answerInlineQuery
  setMyCommands getMyCommands deleteMyCommands setMyName getMyName setMyDescription getMyDescription
  setMyShortDescription getMyShortDescription setChatMenuButton getChatMenuButton setMyDefaultAdministratorRights
  getChat getChatMember getChatAdministrators getChatMemberCount leaveChat banChatMember unbanChatMember
  restrictChatMember approveChatJoinRequest declineChatJoinRequest createChatInviteLink exportChatInviteLink
  createForumTopic editForumTopic closeForumTopic reopenForumTopic getUserProfilePhotos`.split(/\s+/);

const SLACK = `auth.test apps.connections.open bots.info team.info users.info users.list users.lookupByEmail
  users.conversations users.profile.get conversations.info conversations.members conversations.open conversations.list
  conversations.join conversations.leave conversations.history conversations.replies conversations.create
  conversations.invite conversations.setTopic conversations.setPurpose chat.postMessage chat.update chat.delete
  chat.postEphemeral chat.getPermalink chat.scheduleMessage chat.deleteScheduledMessage chat.scheduledMessages.list
  views.open views.update views.push views.publish files.getUploadURLExternal files.completeUploadExternal files.info
  files.delete files.list reactions.add reactions.remove pins.add pins.remove`.split(/\s+/);

// TypeScript has one kind of number, the Bot API two.
const FRACTIONS = new Set(`latitude longitude horizontal_accuracy x_shift y_shift scale x_percentage y_percentage
  width_percentage height_percentage rotation_angle corner_radius_percentage temperature main_frame_timestamp
  cover_frame_timestamp`.split(/\s+/));

const pascal = (method) => method.split(".").map((part) => part[0].toUpperCase() + part.slice(1)).join("");

function schemaOf(name, type) {
  const options = {
    path: `inputs/${name}.ts`, type, tsconfig: "tsconfig.json", skipTypeCheck: true, expose: "export", jsDoc: "none",
    functions: "hide", additionalProperties: false, topRef: false, sortProps: true,
  };
  return createGenerator(options).createSchema(type);
}

// One run a method: two of Slack's modules export different types of one name.
function collect(name, source, methods, suffix, without) {
  const lines = methods.map((method) => {
    const type = without.has(method) ? "Record<never, never>" : `P.${pascal(method)}${suffix}`;
    return `export interface ${pascal(method)}Call { params: ${type} }`;
  });
  writeFileSync(`inputs/${name}.ts`, `import type * as P from "${source}";\n${lines.join("\n")}\n`);
  const definitions = {};
  const calls = {};
  for (const method of methods) {
    const schema = schemaOf(name, `${pascal(method)}Call`);
    for (const [key, value] of Object.entries(schema.definitions ?? {})) {
      if (key in definitions && JSON.stringify(definitions[key]) !== JSON.stringify(value)) {
        throw new Error(`${method}: two types are called ${key}`);
      }
      definitions[key] = value;
    }
    calls[method] = schema.properties.params;
  }
  return { calls, definitions };
}

function write(name, { calls, definitions }, rules) {
  const better = Object.fromEntries(
    Object.entries(definitions).map(([key, value]) => [key, rules.definitions[key] ?? refined(value, definitions, rules)]),
  );
  const methods = Object.fromEntries(
    Object.entries(calls).map(([method, value]) => [method, closed(merged(refined(value, definitions, rules), better))]),
  );
  const schema = { methods, definitions: reachable(methods, better) };
  writeFileSync(`${name}.json`, `${JSON.stringify(schema)}\n`);
  console.log(name, Object.keys(methods).length, "methods", Object.keys(schema.definitions).length, "definitions");
}

const PARAMETERLESS = new Set("getMe getWebhookInfo logOut close".split(" "));
mkdirSync("inputs", { recursive: true });
write("telegram", collect("telegram", "@gramio/types/params", TELEGRAM, "Params", PARAMETERLESS), {
  number: (key) => (FRACTIONS.has(key) ? "number" : "integer"),
  definitions: { TelegramInputFile: { type: "string" } },
  dropped: new Set(),
});
write("slack", collect("slack", "@slack/web-api", SLACK, "Arguments", new Set()), {
  number: () => "number",
  definitions: {},
  // "Some block": with it, any block would do.
  dropped: new Set(["Block"]),
});

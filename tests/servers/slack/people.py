"""What test code does as a person: write, press, fill in, open, send."""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass
from typing import Any

from tests.servers.slack import forms
from tests.servers.slack.file_methods import new_file
from tests.servers.slack.outbox import Delivery, Outbox
from tests.servers.slack.rendering import message_json, user_json
from tests.servers.slack.response_urls import answer
from tests.servers.slack.rooms import Room, direct
from tests.servers.slack.surfaces import Surface, find, options_of, surface, value
from tests.servers.slack.things import ApiError, Ephemeral, Json, Message, User
from tests.servers.slack.typed_text import as_sent
from tests.servers.slack.workspace import ResponseUrl, Workspace

FROM_APP = ("external_select", "multi_external_select")
CHANNEL_NAMES = {"im": "directmessage", "group": "privategroup"}


@dataclass
class Reply:
    """What came of a slash command; `status` is 0 when no answer came in time."""

    status: int
    body: Any
    timed_out: bool
    delivery: Delivery


@dataclass
class Press:
    """What came of a press or choice; without a delivery the app was not told."""

    acked: bool
    body: Any
    delivery: Delivery | None = None

    @property
    def trigger_id(self) -> str:
        return str(self.delivery.payload["trigger_id"]) if self.delivery else ""


class Person:
    """Somebody in the workspace, and the only way in which things are done there."""

    def __init__(self, space: Workspace, outbox: Outbox, user: User) -> None:
        self.space, self.outbox, self.user = space, outbox, user
        self._chosen: dict[str, Json] = {}
        self._suggested: dict[str, list[Json]] = {}

    def __repr__(self) -> str:
        return f"<{self.user.real_name} {self.id}>"

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.real_name

    @property
    def dm(self) -> Room:
        """The DM with the bot, opened if it was not yet."""
        return direct(self.space, self.id)

    @property
    def home(self) -> Json | None:
        return copy.deepcopy(self.space.homes.get(self.id))

    @property
    def modal(self) -> Json | None:
        stack = self.space.stacks[self.id]
        return copy.deepcopy(stack[-1]) if stack else None

    @property
    def ephemerals(self) -> list[Ephemeral]:
        return [shown for shown in self.space.ephemerals[self.id] if not shown.deleted]

    def changes(self, **fields: Any) -> None:
        """Fields of the User; the app hears of it."""
        for name, content in fields.items():
            assert hasattr(self.user, name)
            setattr(self.user, name, content)
        self.space.emit({"type": "user_change", "user": user_json(self.space, self.user), "event_ts": self.space.ts()})

    async def says(self, room: Room | None, text: str, thread: Message | str | None = None) -> Message:
        return self._post(room, text, thread)

    def _post(self, room: Room | None, text: str, thread: Message | str | None = None, **more: Any) -> Message:
        room = room or self.dm
        assert self.id in room.members, f"{self.name} is not in {room.name}"
        assert not room.archived, f"{room.name} is archived"
        escaped, blocks = as_sent(text, self.space.short_id())
        thread_ts = thread if isinstance(thread, str) or thread is None else thread.thread_ts or thread.ts
        return room.add(Message(room.id, self.space.ts(), self.id, escaped, blocks, thread_ts=thread_ts, **more))

    async def edits(self, message: Message, text: str) -> None:
        assert message.user == self.id, "People edit what they wrote themselves"
        escaped, blocks = as_sent(text, self.space.short_id())
        self.space.rooms[message.channel].change(message, escaped, blocks)

    async def deletes(self, message: Message) -> None:
        assert message.user == self.id, "People delete what they wrote themselves"
        self.space.rooms[message.channel].delete(message)

    async def sends_file(
        self,
        room: Room | None,
        name: str,
        data: bytes,
        text: str = "",
        media_type: str | None = None,
        thread: Any = None,
    ) -> Message:
        file = new_file(self.space, self.id, name, media_type)
        file.data, file.length, file.complete = data, len(data), True
        message = self._post(room, text, thread, uploads=[file], subtype="file_share")
        if self.space.rooms[message.channel].with_bot and "files:read" in self.space.scopes:
            event = {"type": "file_shared", "file_id": file.id, "user_id": self.id, "file": {"id": file.id}}
            self.space.emit(event | {"channel_id": message.channel, "event_ts": self.space.ts()})
        return message

    async def command(self, command: str, text: str = "", channel: Room | None = None) -> Reply:
        room = channel or self.dm
        use = ResponseUrl(room.id, self.id, time.monotonic())
        payload = {
            "token": self.space.verification_token,
            "team_id": self.space.team_id,
            "team_domain": self.space.domain,
            "channel_id": room.id,
            "channel_name": CHANNEL_NAMES.get(room.kind, room.name),
            "user_id": self.id,
            "user_name": self.user.name,
            "command": command,
            "text": text,
            "api_app_id": self.space.app_id,
            "is_enterprise_install": "false",
            "response_url": self.space.new_response_url("commands", use),
            "trigger_id": self.space.new_trigger(self.id),
        }
        delivery = await self.outbox.finished(self.outbox.send("slash_commands", payload, answerable=True))
        if delivery.acked and delivery.ack_body:
            self._show_answer(use, delivery.ack_body, "the acknowledgement of a command")
        return Reply(delivery.status, delivery.ack_body, not delivery.acked and not delivery.status, delivery)

    def _show_answer(self, use: ResponseUrl, body: Any, source: str) -> None:
        try:
            answer(self.space, use, body, source)
        except ApiError as error:
            self.space.violate(f"{source} was refused: {error.code}")

    def _interaction(self, kind: str, **fields: Any) -> Json:
        user = {"id": self.id, "username": self.user.name, "name": self.user.name, "team_id": self.user.team_id}
        return {
            "type": kind,
            "token": self.space.verification_token,
            "team": {"id": self.space.team_id, "domain": self.space.domain},
            "user": user,
            "api_app_id": self.space.app_id,
            "enterprise": None,
            "is_enterprise_install": False,
            **fields,
        }

    def _place(self, kind: str, of: Surface) -> Json:
        """The channel and the response_url of something in a conversation."""
        if of.channel is None:
            return {}
        room = self.space.rooms[of.channel]
        use = ResponseUrl(of.channel, self.id, time.monotonic(), of.original, of.thread_ts)
        channel = {"id": room.id, "name": CHANNEL_NAMES.get(room.kind, room.name)}
        return {"channel": channel, "response_url": self.space.new_response_url(kind, use)}

    async def interacts(self, payload: Json, answerable: bool = False) -> Delivery:
        return await self.outbox.finished(self.outbox.send("interactive", payload, answerable))

    async def presses(self, what: Message | Ephemeral | Json, label: str) -> Press:
        """Press a button by its text or action_id."""
        of = surface(self.space, self.id, what, self._chosen)
        block, button = find(of.blocks, label)
        assert button["type"] == "button", f"{label!r} is no button"
        told: Json = {
            key: button[key] for key in ("type", "action_id", "text", "value", "style", "url") if key in button
        }
        return await self._acts(of, block, told)

    async def chooses(self, what: Message | Ephemeral | Json, name: str, chosen: Any) -> Press:
        """Choose in a menu, or fill in an input; the app hears of inputs only if they dispatch."""
        of = surface(self.space, self.id, what, self._chosen)
        block, element = find(of.blocks, name)
        filled = value(self.known(element), chosen)
        if element["type"] != "overflow":
            of.touched.setdefault(block["block_id"], {})[element["action_id"]] = filled
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Press(acked=True, body=None)
        of = surface(self.space, self.id, what, self._chosen)
        return await self._acts(of, block, filled | {"action_id": element["action_id"]})

    def known(self, element: Json) -> Json:
        """The element with the options the app suggested for it, if it is of that kind."""
        if element["type"] not in FROM_APP:
            return element
        return element | {"options": self._suggested.get(element["action_id"], [])}

    async def suggests(self, what: Message | Ephemeral | Json, name: str, typed: str = "") -> list[str]:
        """Type into a menu whose options the app gives; the labels it gave, of which one can then be chosen."""
        of = surface(self.space, self.id, what, self._chosen)
        block, element = find(of.blocks, name)
        assert element["type"] in FROM_APP, f"{name!r} has options of its own"
        asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        delivery = await self.interacts(self._interaction("block_suggestion", **of.told, **asked), answerable=True)
        body = delivery.ack_body if isinstance(delivery.ack_body, dict) else {}
        if not (body.get("options") is not None or body.get("option_groups")):
            self.space.violate(f"No options came for {name!r}: {delivery.ack_body!r:.200}")
        self._suggested[element["action_id"]] = options_of(body)
        return [one["text"]["text"] for one in options_of(body)]

    async def _acts(self, of: Surface, block: Json, told: Json) -> Press:
        action = told | {"block_id": block["block_id"], "action_ts": self.space.ts()}
        payload = self._interaction("block_actions", trigger_id=self.space.new_trigger(self.id), **of.told)
        delivery = await self.interacts(payload | self._place("actions", of) | {"actions": [action]})
        return Press(delivery.acked, delivery.ack_body, delivery)

    async def opens_home(self) -> Delivery | None:
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": "home"}
        if home := self.home:
            event["view"] = home
        delivery = self.space.emit(event | {"event_ts": self.space.ts()})
        return await self.outbox.finished(delivery) if delivery else None

    async def submits(self, values: Json | None = None) -> forms.Submission:
        """Fill in the modal on top by labels or block ids, and submit it."""
        return await forms.submit(self, values or {})

    async def closes_modal(self) -> Delivery | None:
        return await forms.close(self)

    async def shortcut(self, callback_id: str) -> Press:
        payload = self._interaction("shortcut", callback_id=callback_id, action_ts=self.space.ts())
        delivery = await self.interacts(payload | {"trigger_id": self.space.new_trigger(self.id)})
        return Press(delivery.acked, delivery.ack_body, delivery)

    async def message_shortcut(self, callback_id: str, message: Message) -> Press:
        of = surface(self.space, self.id, message, self._chosen)
        payload = self._interaction("message_action", callback_id=callback_id, action_ts=self.space.ts())
        payload |= {"trigger_id": self.space.new_trigger(self.id), "message_ts": message.ts}
        payload |= {"message": message_json(self.space, message), **self._place("app", of)}
        delivery = await self.interacts(payload)
        return Press(delivery.acked, delivery.ack_body, delivery)

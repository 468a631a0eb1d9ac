"""The suite's people in the playground: over HTTP, as the page does it; what is seen comes from the chat's journal."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.adapters.playground import Playground, shelf
from bot.adapters.playground.posted import Posted, private_chat
from tests.contract.world import COHORT, Picture, Visitor, World, until

GROUP = f"group-{COHORT}"


@dataclass
class PlaygroundStage:
    world: World
    session: aiohttp.ClientSession
    name: str = "playground"
    people: dict[str, Visitor] = field(default_factory=dict)

    @property
    def adapter(self) -> Playground:
        adapter = self.world.app.platforms["playground"]
        assert isinstance(adapter, Playground)
        return adapter

    def posted(self, chat: str) -> list[Posted]:
        assert self.adapter.room is not None
        return [one for one in self.adapter.room.journal.messages.values() if one.draft.chat == chat and one.by_bot]

    def group(self) -> list[str]:
        return [words_of(one) for one in self.posted(GROUP)]

    def pictures(self) -> list[Picture]:
        return self.files_in(GROUP)

    def files_in(self, chat: str) -> list[Picture]:
        room = self.adapter.room
        assert room is not None
        kept = [file for one in self.posted(chat) for file in one.draft.files]
        return [Picture(file.name, shelf.path_of(room.shelf, file.id).read_bytes(), file.alt) for file in kept]

    async def bind(self) -> None:
        """The playground's group is the first cohort's from the start."""

    def check(self) -> None:
        """The page takes anything."""


@dataclass
class PlaygroundVisitor:
    stage: PlaygroundStage
    name: str
    account_id: str
    form: dict[str, Any] | None = None

    async def enrols(self) -> None:
        """Whoever is played is known."""

    async def writes(self, text: str, *, group: bool = False) -> None:
        await self._act({"kind": "say", "text": f"@groupmate {text}" if group else text}, group)

    async def commands(self, words: str, *, group: bool = False) -> None:
        await self._act({"kind": "say", "text": f"/{words}"}, group)

    async def presses(self, label: str) -> str | None:
        found = await until(f"{self.name} sees the button {label!r}", lambda: self._with_button(label))
        one, token = max(found, key=lambda shown: shown[0].seq)
        return await self._act({"kind": "press", "message": one.id, "token": token}, one.draft.chat == GROUP)

    async def taps(self, label: str) -> None:
        await self.presses(label)

    def _with_button(self, label: str) -> list[tuple[Posted, str]]:
        seen = [*self.stage.posted(private_chat(self.account_id)), *self.stage.posted(GROUP)]
        shown = [(one, button) for one in seen for row in one.draft.content["buttons"] for button in row]
        return [(one, button["token"]) for one, button in shown if button["label"] == label]

    async def fills_in(self, values: dict[str, str]) -> str | None:
        assert self.form is not None
        form = self.form
        filled = {}
        for one in form["fields"]:
            value = values.get(one["label"], "")
            options = {option["label"]: option["value"] for option in one.get("options", ())}
            filled[one["name"]] = options.get(value, value)
        body = {"kind": "submit", "form": form["name"], "context": form.get("context", ""), "values": filled}
        return await self._act(body, False)

    async def sends_file(self, name: str, data: bytes, caption: str) -> None:
        form = aiohttp.FormData(quote_fields=False)
        payload = {"kind": "file", "text": caption, "id": str(uuid.uuid4()), "chat": private_chat(self.account_id)}
        form.add_field("payload", json.dumps(payload), content_type="application/json")
        form.add_field("file", data, filename=name, content_type="application/octet-stream")
        async with self.stage.session.post(self._url("file"), data=form) as answer:
            assert answer.status == 200, await answer.text()

    def told(self) -> list[str]:
        return [words_of(one) for one in self.stage.posted(private_chat(self.account_id))]

    def files(self) -> list[Picture]:
        return self.stage.files_in(private_chat(self.account_id))

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.stage.world.app.port}/playground/{path}?as={self.account_id}"

    async def _act(self, body: dict[str, Any], group: bool) -> str | None:
        chat = GROUP if group else private_chat(self.account_id)
        body = {"id": str(uuid.uuid4()), "chat": chat, **body}
        async with self.stage.session.post(self._url("act"), json=body) as answer:
            found = await answer.json()
            assert answer.status == 200, found
        reply = found["reply"]
        self.form = reply.get("form") or self.form
        if errors := reply.get("errors"):
            return str(next(iter(errors.values())))
        return reply["toast"]["text"] if reply.get("toast") else None


def words_of(posted: Posted) -> str:
    return "\n".join(_lines(posted.draft.content["blocks"]))


def _lines(blocks: list[dict[str, Any]]) -> list[str]:
    runs = [item for block in blocks for item in (block.get("items") or [block.get("inlines", [])])]
    return ["".join(inline.get("text") or inline.get("name", "") for inline in run) for run in runs]


async def people_of(stage: PlaygroundStage) -> None:
    for name, member in stage.world.members.items():
        stage.people[name] = PlaygroundVisitor(stage, name, f"member-{member.id}")

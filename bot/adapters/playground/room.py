"""Who sees what: the journal and the stage together, as one person looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.adapters.playground import render
from bot.adapters.playground.journal import Journal
from bot.adapters.playground.posted import Kept, Posted, insiders, private_chat
from bot.adapters.playground.stage import Persona, Stage
from bot.adapters.playground.translate import Scene

PAGE_SIZE = 80
Json = dict[str, Any]


class NobodyThere(LookupError):
    """No persona has this id."""


@dataclass(slots=True)
class Room:
    stage: Stage
    journal: Journal
    shelf: Path
    bot_name: str
    max_upload: int
    stopping: bool = False
    """No more requests are taken; the streams still carry what is being delivered."""
    closed: bool = False
    """The streams end."""

    async def person(self, account_id: str) -> Persona:
        """Raises `NobodyThere`."""
        for persona in await self.stage.people():
            if persona.account_id == account_id:
                return persona
        raise NobodyThere(account_id)

    async def anybody(self) -> Persona:
        """Whom a visitor begins as: the first of the list. Raises `NobodyThere`."""
        for persona in await self.stage.people():
            return persona
        raise NobodyThere

    def in_group(self, persona: Persona) -> bool:
        return persona.in_group or persona.account_id in self.journal.joined

    def sees(self, persona: Persona, chat_id: str) -> bool:
        if chat_id == self.stage.group_chat_id:
            return self.in_group(persona)
        return chat_id == private_chat(persona.account_id) or persona.account_id in insiders(chat_id)

    def circles(self, persona: Persona) -> list[str]:
        """Theirs, the one that was opened last first."""
        return [chat for chat in reversed(self.journal.chats()) if persona.account_id in insiders(chat)]

    def scene(self, persona: Persona) -> Scene:
        return Scene(
            persona,
            self.in_group(persona),
            self.stage.group_chat_id,
            self.stage.clock.now(),
            self.bot_name,
            self.journal.messages.get,
            lambda root: next(reversed(self.journal.thread(root)), None),
            lambda chat: chat in self.journal.chats(),
        )

    def snapshot(self, posted: Posted, persona: Persona) -> Json:
        thread = posted.draft.thread
        count = len(self.journal.thread(thread)) if thread else 0
        return render.snapshot(posted, persona.account_id, len(self.journal.thread(posted.id)), count)

    def page(self, persona: Persona, chat_id: str, before: int) -> Json:
        found = self.journal.page(chat_id, before, PAGE_SIZE + 1)
        shown = found[-PAGE_SIZE:]
        return {"messages": self._snapshots(shown, persona), "more": len(found) > len(shown)}

    def thread(self, persona: Persona, root: str) -> list[Json]:
        """The root and its replies. Raises `KeyError` where this person sees no such message."""
        posted = self.journal.messages[root]
        if not self.sees(persona, posted.chat):
            raise KeyError(root)
        return self._snapshots([posted, *self.journal.thread(root)], persona)

    def file(self, persona: Persona, file_id: str) -> Kept:
        """The file, if it hangs on a message that this person sees. Raises `KeyError`."""
        posted, kept = self.journal.files[file_id]
        if not self.sees(persona, posted.chat) or kept not in posted.draft.files:
            raise KeyError(file_id)
        return kept

    async def state(self, persona: Persona) -> Json:
        """All the page needs to begin, consistent with the `seq` in it."""
        commands = [asdict(hint) for hint in await self.stage.commands(persona.account_id)]
        around = await self.surroundings()
        group, private = self.stage.group_chat_id, private_chat(persona.account_id)
        end = self.journal.seq + 1
        member = self.in_group(persona)
        return {
            "epoch": self.journal.epoch,
            "seq": self.journal.seq,
            "me": asdict(persona),
            "member": member,
            "title": self.stage.title,
            "zone": self.stage.programme_zone,
            "bot": self.bot_name,
            "max_upload": self.max_upload,
            "group": {"id": group, **(self.page(persona, group, end) if member else {"messages": [], "more": False})},
            "private": {"id": private, **self.page(persona, private, end)},
            "circles": [{"id": chat, **self.page(persona, chat, end)} for chat in self.circles(persona)],
            "commands": commands,
            "things_to_try": [asdict(thing) for thing in self.stage.things_to_try()],
            "around": around,
        }

    async def surroundings(self) -> Json:
        upcoming = await self.stage.upcoming()
        return {
            "now": self.stage.clock.now().isoformat(),
            "next": upcoming[0].at.isoformat() if upcoming else None,
            "upcoming": [{**asdict(item), "at": item.at.isoformat()} for item in upcoming],
        }

    async def happens(self, at: datetime) -> list[Json]:
        """What is planned for that moment, in words: not everybody sees something of it."""
        return [{"what": item.what, "to": item.to} for item in await self.stage.upcoming() if item.at == at]

    async def people(self) -> list[Json]:
        """Everybody, with how far the bot has written to them (a number, nothing of what it wrote)."""
        return [
            {**asdict(persona), "latest": self.journal.last_from_bot(private_chat(persona.account_id))}
            for persona in await self.stage.people()
        ]

    def _snapshots(self, found: Sequence[Posted], persona: Persona) -> list[Json]:
        return [self.snapshot(posted, persona) for posted in found]

"""`/mydata`: everything that is stored about whoever asks, as two files: one to read, one for programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, OutgoingFile, Private, Recheck
from bot.domain.personal import TAKE_AGAIN_AFTER, Subject
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.my_data.declared import feature, minute
from handlers.my_data.page import Reader, page
from storage.personal.policies import SECTIONS
from storage.personal.store import TAKEN, Taken

FORMAT = "what groupmate has stored about a person"
VERSION = 1
"""Raised when a key changes its meaning or goes; new keys may come at any time."""


@feature.command(
    "mydata", access="anyone", any_cohort=True, summary=N_("get everything I have stored about you"), example="mydata"
)
async def my_data(turn: Turn[CommandInvoked]) -> list[Intent]:
    """In private, made at the moment of sending. One at a time, and not again at once."""
    last = await turn.uow.personal.taken_at(turn.account.id)
    if last and last[1]:
        return [turn.tell(N_("Your data is on its way already. It comes here as two files."))]
    if last and last[0] <= turn.now < last[0] + TAKE_AGAIN_AFTER:
        words = N_("I have sent you your data at {time}: please look above. You can ask for it again after {again}.")
        again = turn.voice.clock(last[0] + TAKE_AGAIN_AFTER)
        return [turn.tell(words, time=turn.voice.clock(last[0]), again=again)]
    for member in turn.memberships.values():
        await turn.uow.audit.note(member.cohort_id, turn.now, "data_taken", actor=member.id, subject=member.id)
    if not turn.memberships:
        await turn.uow.audit.note(turn.cohort.id, turn.now, "data_taken", actor=None, stranger=True)
    asked = Recheck("my_data.files", {"account": str(turn.account.id), "asked": str(minute(turn.now))})
    return [
        turn.tell(N_("I am putting together everything that I have stored about you. It comes here as two files.")),
        Private(recheck=asked, key=f"{TAKEN}:{turn.account.id}:{minute(turn.now)}"),
    ]


@feature.recheck("my_data.files")
async def files(view: View, account: str, asked: str) -> Message | None:
    """None where the account is gone by now."""
    subject = await view.uow.personal.of_account(int(account))
    if subject is None:
        return None
    taken = await view.uow.personal.take(subject)
    made_at = datetime.fromtimestamp(int(asked) * 60, UTC)
    reader = await _reader(view, subject)
    packed = await asyncio.to_thread(_pack, taken, reader, made_at)
    _ = reader.voice
    stored = [
        OutgoingFile(await view.deployment.files.put(data), name, media_type, len(data), keep=False)
        for name, media_type, data in packed
    ]
    words = _(
        "**Here is everything that I have stored about you.** The first file is for you to read: open it on your phone "
        "or computer. The second has the same for other programs (JSON)."
    ) + _("To have it erased, send /forgetme. Is something wrong? Then please tell the organisers.")
    return Message(words, files=tuple(stored))


async def _reader(view: View, subject: Subject) -> Reader:
    """With the titles of sessions and programmes, for the page."""
    known = [cohort for cohort in await view.uow.cohorts.all() if cohort.key in view.deployment.cohorts]
    programmes = {cohort.key: view.deployment.programmes[cohort.programme] for cohort in known}
    here = (one for one in subject.members if one.cohort_id == view.cohort.id)
    member = next(here, next(iter(subject.members), None))
    return Reader(
        view.voice_for(member),
        member.name if member else subject.accounts[0].name,
        {cohort.key: cohort.title for cohort in known},
        {(key, session.key): session.title for key, pack in programmes.items() for session in pack.sessions},
    )


def as_json(taken: Taken, made_at: datetime, titles: Mapping[str, str]) -> bytes:
    """Every section is there, also where it is empty. `titles` are those of the cohorts, by key."""
    used = {row["cohort"] for rows in taken.values() for row in rows if row.get("cohort")}
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at.isoformat(),
        "programmes": {key: title for key, title in titles.items() if key in used},
        "data": {section: taken.get(section, []) for section in SECTIONS},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, default=_as_json).encode()


def _as_json(value: Any) -> str:
    assert isinstance(value, date)  # or a datetime, which is one
    return value.isoformat()


def _pack(taken: Taken, reader: Reader, made_at: datetime) -> list[tuple[str, str, bytes]]:
    day = f"{made_at:%Y-%m-%d}"
    return [
        (f"my-data-{day}.html", "text/html", page(taken, reader, made_at).encode()),
        (f"my-data-{day}.json", "application/json", as_json(taken, made_at, reader.titles)),
    ]

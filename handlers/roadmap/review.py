"""Reading somebody else's roadmap: the list of all, one of them, and what a reviewer decides."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text
from bot.domain.people import STAFF
from bot.domain.roadmap.plan import Roadmap
from bot.domain.roadmap.sight import Sight
from bot.domain.roadmap.steps import WAYS, after
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.roadmap.buttons import AllOfThem, Mine, Read
from handlers.roadmap.declared import feature, seen, template_of
from handlers.roadmap.news import Decision, to_author
from handlers.roadmap.pdf import promised
from handlers.roadmap.refusals import refused
from handlers.roadmap.show import STATE_WORDS, short, too_long, whole
from handlers.roadmap.talk import say_form, talk_page

A_PAGE = 8

SAID: dict[Decision, str] = {
    "review": N_("Its author knows that you read it."),
    "return": N_("Its author can change it now."),
    "agree": N_("Agreed. Its author is told."),
}


@feature.button(AllOfThem, access="members", any_cohort=True)
@refused
async def turn_page(pressed: Turn[ButtonPressed], data: AllOfThem) -> list[Intent]:
    turn = await pressed.within(data.cohort, STAFF)
    template_of(turn)
    return [Edit(await all_of_them(turn, data.page))]


async def all_of_them(turn: Turn[Any], page: int) -> Message:
    """A page of the cohort's roadmaps: what waits longest comes first. Drafts are only counted."""
    _ = turn.voice
    found = await turn.uow.roadmaps.of_cohort(turn.cohort.id)
    open_ = [one for one in found if one.submitted_at is not None]
    waits = [one for one in open_ if one.state in ("submitted", "in_review")]
    listed = [*waits, *(one for one in open_ if one not in waits)]
    at = min(page, max(len(listed) - 1, 0) // A_PAGE)
    shown = listed[at * A_PAGE : (at + 1) * A_PAGE]
    text: Text = _("**Roadmaps**")
    if not listed:
        text += _("None was submitted yet.")
    if waits:
        words = _.plural("{n} roadmap waits to be read.", "{n} roadmaps wait to be read.", len(waits))
        text += _("{words}", words=words)
    drafts = len(found) - len(open_)
    text += _("Drafts that only their authors see: {n}.", n=drafts) if drafts else ()
    rows: list[tuple[Button, ...]] = []
    for one in shown:
        author = await turn.uow.members.by_id(one.member_id)
        name = author.name if author else "?"
        rows.append((button(f"{short(name, 24)}: {_.plain(STATE_WORDS[one.state])}", Read(one.id, "see")),))
    turning = [button(_.plain("◀ Back"), AllOfThem(turn.cohort.id, at - 1))] if at else []
    if (at + 1) * A_PAGE < len(listed):
        turning.append(button(_.plain("More ▶"), AllOfThem(turn.cohort.id, at + 1)))
    return Message(text, (*rows, *([tuple(turning)] if turning else [])))


@feature.button(Read, access="members", any_cohort=True)
@refused
async def read(pressed: Turn[ButtonPressed], data: Read) -> list[Intent]:
    """What is asked for, as far as the asker may; a peer may look, and no more. Raises `access.denied`."""
    turn, found, sight = await seen(pressed, data.roadmap)
    template_of(turn)
    if data.what != "see" and sight == "peer":
        raise RuleViolation("access.denied", access=STAFF)
    match data.what:
        case "talk":
            return [Edit(await talk_page(turn, found, sight))]
        case "say":
            return [say_form(turn.voice, found)]
        case "pdf":
            return promised(turn, found)
        case "back":
            _decide_as(found, sight, "return")
            return [say_form(turn.voice, found, returning=True)]
        case "review" | "agree":
            return await _decide(turn, found, sight, data.what)
        case _:
            return [_shown(await page_of(turn, found, sight))]


def _shown(page: Message) -> Intent:
    """In place of what was there; in a message of its own, or several, where it is long: none of it is cut."""
    return Private(page) if too_long(page.text) else Edit(page)


def _decide_as(found: Roadmap, sight: Sight, what: Decision) -> None:
    """Raises `access.denied` for its own author, and `roadmap.step`."""
    if sight != "review" or WAYS[what].by != "reviewer":
        raise RuleViolation("access.denied", access=STAFF)
    after(found.state, what)


async def _decide(turn: Turn[ButtonPressed], seen_: Roadmap, sight: Sight, what: Decision) -> list[Intent]:
    found = await turn.uow.roadmaps.locked(seen_.id)
    if found is None:
        raise RuleViolation("roadmap.gone")
    _decide_as(found, sight, what)
    told = await decide(turn, found, what)
    now = await turn.uow.roadmaps.by_id(found.id)
    assert now is not None
    return [_shown(await page_of(turn, now, sight)), turn.toast(SAID[what]), *told]


async def decide(turn: Turn[Any], found: Roadmap, what: Decision) -> list[Intent]:
    """The roadmap is locked, and the step allowed."""
    times = {"agreed_at": turn.now} if what == "agree" else {}
    await turn.uow.roadmaps.set_state(found.id, after(found.state, what), turn.now, **times)
    return await to_author(turn, found, what, turn.me)


async def page_of(turn: Turn[Any], found: Roadmap, sight: Sight) -> Message:
    """Somebody else's, with what the reader can do about it; to its author, the way to their own page."""
    _ = turn.voice
    author = await turn.uow.members.by_id(found.member_id)
    text = whole(_, found, template_of(turn), None if sight == "own" else author, sight)
    if sight == "own":
        return Message(text, ((button(_.plain("My roadmap"), Mine(found.cohort_id, "see")),),))
    if sight == "peer":
        return Message(text)
    if found.state == "draft":
        text += _("Its author is changing it just now.")
    elif found.agreed_at is not None and found.changed_at > found.agreed_at:
        text += _("Something has changed since it was agreed.")
    talk = await turn.uow.roadmap_talk.count(found.id)
    words = _.plain("Comments ({n})", n=talk) if talk else _.plain("Comment")
    rows: list[tuple[Button, ...]] = []
    if found.state in WAYS["agree"].since:
        rows.append((button(_.plain("Agree"), Read(found.id, "agree"), "primary"),))
        again = [button(_.plain("Ask for changes"), Read(found.id, "back"))]
        if found.state == "submitted":
            again.append(button(_.plain("I am reading it"), Read(found.id, "review")))
        rows.append(tuple(again))
    rows.append((button(words, Read(found.id, "talk")), button(_.plain("As PDF"), Read(found.id, "pdf"))))
    rows.append((button(_.plain("◀ All roadmaps"), AllOfThem(found.cohort_id, 0)),))
    return Message(text, tuple(rows))

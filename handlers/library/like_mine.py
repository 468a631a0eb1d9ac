"""Who is working on something like mine? Found by goals and by help wanted and offered, with the reason in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.chat.buttons import Button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.domain.interests import Interests
from bot.domain.people import Member
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from bot.shelf import Work
from handlers.library.declared import LikeMine, feature, shelf

if TYPE_CHECKING:
    from bot.faq.alike import Match, Reason

BECAUSE: Mapping[Reason, str] = {
    "they_offer": N_("**{name}**: you would like help with “{mine}”, and they offer “{theirs}”."),
    "they_want": N_("**{name}**: you offer “{mine}”, and they would like help with “{theirs}”."),
    "goal": N_("**{name}**: your goal is “{mine}”, and theirs is “{theirs}”."),
}
QUOTED = 90


@feature.button(LikeMine, access="members", any_cohort=True)
async def like_mine(pressed: Turn[ButtonPressed], data: LikeMine) -> list[Intent]:
    turn = await pressed.within(data.cohort, "members")
    text, buttons = await found(turn, turn.me)
    return [Private(Message(text, tuple((one,) for one in buttons)))]


@feature.personal("like_mine")
async def in_words(view: View, member: Member) -> Text:
    """The answer to the question in one's own words."""
    text, _buttons = await found(view, member)
    return text + view.voice_for(member)("You can read what they share: send /library.") if _buttons else text


async def found(view: View, member: Member) -> tuple[Text, list[Button]]:
    """Only people whose work is shown; one's own need not be."""
    from bot.faq.alike import alike

    _ = view.voice_for(member)
    works = await shelf(view, _, member)
    mine = _together([work for work in works if work.author_id == member.id])
    if not any((mine.goals, mine.wanted, mine.offered)):
        return _("I can look as soon as you have written down a goal: send /roadmap."), []
    others: dict[int, list[Work]] = {}
    for work in works:
        if work.shown and work.author_id != member.id and work.interests != Interests():
            others.setdefault(work.author_id, []).append(work)
    matches = alike(mine, {author: _together(theirs) for author, theirs in others.items()})
    if not matches:
        return _("I found nobody with something like yours among what is shared. Others may share theirs later."), []
    text: Text = _("**Something like yours:**")
    buttons = []
    for match in matches:
        work = others[match.whose][0]
        text += _because(_, match, work.author)
        buttons.append(Button(f"{work.kind}: {work.author}"[:36], work.open.token))
    return text, buttons


def _because(_: Voice, match: Match, name: str) -> Text:
    return _(BECAUSE[match.reason], name=name, mine=_quoted(match.mine), theirs=_quoted(match.theirs))


def _quoted(words: str) -> str:
    """Of a goal its name; long help is cut."""
    line = " ".join(words.split(". ", maxsplit=1)[0].split()).rstrip(".")
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


def _together(works: list[Work]) -> Interests:
    """Of one person."""
    every = [work.interests for work in works]
    return Interests(
        tuple(text for one in every for text in one.goals),
        tuple(text for one in every for text in one.wanted),
        tuple(text for one in every for text in one.offered),
    )

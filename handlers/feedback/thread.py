"""What trainer and participant said to one another about a work."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.text import Text, quote
from bot.domain.homework.submissions import Comment
from bot.locale.voice import N_, Voice
from bot.scene import View

SHOWN = 4
"""Of a longer thread, the latest."""


async def said_about(view: View, _: Voice, comments: Sequence[Comment], *, reader: int) -> Text:
    """The latest comments, oldest of these first."""
    if not comments:
        return ()
    names = await view.uow.members.names(view.cohort.id)
    text = _("**What was said**")
    if len(comments) > SHOWN:
        text += _("({n} earlier ones are not shown)", n=len(comments) - SHOWN)
    for one in comments[-SHOWN:]:
        name = _.plain(N_("You")) if one.author_id == reader else names.get(one.author_id or 0, "–")
        about = _.plain(", on version {n}", n=one.number) if one.number else ""
        text += _("{name}, {at}{about}:", name=name, at=_.moment(one.at), about=about) + quote(one.text)
    return text

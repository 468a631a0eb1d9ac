"""What the group takes away, shown back to it."""

from __future__ import annotations

from collections import Counter

from bot.chat.events import ButtonPressed
from bot.chat.messages import Card, Edit, Intent, Message, Recheck, Refresh
from bot.chat.text import Text, bullets
from bot.domain.homework.debrief import TAKES, Debrief
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.debrief.buttons import ShowNow
from handlers.debrief.choose import plan_page
from handlers.debrief.declared import feature, on_desk, question_card
from handlers.debrief.take import LABELS

SENTENCES_MAX = 25


def digest(made: Debrief) -> list[Intent]:
    """Once; the question is closed with it."""
    card = Card(f"takeaways-digest:{made.id}", Recheck("debrief.digest", {"debrief": str(made.id)}))
    return [card, Refresh(question_card(made.id))]


@feature.button(ShowNow, access="members", any_cohort=True)
async def show_now(pressed: Turn[ButtonPressed], data: ShowNow) -> list[Intent]:
    turn, made, task = await on_desk(pressed, data.debrief)
    if not await turn.uow.debriefs.takeaways(made.id):
        return [turn.toast(N_("Nobody has answered yet, so there is nothing to show."), alert=True)]
    if not await turn.uow.debriefs.show(made.id, turn.now):
        return [turn.toast(N_("The group has the answers already."), alert=True)]
    return [*digest(made), Edit(await plan_page(turn, task)), turn.toast(N_("Posted in the group."))]


@feature.recheck("debrief.digest")
async def answers(view: View, debrief: str) -> Message | None:
    """Without names; nothing where nobody answered."""
    made = await view.uow.debriefs.by_id(int(debrief))
    task = await view.uow.assignments.by_id(made.assignment_id) if made else None
    found = await view.uow.debriefs.takeaways(made.id) if made else []
    if made is None or task is None or not found:
        return None
    _ = view.group_voice
    counts = Counter(one.take for one in found)
    text: Text = _("**What we take away from “{title}”**", title=task.title)
    text += bullets(*(_("{what}: {n}", what=_.plain(LABELS[take]), n=counts[take]) for take in TAKES if counts[take]))
    # Sorted by their words: the order in which people answered would tell who said what.
    sentences = sorted({one.words for one in found if one.words}, key=str.casefold)
    if sentences:
        text += _("In your own words:") + bullets(*(_("{words}", words=words) for words in sentences[:SENTENCES_MAX]))
    if len(sentences) > SENTENCES_MAX:
        text += _("and {n} more.", n=len(sentences) - SENTENCES_MAX)
    return Message(text)

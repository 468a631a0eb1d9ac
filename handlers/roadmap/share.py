"""The author's consent: the cohort may see the roadmap in /library, under a topic; and may no more."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message
from bot.domain.roadmap.plan import Roadmap, Template
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.roadmap.buttons import Mine, ShareAs
from handlers.roadmap.declared import feature, own, template_of
from handlers.roadmap.own_page import own_page
from handlers.roadmap.refusals import refused


def ask_for_topic(turn: Turn[Any], found: Roadmap, template: Template) -> Message:
    """What it means, and under which topic; choosing one is the consent."""
    _ = turn.voice
    text = _(
        "**Show your roadmap to the group?**\n\nThen everybody in the programme can read it under /library, and people "
        "with the same goals can find you. They see the plan, but no comments. You can stop it at any time with one tap."
    )
    if found.submitted_at is None:
        text += _("It is shown once you have submitted it.")
    text += _("If you agree, choose a topic:")
    rows = tuple((button(_.plain(topic), ShareAs(found.cohort_id, n)),) for n, topic in enumerate(template.topics))
    return Message(text, (*rows, (button(_.plain("No, not now"), Mine(found.cohort_id, "see")),)))


@feature.button(ShareAs, access="members", any_cohort=True)
@refused
async def share(pressed: Turn[ButtonPressed], data: ShareAs) -> list[Intent]:
    turn, found = await own(pressed, data.cohort)
    template = template_of(turn)
    if not found.id or data.topic >= len(template.topics):
        raise RuleViolation("roadmap.gone")
    await turn.uow.roadmaps.share(found.id, template.topics[data.topic])
    now = await turn.uow.roadmaps.by_id(found.id)
    return [Edit(await own_page(turn, now, template)), turn.toast(N_("Thank you for sharing it."))]


async def stop_sharing(turn: Turn[ButtonPressed], found: Roadmap, template: Template) -> list[Intent]:
    """At once."""
    await turn.uow.roadmaps.share(found.id, None)
    now = await turn.uow.roadmaps.by_id(found.id)
    return [Edit(await own_page(turn, now, template)), turn.toast(N_("The group no longer sees it."))]

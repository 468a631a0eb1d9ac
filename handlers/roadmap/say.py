"""What was typed about a roadmap is kept, and told to the other side."""

from __future__ import annotations

from bot.chat.events import FormSubmitted
from bot.chat.messages import FormErrors, Intent, Private
from bot.domain.people import STAFF
from bot.domain.roadmap.steps import after
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.roadmap.declared import feature, numbers, seen
from handlers.roadmap.news import of_comment
from handlers.roadmap.refusals import refused
from handlers.roadmap.review import decide, page_of
from handlers.roadmap.talk import COMMENT_MAX, talk_page


@feature.form("roadmap.say", access="members")
@refused
async def say(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Raises `access.denied`."""
    what, roadmap_id = numbers(submitted.event.context, r"(say|return):([0-9]{1,9})")
    turn, shown, sight = await seen(submitted, int(roadmap_id))
    if sight == "peer" or (what == "return" and sight != "review"):
        raise RuleViolation("access.denied", access=STAFF)
    words = values.get("text", "").strip()
    if not 0 < len(words) <= COMMENT_MAX:
        return [FormErrors({"text": turn.voice.plain(N_("Please write up to 1,000 characters."))})]
    comment = await turn.uow.roadmap_talk.say(shown, turn.me.id, words, turn.now)
    told = await of_comment(turn, shown, comment, turn.me)
    if what == "say":
        return [Private(await talk_page(turn, shown, sight)), turn.toast(N_("Sent.")), *told]
    found = await turn.uow.roadmaps.locked(shown.id)
    assert found is not None
    try:
        after(found.state, "return")
    except RuleViolation:
        # Taken back by its author meanwhile, or agreed by somebody else: the words are of use all the same.
        return [turn.tell(N_("Your comment was sent. The roadmap itself was decided about meanwhile.")), *told]
    back = await decide(turn, found, "return")
    now = await turn.uow.roadmaps.by_id(found.id)
    assert now is not None
    return [Private(await page_of(turn, now, sight)), turn.toast(N_("Sent.")), *back, *told]

"""The author's own page: the whole roadmap, a button for each part, and what can be done with it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.messages import Message, Rows
from bot.chat.text import Text, bullets
from bot.domain.roadmap.plan import GOAL, Roadmap, Template
from bot.domain.roadmap.steps import CHANGEABLE, gaps, title_of
from bot.locale.voice import Voice
from bot.scene import Turn
from handlers.roadmap.buttons import EditSection, Mine, MyGoal, Read
from handlers.roadmap.refusals import MISSING, worded
from handlers.roadmap.show import outline, short, too_long, whole


async def own_page(turn: Turn[Any], found: Roadmap | None, template: Template) -> Message:
    """The asker's own roadmap, or where to begin."""
    _ = turn.voice
    if found is None or not found.parts:
        words = _(
            "**My roadmap**\n\nHere you write down what you will do with what you learn: your vision, one to "
            "{n} goals, and actions with a day for each. Every part is saved as soon as you send it, so you can stop at "
            "any time.",
            n=template.goals_max,
        )
        return Message(words, tuple(_parts(_, turn.cohort.id, found, template)))
    text = whole(_, found, template, None, "own")
    text = (outline(_, found, template) if too_long(text) else text) + _hint(_, found, template)
    rows = [*_parts(_, turn.cohort.id, found, template)] if found.state in CHANGEABLE else []
    talk = await turn.uow.roadmap_talk.count(found.id)
    # The step comes first: below the parts one would have to scroll for it.
    return Message(text, (*_steps(_, turn.cohort.id, found, template), *rows, *_others(_, turn.cohort.id, found, talk)))


def _hint(_: Voice, found: Roadmap, template: Template) -> Text:
    """What comes next."""
    if found.state == "draft":
        missing = gaps(found, template)
        if not missing:
            return _("**It is complete.** You can submit it now.")
        if len(missing) == 1:
            return _("{what}", what=worded(missing[0], _))
        lines = (_("{what}", what=worded(one, _, MISSING)) for one in missing)
        return _("**Before you submit it, please:**") + bullets(*lines)
    if found.state in ("submitted", "in_review"):
        return _("Your coach and the trainers can read it. To change it, take it back.")
    return ()


def _parts(_: Voice, cohort: int, found: Roadmap | None, template: Template) -> list[tuple[Button, ...]]:
    """A button for each part that there is or may be."""
    first = [
        (button(_.plain(section.title), EditSection(cohort, section.key)),)
        for section in template.sections
        if not section.last
    ]
    goals = found.goals if found else ()
    rows = [
        (button(short(f"{n}. {title_of(goal, template)}"), MyGoal(goal.id, "see")),) for n, goal in enumerate(goals, 1)
    ]
    more = [(button(_.plain("Add a goal"), Mine(cohort, GOAL)),)] if len(goals) < template.goals_max else []
    last = [
        (button(_.plain(section.title), EditSection(cohort, section.key)),)
        for section in template.sections
        if section.last
    ]
    return [*first, *rows, *more, *last]


def _steps(_: Voice, cohort: int, found: Roadmap, template: Template) -> Rows:
    """The step that makes sense now."""
    match found.state:
        case "draft":
            if gaps(found, template):
                return ()
            return ((button(_.plain("Submit it for review"), Mine(cohort, "submit"), "primary"),),)
        case "submitted" | "in_review":
            return ((button(_.plain("Take it back"), Mine(cohort, "take_back")),),)
        case "agreed":
            return ((button(_.plain("Start with it"), Mine(cohort, "start"), "primary"),),)
        case "active" if found.actions and all(action.outcome != "open" for action in found.actions):
            return ((button(_.plain("Everything is settled: complete it"), Mine(cohort, "complete"), "primary"),),)
        case "completed":
            return ((button(_.plain("Open it again"), Mine(cohort, "reopen")),),)
        case _:
            return ()


def _others(_: Voice, cohort: int, found: Roadmap, talk: int) -> Rows:
    """What else one can do with it, once it says something."""
    if not found.goals:
        return ()
    words = _.plain("Comments ({n})", n=talk) if talk else _.plain("Comments")
    paper = button(_.plain("As PDF"), Read(found.id, "pdf"))
    talking = (button(words, Read(found.id, "talk")),) if found.submitted_at or talk else ()
    share = (
        button(_.plain("Stop showing it to the group"), Mine(cohort, "unshare"))
        if found.shared
        else button(_.plain("Show it to the group"), Mine(cohort, "share"))
    )
    return ((*talking, paper), (share,))

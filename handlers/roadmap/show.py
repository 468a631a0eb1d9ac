"""A roadmap as one reads it on a phone: the whole on a page, and each goal and action on one of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.chat.text import Paragraph, Span, Text, bullets, paragraphs, plain
from bot.domain.people import Member
from bot.domain.roadmap.plan import DUE, Outcome, Part, Question, Roadmap, Section, State, Template
from bot.domain.roadmap.sight import Sight
from bot.domain.roadmap.steps import title_of
from bot.locale.voice import N_, Voice

STATE_WORDS: Mapping[State, str] = {
    "draft": N_("draft"),
    "submitted": N_("submitted"),
    "in_review": N_("in review"),
    "agreed": N_("agreed"),
    "active": N_("under way"),
    "completed": N_("completed"),
}

SIGNS: Mapping[Outcome, str] = {"open": "○", "done": "✓", "dropped": "✗"}

LABEL_MAX = 36

LONG = 2_500
"""Characters. A longer page might not fit into the message whose button was pressed."""

BRIEF_LINE, BRIEF_TEXT = 80, 250


def short(words: str, most: int = LABEL_MAX) -> str:
    """For a button."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def too_long(text: Text) -> bool:
    return len(plain(text)) > LONG


def outline(_: Voice, roadmap: Roadmap, template: Template) -> Text:
    """One's own long roadmap: goals and actions by name, as each has a page of its own, and the beginning of the rest."""
    text = _("**My roadmap** · {state}", state=_.plain(STATE_WORDS[roadmap.state]))
    for last in (False, True):
        for section in (one for one in template.sections if one.last == last):
            part = roadmap.section(section.key)
            said = " ".join(filter(None, part.answers.values())) if part else ""
            text += _("**{title}**", title=_.plain(section.title)) + paragraphs(short(said, BRIEF_TEXT)) if said else ()
        for number, goal in () if last else enumerate(roadmap.goals, 1):
            text += _("**{n}. {title}**", n=number, title=short(title_of(goal, template), BRIEF_LINE))
            lines = [
                short(plain(action_line(_, one, template, "own")), BRIEF_LINE) for one in roadmap.actions_of(goal.id)
            ]
            text += bullets(*(paragraphs(line) for line in lines)) if lines else ()
    return text + _("It is long, so this is the outline. Tap a part to read all of it.")


def whole(_: Voice, roadmap: Roadmap, template: Template, author: Member | None, sight: Sight) -> Text:
    """`author` is named, where it is somebody else's."""
    state = _.plain(STATE_WORDS[roadmap.state])
    if author is None:
        text = _("**My roadmap** · {state}", state=state)
    else:
        where = ", ".join(part for part in (author.organisation, author.country) if part)
        text = _("**Roadmap of {name}** · {state}", name=author.name, state=state)
        text += _("{where}", where=where) if where else ()
    for section in (one for one in template.sections if not one.last):
        text += _section(_, roadmap, section)
    for number, goal in enumerate(roadmap.goals, 1):
        text += _("**{n}. {title}**", n=number, title=title_of(goal, template))
        text += answers(_, goal, template.goal[1:])
        lines = [action_line(_, action, template, sight) for action in roadmap.actions_of(goal.id)]
        text += bullets(*lines) if lines else ()
    for section in (one for one in template.sections if one.last):
        text += _section(_, roadmap, section)
    return text


def _section(_: Voice, roadmap: Roadmap, section: Section) -> Text:
    part = roadmap.section(section.key)
    if part is None or not any(part.answers.values()):
        return ()
    head = _("**{title}**", title=_.plain(section.title))
    if len(section.questions) == 1:
        return (*head, *paragraphs(part.answer(section.questions[0].key)))
    return (*head, *answers(_, part, section.questions))


def answers(_: Voice, part: Part, questions: Sequence[Question]) -> Text:
    """'Why does it matter? Because …', a line each; what was left empty is left out."""
    return tuple(_answers(_, part, questions))


def _answers(_: Voice, part: Part, questions: Sequence[Question]) -> Iterator[Paragraph]:
    for question in questions:
        said = day_of(_, part) if question.key == DUE else part.answer(question.key)
        if said:
            label = _.plain(question.label)
            yield Paragraph((Span(label if label.endswith("?") else f"{label}:", italic=True), Span(f" {said}")))


def day_of(_: Voice, action: Part) -> str:
    return _.day(action.due) if action.due else ""


def action_line(_: Voice, action: Part, template: Template, sight: Sight) -> Text:
    """An item of a list: 'Ask ten members, by Tue 14 Jan 2025'. Why something was dropped is not for peers. Its author has
    a page for each action; others read all of it here."""
    title = title_of(action, template)
    note = f" ({action.note})" if action.note and sight != "peer" else ""
    others = [action.answer(question.key) for question in template.action[1:] if question.key != DUE]
    more = "".join(f" · {words}" for words in others if words and sight != "own")
    match action.outcome:
        case "dropped":
            return _("✗ {title}: dropped{note}{more}", title=title, note=note, more=more)
        case "done":
            return _("✓ {title}{more}", title=title, more=more)
        case _ if action.due:
            return _("{title}, by {day}{more}", title=title, day=day_of(_, action), more=more)
        case _:
            return _("{title}{more}", title=title, more=more)


def goal_text(_: Voice, roadmap: Roadmap, goal: Part, template: Template) -> Text:
    text = _("**{title}**", title=title_of(goal, template)) + answers(_, goal, template.goal[1:])
    lines = [action_line(_, action, template, "own") for action in roadmap.actions_of(goal.id)]
    return text + (bullets(*lines) if lines else _("No action yet: what will be done?"))


def action_text(_: Voice, roadmap: Roadmap, action: Part, template: Template) -> Text:
    goal = roadmap.part(action.under or 0)
    text = _("**{title}**", title=title_of(action, template))
    if goal:
        text += _("For the goal: {goal}", goal=title_of(goal, template))
    text += answers(_, action, template.action[1:])
    if action.outcome == "done":
        text += _("✓ Done.")
    if action.outcome == "dropped":
        text += _("✗ Dropped: {why}", why=action.note) if action.note else _("✗ Dropped.")
    return text

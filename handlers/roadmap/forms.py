"""A part's form, and saving what comes of it: at once, and never over what another device has saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.chat.events import FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private
from bot.chat.text import Text, quote
from bot.domain.roadmap.plan import ACTION, DUE, GOAL, Part, Question, Roadmap, Template
from bot.domain.roadmap.steps import check_changeable
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Ambiguous, Instant, NotUnderstood, read_time
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.roadmap.declared import feature, numbers, own, template_of
from handlers.roadmap.goals import goal_page
from handlers.roadmap.own_page import own_page
from handlers.roadmap.refusals import worded

LINE, PARAGRAPH = 200, 1000
"""Characters of an answer: a goal with all its actions still reads well on a phone, and on paper."""

END_OF_DAY = time(23, 59)
"""Who writes a day alone means any time on it."""

CONTEXT = r"([0-9]{1,9}):([a-z0-9_-]{1,20}):([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form is about: a part of this kind, new where `part` is 0, `under` a goal where it is an action. `version` is
    the one that its author saw."""

    cohort: int
    kind: str
    under: int
    part: int
    version: int

    @classmethod
    def read(cls, context: str) -> Wanted:
        """Raises `access.denied` for what somebody made up."""
        cohort, kind, under, part, version = numbers(context, CONTEXT)
        return cls(int(cohort), kind, int(under), int(part), int(version))

    def __str__(self) -> str:
        return f"{self.cohort}:{self.kind}:{self.under}:{self.part}:{self.version}"


def part_form(
    turn: Turn[Any],
    template: Template,
    kind: str,
    part: Part | None,
    *,
    under: int = 0,
    typed: Mapping[str, str] | None = None,
) -> Form:
    """To answer a part's questions, or to change the answers; `typed` stands in their place."""
    _ = turn.voice
    wanted = Wanted(turn.cohort.id, kind, under, part.id if part else 0, part.version if part else 0)
    given = typed if typed is not None else _given(part)
    fields = tuple(
        Field(
            question.key,
            _.plain(question.label),
            "paragraph" if question.long else "line",
            question.required,
            _.plain(question.help) if question.help else "",
            given.get(question.key, ""),
            max_length=PARAGRAPH if question.long else LINE,
        )
        for question in template.questions(kind)
    )
    titles = {section.key: section.title for section in template.sections}
    title = {GOAL: N_("A goal"), ACTION: N_("An action")}.get(kind) or titles[kind]
    return Form("roadmap.part", _.plain(title), fields, _.plain("Save"), context=str(wanted))


def _given(part: Part | None) -> dict[str, str]:
    if part is None:
        return {}
    return {**part.answers, **({DUE: part.due.isoformat()} if part.due else {})}


@feature.form("roadmap.part", access="members")
async def save_part(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Where it cannot be saved, what was typed is shown again, to be copied."""
    wanted = Wanted.read(submitted.event.context)
    try:
        turn, found = await own(submitted, wanted.cohort)
        template = template_of(turn)
        return await _save(turn, found, template, wanted, values)
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        _ = submitted.voice
        text = _("{why}", why=worded(violation, _)) + _("Nothing was changed. You typed:")
        return [Private(Message(text + typed_text(values)))]


async def _save(
    turn: Turn[FormSubmitted], found: Roadmap, template: Template, wanted: Wanted, values: dict[str, str]
) -> list[Intent]:
    check_changeable(found.state)
    part = _current(found, template, wanted)
    answers, due, errors = checked(turn, template.questions(wanted.kind), values, part)
    if errors:
        return [FormErrors(errors)]
    if not found.id:
        # Another device may have begun at the same moment.
        found = await turn.uow.roadmaps.begin(turn.me, turn.now)
        part = _current(found, template, wanted)
    if part is None:
        await _add(turn, found, template, wanted, answers, due)
    elif (dict(part.answers), part.due) != (answers, due):
        seen = part.version == wanted.version
        if not seen or not await turn.uow.roadmaps.save_part(found, part, answers, turn.now, due=due):
            return _changed_meanwhile(turn, template, wanted, part, values)
    now = await turn.uow.roadmaps.of_member(turn.me.id)
    assert now is not None
    return [Private(await _page_after(turn, now, template, wanted)), turn.toast(N_("Saved."))]


def _current(found: Roadmap, template: Template, wanted: Wanted) -> Part | None:
    """The part as it is now; None for one to be added. Raises `roadmap.gone`."""
    known = {GOAL, ACTION, *(section.key for section in template.sections)}
    if wanted.kind not in known:
        raise RuleViolation("roadmap.gone")
    if wanted.kind not in (GOAL, ACTION):
        return found.section(wanted.kind)
    part = found.part(wanted.part) if wanted.part else None
    if wanted.part and (part is None or part.kind != wanted.kind):
        raise RuleViolation("roadmap.gone")
    if wanted.kind == ACTION and part is None and all(goal.id != wanted.under for goal in found.goals):
        raise RuleViolation("roadmap.gone")
    return part


async def _add(
    turn: Turn[FormSubmitted],
    found: Roadmap,
    template: Template,
    wanted: Wanted,
    answers: dict[str, str],
    due: date | None,
) -> None:
    """Raises `roadmap.full`."""
    most = {GOAL: template.goals_max, ACTION: template.actions_max}.get(wanted.kind, 1)
    made = await turn.uow.roadmaps.add_part(
        found, wanted.kind, answers, turn.now, most=most, under=wanted.under or None, due=due
    )
    if made is None:
        raise RuleViolation("roadmap.full", most=most)


async def _page_after(turn: Turn[FormSubmitted], now: Roadmap, template: Template, wanted: Wanted) -> Message:
    """Where one goes on: with the actions of a goal, or with the whole."""
    newest = now.goals[-1].id if now.goals else 0
    goal_id = {ACTION: wanted.under, GOAL: wanted.part or newest}.get(wanted.kind)
    goal = now.part(goal_id) if goal_id else None
    return goal_page(turn, now, goal, template) if goal else await own_page(turn, now, template)


def _changed_meanwhile(
    turn: Turn[FormSubmitted], template: Template, wanted: Wanted, part: Part, values: dict[str, str]
) -> list[Intent]:
    """Neither is lost: the one is saved, the other stands in the form that is opened again."""
    _ = turn.voice
    text = _("**This part was changed meanwhile,** maybe on another device. Now it says:") + typed_text(_given(part))
    text += _("You typed:") + typed_text(values) + _("It is in the form again. Please check it, and save it once more.")
    form = part_form(turn, template, wanted.kind, part, under=wanted.under, typed=values)
    return [Private(Message(text)), OpenForm(form)]


def typed_text(values: Mapping[str, str]) -> Text:
    found: Text = ()
    for words in values.values():
        found += quote(words) if words.strip() else ()
    return found


def checked(
    turn: Turn[Any], questions: Sequence[Question], values: Mapping[str, str], part: Part | None
) -> tuple[dict[str, str], date | None, dict[str, str]]:
    """The answers, the day, and what is wrong by question. What a form holds is made up by whoever wants to."""
    _ = turn.voice
    answers: dict[str, str] = {}
    errors: dict[str, str] = {}
    due: date | None = None
    for question in questions:
        said = values.get(question.key, "").strip()
        most = PARAGRAPH if question.long else LINE
        if question.required and not said:
            errors[question.key] = _.plain("Please write something here.")
        elif len(said) > most:
            errors[question.key] = _.plain(
                "That is too long: {n} characters. The limit is {max}.", n=len(said), max=most
            )
        elif question.key == DUE and said:
            due, problem = read_day(said, turn.now, _, part.due if part else None)
            errors |= {DUE: problem} if problem else {}
        elif question.key != DUE:
            answers[question.key] = said
    return answers, due, errors


def read_day(typed: str, now: datetime, _: Voice, known: date | None = None) -> tuple[date | None, str]:
    """The day that they mean, or what is wrong with it. `known` may stay, also when it is past by now."""
    if known is not None and typed == known.isoformat():
        return known, ""
    found = read_time(typed, now, _.zone, hour=END_OF_DAY)
    match found:
        case Instant(at):
            return at.astimezone(_.zone).date(), ""
        case Ambiguous(readings):
            days = list(dict.fromkeys(_.day(at.astimezone(_.zone).date()) for at in readings))
            either = f" {_.plain('or')} ".join(days)
            return None, _.plain("This can be {days}. Please write the day and the month, like 14 Jan.", days=either)
        case NotUnderstood():
            return None, _.plain("I did not understand the day. Please write it like 14 Jan, or in 3 weeks.")
        case _:
            return None, time_problem(found, _) or ""

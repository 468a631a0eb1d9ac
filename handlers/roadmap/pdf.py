"""A roadmap on paper, in the reader's language; made just before it leaves, if they may still see it then."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.chat.messages import Intent, Message, OutgoingFile, Private, Recheck
from bot.documents.typeset import PDF, legible, pdf
from bot.domain.people import Member
from bot.domain.roadmap.plan import DUE, Part, Question, Roadmap, Section, Template
from bot.domain.roadmap.sight import sight_of
from bot.domain.roadmap.steps import title_of
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.roadmap.declared import feature, template_of
from handlers.roadmap.show import SIGNS, STATE_WORDS, day_of


def promised(turn: Turn[Any], found: Roadmap) -> list[Intent]:
    recheck = Recheck("roadmap.pdf", {"reader": str(turn.me.id), "roadmap": str(found.id)})
    return [Private(recheck=recheck), turn.toast(N_("I am making it. It comes in a moment."))]


@feature.recheck("roadmap.pdf")
async def make(view: View, reader: str, roadmap: str) -> Message | None:
    """None for who may no longer see it."""
    member, found = await view.uow.members.by_id(int(reader)), await view.uow.roadmaps.by_id(int(roadmap))
    author = await view.uow.members.by_id(found.member_id) if found else None
    if member is None or member.withdrawn or found is None or author is None or view.programme.roadmap is None:
        return None
    try:
        sight = sight_of(member, found)
    except RuleViolation:
        return None
    if sight == "peer":
        return None
    _ = view.voice_for(member)
    paper = _.on_paper()
    values = values_of(paper, view.cohort.title, found, template_of(view), author, printed=paper.moment(view.now).text)
    data = await asyncio.to_thread(pdf, "roadmap", values)
    key = await view.deployment.files.put(data)
    file = OutgoingFile(key, f"roadmap-{view.cohort.key}-{author.id}.pdf", PDF, len(data), keep=False)
    text = _("Your roadmap as a PDF.") if sight == "own" else _("The roadmap of {name} as a PDF.", name=author.name)
    if not all(legible(words) for part in found.parts for words in part.answers.values()) or not legible(author.name):
        text += _("I do not have the letters of all its words, so some are shown as boxes.")
    return Message(text, files=(file,))


def values_of(
    _: Voice, programme: str, found: Roadmap, template: Template, author: Member, *, printed: str
) -> dict[str, Any]:
    """What the template `roadmap.typ` shows."""
    where = ", ".join(part for part in (author.organisation, author.country) if part)
    return {
        "title": _.plain("Roadmap"),
        "name": author.name,
        "where": where,
        "programme": programme,
        "state": _.plain(STATE_WORDS[found.state]),
        "first": [_section(_, found, section) for section in template.sections if not section.last],
        "goals": [
            {
                "title": title_of(goal, template),
                "answers": _answers(_, goal, template.goal[1:]),
                "actions": [_action(_, action, template) for action in found.actions_of(goal.id)],
            }
            for goal in found.goals
        ],
        "last": [_section(_, found, section) for section in template.sections if section.last],
        "printed": _.plain("Made on {when}", when=printed),
        "page": _.plain("Page {n} of {all}", n="{n}", all="{all}"),
        "language": _.spoken,
    }


def _section(_: Voice, found: Roadmap, section: Section) -> dict[str, Any]:
    part = found.section(section.key)
    return {"title": _.plain(section.title), "answers": _answers(_, part, section.questions) if part else []}


def _answers(_: Voice, part: Part, questions: tuple[Question, ...]) -> list[list[str]]:
    """[label, words]; a section's only question needs no label."""
    said = [
        (question.label, day_of(_, part) if question.key == DUE else part.answer(question.key))
        for question in questions
    ]
    labelled = len(questions) > 1
    return [[_.plain(label) if labelled else "", words] for label, words in said if words]


def _action(_: Voice, action: Part, template: Template) -> dict[str, Any]:
    others = tuple(question for question in template.action[1:] if question.key != DUE)
    return {
        "sign": SIGNS[action.outcome],
        "title": title_of(action, template),
        "day": day_of(_, action),
        "answers": [
            [_.plain(question.label), action.answer(question.key)] for question in others if action.answer(question.key)
        ],
        "note": action.note,
    }

"""The form of an assignment, and what was written into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.forms import Field, Form, Option
from bot.chat.words import clean
from bot.domain.find_people import find_people, is_exactly
from bot.domain.homework.assignments import (
    INSTRUCTIONS_MAX,
    PARTS,
    TITLE_MAX,
    Assignment,
    Audience,
    Task,
    check_task,
    parts_of,
)
from bot.domain.homework.due import later
from bot.domain.homework.more_time import read_length
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Instant, TypedTime, read_time
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.assignments.refusals import worded
from handlers.assignments.show import KINDS, here

LABEL_MAX = 75
"""Characters of an option that Slack shows."""

SESSIONS_MAX = 30

FORM_TEXT_MAX = min(3000, INSTRUCTIONS_MAX)
"""Characters that a field takes on every platform."""

EVERYBODY = ("all", "everybody", "everyone", "all participants")

NONE = "-"
"""Typed where something that is set is to be none from now on."""


def write_form(turn: Turn[Any], known: Assignment | None = None) -> Form:
    """To write one, or to change `known`: what is left empty stays as it was."""
    _, zoned = turn.voice, here(turn, turn.me.language)
    task = known.task if known else None
    zone = zoned.clock(turn.now).text.partition(" ")[2]
    kept = _.plain("Leave it empty to keep it as it is.") + " " if known else ""
    example = _.plain("For example: 13 Nov 18:00, next friday 17:00, in 3 days 18:00. Times are in {zone}.", zone=zone)
    fields = (
        Field("title", _.plain("Title"), required=not known, value=task.title if task else "", max_length=TITLE_MAX),
        Field(
            *("instructions", _.plain("What is to be done?"), "paragraph", False),
            help=kept + _.plain("You can use Markdown. Files can be added afterwards."),
            value=task.instructions if task and len(task.instructions) <= FORM_TEXT_MAX else "",
            max_length=FORM_TEXT_MAX,
        ),
        Field("due", _.plain("Due when?"), required=not known, help=kept + example, max_length=100),
        Field(
            *("cutoff", _.plain("Until when is late work taken?"), "line", False),
            help=kept + _.plain("Empty: without end.") if not known else kept + _.plain("- for: without end."),
            max_length=100,
        ),
        *_choices(turn, task),
    )
    title = _.plain("Change the assignment") if known else _.plain("New assignment")
    return Form("assignments.write", title, fields, _.plain("Preview"), context=str(known.id) if known else "")


ACCEPTS = {
    "text file link": N_("Text, files or links"),
    "file": N_("Files only"),
    "link": N_("Links only"),
    "text": N_("Text only"),
    "text file": N_("Text or files"),
    "file link": N_("Files or links"),
}
SHARES = {
    "no": N_("No"),
    "yes": N_("Yes, of those who agree"),
    "review": N_("Yes, and two peers comment on each"),
    "nameless": N_("Yes, and two peers comment, without names"),
}

REVIEWED = frozenset({"review", "nameless"})
REVIEWS = 2


def _choices(turn: Turn[Any], task: Task | None) -> tuple[Field, ...]:
    _ = turn.voice
    accepts = " ".join(task.accepts) if task else " ".join(PARTS)
    to = "all" if task is None else f"module:{task.audience.module}" if task.audience.module else task.audience.to
    sessions = tuple(Option(one.key, one.title[:LABEL_MAX]) for one in turn.programme.sessions[:SESSIONS_MAX])
    debrief = Field("debrief", _.plain("Debriefed in which session?"), "choice", False, options=sessions)
    kind = task.kind if task else "homework"
    return (
        Field(
            *("accepts", _.plain("What can be handed in?"), "choice", False),
            value=accepts,
            options=_options(_, ACCEPTS),
        ),
        Field("to", _.plain("For whom?"), "choice", False, value=to, options=_whom(turn)),
        Field(
            *("names", _.plain("Names, only for people whom you name"), "line", False),
            help=_.plain("For example: Ana, Bo Li"),
            max_length=1000,
        ),
        *([debrief] if sessions else []),
        Field(
            *("share", _.plain("May the others see the work?"), "choice", False),
            value=_share(task),
            options=_options(_, SHARES),
        ),
        Field("kind", _.plain("Kind"), "choice", False, value=kind, options=_options(_, KINDS)),
    )


def _whom(turn: Turn[Any]) -> tuple[Option, ...]:
    _ = turn.voice
    modules = [
        Option(f"module:{one.key}", f"{_.plain('Module')} {one.number}: {one.title}"[:LABEL_MAX])
        for one in turn.programme.modules
    ]
    return (Option("all", _.plain("All participants")), *modules, Option("people", _.plain("People whom I name")))


def _options(_: Voice, labels: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, _.plain(label)) for value, label in labels.items())


def _share(task: Task | None) -> str:
    if task is None or not task.shared:
        return "no"
    if not task.peer_reviews:
        return "yes"
    return "nameless" if task.anonymous_reviews else "review"


async def read_form(turn: Turn[Any], values: dict[str, str], known: Task | None) -> tuple[Task | None, dict[str, str]]:
    """The task, or what is wrong with each field."""
    errors: dict[str, str] = {}
    given = {name: clean(value).strip() for name, value in values.items()}
    due = _time(turn, "due", given, known.due if known else None, errors)
    cutoff = None
    if given.get("cutoff") != NONE:
        cutoff = _time(turn, "cutoff", given, known.cutoff if known else None, errors)
    audience = known.audience if known else Audience()
    try:
        audience = await _audience(turn, given, audience)
    except RuleViolation as violation:
        errors["names"] = worded(violation, turn.voice)
    share = given.get("share") or _share(known)
    task = Task(
        given.get("title") or (known.title if known else ""),
        due,
        "roadmap" if (given.get("kind") or (known.kind if known else "")) == "roadmap" else "homework",
        given.get("instructions") or (known.instructions if known else ""),
        cutoff,
        parts_of(given.get("accepts") or " ".join(known.accepts if known else PARTS)),
        audience,
        given.get("debrief") or (known.debrief if known else ""),
        shared=share in ("yes", *REVIEWED),
        # A pack may have asked for another number of reviews.
        peer_reviews=((known.peer_reviews if known else 0) or REVIEWS) if share in REVIEWED else 0,
        anonymous_reviews=share == "nameless",
    )
    if not errors:
        errors = _checked(turn, task, known)
    return (None, errors) if errors else (task, {})


FIELDS = {"assignment.due_past": "due", "assignment.cutoff_early": "cutoff", "assignment.long": "instructions"}


def _checked(turn: Turn[Any], task: Task, known: Task | None) -> dict[str, str]:
    """A due date that stays need not be to come."""
    now = turn.now
    if known is not None and known.due == task.due and known.due is not None and known.due <= now:
        now = datetime.min.replace(tzinfo=now.tzinfo)
    try:
        check_task(task, now)
    except RuleViolation as violation:
        words = worded(violation, here(turn, turn.me.language))
        return {FIELDS.get(violation.code, "title"): words}
    return {}


def _time(
    turn: Turn[Any], name: str, given: dict[str, str], known: datetime | None, errors: dict[str, str]
) -> datetime | None:
    """As typed, on the programme's clock; what is left empty stays."""
    typed = given.get(name, "")
    if not typed:
        return known
    found = read_time(typed, turn.now, turn.programme.tz)
    if isinstance(found, Instant) and not found.now:
        return found.at
    words = time_problem(found, here(turn, turn.me.language))
    errors[name] = words or turn.voice.plain("Please choose a later time than now.")
    return known


def later_due(typed: str, due: datetime, now: datetime, zone: ZoneInfo) -> TypedTime:
    """A time, or how much later than it is due, or than now where that is past. What may be both is a time, as in French:
    `18 h`. Raises like `later`."""
    known, length = read_time(typed, now, zone), read_length(typed)
    if length is None or isinstance(known, Instant):
        return known
    return Instant(later(max(due, now.replace(second=0, microsecond=0)), length, zone))


async def _audience(turn: Turn[Any], given: dict[str, str], known: Audience) -> Audience:
    to, _colon, module = given.get("to", "").partition(":")
    names = given.get("names", "")
    if to == "people" or (not to and known.to == "people") or (names and to in ("", "all")):
        if not names and known.to == "people":
            return known
        return Audience("people", people=frozenset(named(names, await turn.uow.members.of_cohort(turn.cohort.id))))
    if to == "module":
        if module not in {one.key for one in turn.programme.modules}:
            raise RuleViolation("assignment.module")
        return Audience("module", module)
    return Audience() if to == "all" else known


async def said_audience(turn: Turn[Any], typed: str) -> Audience:
    """All, a module by its number or title, or people. Raises like `named`."""
    words = typed.casefold()
    if words in EVERYBODY:
        return Audience()
    for one in turn.programme.modules:
        if words in (one.title.casefold(), f"module {one.number}", f"module {one.number}: {one.title.casefold()}"):
            return Audience("module", one.key)
    return Audience("people", people=frozenset(named(typed, await turn.uow.members.of_cohort(turn.cohort.id))))


def named(typed: str, members: Sequence[Member]) -> list[int]:
    """The learners of these names or e-mail addresses, parted by commas or lines. Raises `names.none`, `names.unknown`
    (`name`) and `names.several` (`name`, `found`)."""
    learners = [member for member in members if member.learner]
    found = [one_named(name, learners).id for part in re.split(r"[,;\n]", typed) if (name := part.strip())]
    if not found:
        raise RuleViolation("names.none")
    return list(dict.fromkeys(found))


def one_named(name: str, members: Iterable[Member]) -> Member:
    """Raises `names.unknown` (`name`) and `names.several` (`name`, `found`)."""
    found = find_people(list(members), name)
    whole = [member for member in found if is_exactly(member, name)]
    found = whole or found
    if not found:
        raise RuleViolation("names.unknown", name=name[:60])
    if len(found) > 1:
        listed = ", ".join(f"{member.name} ({member.email})" for member in found[:3])
        raise RuleViolation("names.several", name=name[:60], found=listed)
    return found[0]


def said_session(turn: Turn[Any], typed: str) -> str:
    """The key of the session that is called so, or begins so. Raises `assignment.session` (`name`, `known`)."""
    wanted = typed.casefold()
    sessions = turn.programme.sessions
    found = [one for one in sessions if wanted in (one.key.casefold(), one.title.casefold())]
    found = found or [one for one in sessions if one.title.casefold().startswith(wanted)]
    if len(found) != 1:
        known = ", ".join(one.title for one in sessions[:10])
        raise RuleViolation("assignment.session", name=typed[:60], known=known)
    return found[0].key


def voice_here(turn: Turn[Any]) -> Voice:
    return here(turn, turn.me.language)

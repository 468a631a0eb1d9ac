"""Writing an announcement: as a form, or in one line. Either way a preview comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import CommandInvoked, FormSubmitted
from bot.chat.forms import Field, Form, Option
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Recheck, Refresh
from bot.domain.announcement import TELLERS, TOS, Announcement, Audience, check_text
from bot.domain.people import ORGANISERS
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Ambiguous, Instant, NotUnderstood, read_time, split_time
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.announce.audience import begun, named, reach, whom
from handlers.announce.declared import TakeTime, feature, state_card

FORM_TEXT_MAX = 3000
"""Characters that a field takes on every platform."""

LABEL_MAX = 75
"""Characters of an option that Slack shows; session titles are the organisers' and can be long."""

NOW = "now"

SAID: dict[str, str] = {
    "announcement.empty": N_("Please write what you want to announce."),
    "announcement.too_long": N_("That is too long: {n} characters. The limit is {max}. Please make it shorter."),
    "announcement.no_names": N_("Please write the names of the people, with commas between them."),
    "announcement.unknown_name": N_("I do not know {name}."),
    "announcement.several": N_(
        "{name} can be several people: {found}. Please write the e-mail address of the one you mean."
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, checked."""

    text: str
    audience: Audience
    at: datetime | None


@feature.command(
    "announce",
    access=TELLERS,
    summary=N_("tell the group or some people something, now or later"),
    example="announce tomorrow 9:00 Please bring your laptop",
)
async def announce(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Without words a form; with words a preview for the group. Nothing is sent before Send is tapped."""
    if not turn.event.args.strip():
        return [OpenForm(form_of(turn))]
    found, text = split_time(turn.event.args, turn.now, turn.programme.tz)
    if problem := _wrong(turn.voice, text):
        return [turn.tell("{words}", words=problem)]
    at = found.at if isinstance(found, Instant) and not found.now else None
    wanted = Wanted(text.strip(), Audience("group"), at)
    if problem := await nobody(turn, wanted.audience):
        return [turn.tell("{words}", words=problem)]
    if isinstance(found, Ambiguous):
        return await _ask_which(turn, wanted, found)
    if not isinstance(found, Instant | NotUnderstood):
        voice = Voice(turn.me.language, turn.programme.tz)
        words = turn.voice("{problem}", problem=str(time_problem(found, voice)))
        return [Private(Message(words + turn.voice("Nothing was sent. Please send it once more with another time.")))]
    return await previewed(turn, wanted)


async def _ask_which(turn: Turn[Any], wanted: Wanted, found: Ambiguous) -> list[Intent]:
    made = await _save(turn, wanted)
    voice = Voice(turn.me.language, turn.programme.tz)
    rows = tuple((button(voice.moment(at).text, TakeTime(made, int(at.timestamp()) // 60)),) for at in found.readings)
    return [turn.tell(N_("When do you mean? Please choose."), rows)]


def form_of(turn: Turn[Any], known: Announcement | None = None) -> Form:
    """To write one, or to change `known`: then what is left empty stays as it was."""
    _ = turn.voice
    return Form(
        "announce.write",
        _.plain("Change the announcement") if known else _.plain("Announcement"),
        (
            Field("to", _.plain("To whom?"), "choice", not known, value=_choice(known), options=_options(turn)),
            Field(
                "names",
                _.plain("Names, only for people whom you name"),
                required=False,
                help=_.plain("For example: Ana, Bo Li"),
                max_length=1000,
            ),
            *_when_and_what(turn, known),
        ),
        _.plain("Preview"),
        context=str(known.id) if known else "",
    )


def _options(turn: Turn[Any]) -> tuple[Option, ...]:
    _ = turn.voice
    missing = N_("Missing from {title}, in private")
    return (
        Option("group", _.plain("The group")),
        Option("everybody", _.plain("Everybody, in private")),
        Option("participants", _.plain("Participants, in private")),
        Option("trainers", _.plain("Trainers, in private")),
        *(Option(f"missing:{s.key}", _.plain(missing, title=s.title)[:LABEL_MAX]) for s in begun(turn)),
        Option("people", _.plain("People whom I name, in private")),
    )


def _when_and_what(turn: Turn[Any], known: Announcement | None) -> tuple[Field, Field]:
    _, here = turn.voice, Voice(turn.me.language, turn.programme.tz)
    kept = _.plain("Leave it empty to keep it as it is.") + " " if known else ""
    when = _.plain("For example: now, tomorrow 9:00, 14 Jan 17:00. Times are in {zone}.", zone=_zone(here, turn.now))
    limit = _.plain(
        "At most {max} characters here. For a longer text, send /announce with the text behind it.", max=FORM_TEXT_MAX
    )
    return (
        Field(
            "when", _.plain("When?"), required=not known, help=kept + when, value=_typed(known, here), max_length=100
        ),
        Field("text", _.plain("Text"), "paragraph", not known, kept + limit, _short(known), max_length=FORM_TEXT_MAX),
    )


def _zone(here: Voice, now: datetime) -> str:
    return here.clock(now).text.partition(" ")[2]


def _choice(known: Announcement | None) -> str:
    if known is None:
        return "group"
    return f"missing:{known.audience.session}" if known.audience.session else known.audience.to


def _typed(known: Announcement | None, here: Voice) -> str:
    if known is None:
        return NOW
    return f"{known.at.astimezone(here.zone):%Y-%m-%d %H:%M}" if known.at else NOW


def _short(known: Announcement | None) -> str:
    return known.text if known and len(known.text) <= FORM_TEXT_MAX else ""


@feature.form("announce.write", access="members")
async def written(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Check it all, and show it. Raises `access.denied`."""
    known = None
    if turn.event.context:
        turn, known = await own(turn, turn.event.context)
    turn.require(TELLERS, turn.cohort.id)
    wanted, errors = await _checked(turn, values, known)
    if wanted is None:
        return [FormErrors(errors)]
    if known is None:
        return await previewed(turn, wanted)
    if not await turn.uow.announcements.replace(known.id):
        words = N_("This one was sent or cancelled meanwhile. To write another one, send /announce.")
        return [FormErrors({"text": turn.voice.plain(words)})]
    return [*await previewed(turn, wanted), Refresh(state_card(known.id))]


async def own(turn: Turn[Any], announcement: int | str) -> tuple[Turn[Any], Announcement]:
    """The announcement, and the turn in its cohort: for its author, and for organisers. Raises `access.denied`."""
    if not re.fullmatch(r"[0-9]{1,9}", str(announcement)):
        raise RuleViolation("access.denied", access=ORGANISERS)
    found = await turn.uow.announcements.by_id(int(announcement))
    if found is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    member = turn.memberships.get(found.cohort_id)
    theirs = member is not None and member.id == found.author_id
    return await turn.within(found.cohort_id, TELLERS if theirs else ORGANISERS), found


async def _checked(
    turn: Turn[Any], values: dict[str, str], known: Announcement | None
) -> tuple[Wanted | None, dict[str, str]]:
    """What is wanted, or what is wrong with each field."""
    errors: dict[str, str] = {}
    text = values.get("text", "").strip() or (known.text if known else "")
    if problem := _wrong(turn.voice, text):
        errors["text"] = problem
    at = known.at if known else None
    if typed := values.get("when", "").strip():
        here = Voice(turn.me.language, turn.programme.tz)
        found = read_time(typed, turn.now, turn.programme.tz)
        at = found.at if isinstance(found, Instant) and not found.now else None
        if problem := time_problem(found, here):
            errors["when"] = problem
    audience = known.audience if known else Audience("group")
    try:
        audience = await _audience(turn, values, audience)
    except RuleViolation as violation:
        errors["names"] = _said(turn.voice, violation)
    if not errors and (problem := await nobody(turn, audience)):
        errors["to"] = problem
    return (None, errors) if errors else (Wanted(text, audience, at), {})


async def _audience(turn: Turn[Any], values: dict[str, str], known: Audience) -> Audience:
    """Raises the violations of `named`."""
    to, _colon, session = values.get("to", "").partition(":")
    names = values.get("names", "").strip()
    if not to and not (names and known.to == "people"):
        return known
    to = to or known.to
    if to == "people":
        if not names and known.to == "people":
            return known
        return Audience("people", people=named(names, await turn.uow.members.of_cohort(turn.cohort.id)))
    if to == "missing" and session in {s.key for s in turn.programme.sessions}:
        return Audience("missing", session)
    return Audience(to) if to in TOS - {"missing"} else Audience("group")


def _wrong(_: Voice, text: str) -> str | None:
    try:
        check_text(text)
    except RuleViolation as violation:
        return _said(_, violation)
    return None


def _said(_: Voice, violation: RuleViolation) -> str:
    fields = {name: str(value) for name, value in violation.fields.items()}
    words = _.plain(SAID[violation.code], **fields)
    near = fields.get("near")
    return words + " " + _.plain("Did you mean {name}?", name=near) if near else words


async def nobody(turn: Turn[Any], audience: Audience) -> str | None:
    """Why it would reach nobody, or None."""
    reached = await reach(turn, audience)
    if reached.anybody:
        return None
    _ = turn.voice
    if not audience.private:
        return _.plain(
            "I am in no group of this programme, so nobody would read it. Please add me to the group and send /bind there."
        )
    if reached.others:
        names = ", ".join(member.name for member in reached.others[:10])
        return _.plain("None of them has joined yet, so I cannot write to them: {names}.", names=names)
    return _.plain("Nobody is meant by that: {whom}. Nothing was sent.", whom=whom(_, turn.programme, audience))


async def _save(turn: Turn[Any], wanted: Wanted) -> int:
    return await turn.uow.announcements.draft(
        turn.cohort.id, turn.me.id, wanted.text, wanted.audience, wanted.at, turn.now
    )


async def previewed(turn: Turn[Any], wanted: Wanted) -> list[Intent]:
    """Keep it as a draft, and show it to its author."""
    return preview(await _save(turn, wanted), turn.me.id)


def preview(announcement_id: int, reader: int) -> list[Intent]:
    """First just as it will look; then to whom and when, with the buttons. In the private chat, where it can change."""
    args = {"announcement": str(announcement_id), "reader": str(reader)}
    return [
        Private(recheck=Recheck("announce.copy", args)),
        Private(card=state_card(announcement_id), recheck=Recheck("announce.state", args)),
    ]

"""Forms asked step by step, where there are no modals. Each step is stored before the next question is asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from bot.chat.buttons import BadToken, Button, ButtonData, button, prefix_of
from bot.chat.events import ButtonPressed, Event, FormSubmitted, MessagePosted
from bot.chat.forms import Field, Form
from bot.chat.messages import Message, Private, Rows
from bot.chat.text import Text, paragraphs, quote
from bot.feature import Checker
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from storage.dialogs import Dialog

FORGET_AFTER = timedelta(days=7)
"""A form that nobody went on with for a week is dropped; the next message is then no answer to it."""

OPTIONS_A_ROW = 2

HELD = -1
"""The step of a form that is not asked step by step but waits to be opened in a window."""


@dataclass(frozen=True, slots=True)
class Choose(ButtonData):
    """Option number `option` for the field at `step`."""

    prefix: ClassVar[str] = "dc"
    step: int
    option: int


@dataclass(frozen=True, slots=True)
class Step(ButtonData):
    """`back`, `keep`, `skip` or `cancel`, pressed at `step`."""

    prefix: ClassVar[str] = "ds"
    step: int
    what: str


@dataclass(frozen=True, slots=True)
class OpenHeld(ButtonData):
    """Open the form that is kept for whoever presses."""

    prefix: ClassVar[str] = "of"
    mark: str


def answers_dialog(event: Event) -> bool:
    """Whether it goes to the dialog that its sender is in, if there is one."""
    if isinstance(event, ButtonPressed):
        return prefix_of(event.token) in (Choose.prefix, Step.prefix)
    return isinstance(event, MessagePosted) and event.place.private


def problem(field: Field, value: str, check: Checker | None) -> tuple[str, dict[str, str | int]] | None:
    """What is wrong with `value`, as a text for translation with its values; None where it is good."""
    if not value.strip():
        return (N_("Please write something here."), {}) if field.required else None
    if len(value) > field.max_length:
        return N_("That is too long: {n} characters. The limit is {max}."), {"n": len(value), "max": field.max_length}
    if field.type == "choice" and value not in {option.value for option in field.options}:
        return N_("Please choose one of the options."), {}
    if field.type == "date" and not _parses(date, value):
        return N_("Please write a date like 2024-11-13."), {}
    if field.type == "time" and not _parses(time, value):
        return N_("Please write a time like 18:00."), {}
    words = check(field.name, value) if check else None
    return (words, {}) if words else None


def _parses(kind: type[date] | type[time], value: str) -> bool:
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


async def hold(turn: Turn[Event], form: Form) -> Message | None:
    """Keep the form, to be opened in a window later; the message whose button does so. None where somebody is in the
    middle of another one that is asked step by step."""
    there = await current(turn)
    if there is not None:
        return None
    await _save(turn, Dialog(turn.cohort.id, form, HELD, {}, turn.now))
    _ = turn.voice
    opener = button(_.plain("Open the form"), OpenHeld(mark_of(form.name, form.context)), "primary")
    return Message(_("**{title}**", title=form.title) + _("Please tap the button and fill in the form."), ((opener,),))


def mark_of(name: str, context: str) -> str:
    """Tells one form from another, in a button's few bytes."""
    return hashlib.sha256(f"{name}\n{context}".encode()).hexdigest()[:16]


async def held(turn: Turn[Event], mark: str) -> Form | None:
    """The form that was kept to be opened later, if it is this one."""
    dialog = await turn.uow.dialogs.find(turn.account.platform, turn.account.account_id)
    kept = dialog and dialog.step == HELD and _fresh(dialog, turn.now)
    return dialog.form if dialog and kept and mark_of(dialog.form.name, dialog.form.context) == mark else None


async def let_go(turn: Turn[FormSubmitted]) -> None:
    """The form was filled in, so it need not be opened any more."""
    if await held(turn, mark_of(turn.event.form, turn.event.context)):
        await cancel(turn)


async def begin(turn: Turn[Event], form: Form) -> list[Private]:
    """Store a fresh dialog and ask its first question."""
    dialog = Dialog(turn.cohort.id, form, 0, {}, turn.now)
    await _save(turn, dialog)
    return [Private(_question(dialog, turn.voice))]


async def current(turn: Turn[Event]) -> Dialog | None:
    """The dialog this account is in, unless it was left too long ago."""
    dialog = await turn.uow.dialogs.find(turn.account.platform, turn.account.account_id)
    return dialog if dialog and is_alive(dialog, turn.now) else None


def is_alive(dialog: Dialog, now: datetime) -> bool:
    """Whether a question of it waits for an answer."""
    return dialog.step != HELD and _fresh(dialog, now)


def concerns(dialog: Dialog, event: Event, now: datetime) -> bool:
    """Whether the event is an answer to it, or the form itself, filled in in a window."""
    if isinstance(event, FormSubmitted):
        return (dialog.form.name, dialog.form.context) == (event.form, event.context) and _fresh(dialog, now)
    return is_alive(dialog, now)


def _fresh(dialog: Dialog, now: datetime) -> bool:
    return now - dialog.updated_at < FORGET_AFTER


async def cancel(turn: Turn[Event]) -> bool:
    """False where there was nothing to cancel."""
    return await turn.uow.dialogs.end(turn.account.platform, turn.account.account_id)


async def take_message(
    turn: Turn[MessagePosted], dialog: Dialog, check: Checker | None
) -> FormSubmitted | list[Private]:
    """The message as the answer to the current step: the whole form when it was the last, else what to say."""
    return await _take(turn, dialog, _meant(dialog.form.fields[dialog.step], turn.event.text), check)


async def take_button(
    turn: Turn[ButtonPressed], dialog: Dialog | None, check: Checker | None
) -> FormSubmitted | list[Private]:
    """A button of the dialog was pressed; one of an earlier step, or of a form that is gone, is said to be over.

    Raises `BadToken`.
    """
    token = turn.event.token
    if prefix_of(token) == Choose.prefix:
        choice = Choose.unpack(token)
        options = dialog.form.fields[dialog.step].options if dialog and choice.step == dialog.step else ()
        if dialog and 0 <= choice.option < len(options):
            return await _take(turn, dialog, options[choice.option].value, check)
        return [_over(turn.voice)]
    step = Step.unpack(token)
    if dialog is None or step.step != dialog.step:
        return [_over(turn.voice)]
    if step.what == "cancel":
        await cancel(turn)
        return [Private(Message(turn.voice("Cancelled. Nothing was saved.")))]
    if step.what == "back":
        return await _go_to(turn, dialog, max(dialog.step - 1, 0))
    if step.what == "skip":
        return await _take(turn, dialog, "", check)
    if step.what == "keep":
        return await _take(turn, dialog, dialog.form.fields[dialog.step].value, check)
    raise BadToken(token)


def _over(voice: Voice) -> Private:
    return Private(Message(voice("This question is over. Please use the newest one, or start again.")))


def _meant(field: Field, typed: str) -> str:
    """For a choice, its label or number is as good as a tap."""
    for number, option in enumerate(field.options, 1):
        if typed.strip().casefold() in (option.label.casefold(), str(number)):
            return option.value
    return typed.strip()


async def _take(turn: Turn[Event], dialog: Dialog, value: str, check: Checker | None) -> FormSubmitted | list[Private]:
    wrong = problem(dialog.form.fields[dialog.step], value, check)
    if wrong:
        words, values = wrong
        return [Private(_question(dialog, turn.voice, turn.voice(words, **values)))]
    answers = {**dialog.answers, dialog.form.fields[dialog.step].name: value}
    if dialog.step + 1 < len(dialog.form.fields):
        return await _go_to(turn, replace(dialog, answers=answers), dialog.step + 1)
    if not await cancel(turn):
        return []  # another process took the same answer
    event = turn.event
    return FormSubmitted(
        event_id=event.event_id,
        at=event.at,
        sender=event.sender,
        place=event.place,
        form=dialog.form.name,
        context=dialog.form.context,
        values=answers,
    )


async def reopen(turn: Turn[Event], form: Form, answers: dict[str, str], errors: dict[str, str]) -> list[Private]:
    """The form's handler refused some values: ask the first of them again. The rest need not be typed once more."""
    names = [field.name for field in form.fields]
    typed = {name: value for name, value in answers.items() if name not in errors}
    form = replace(form, fields=tuple(replace(one, value=typed.get(one.name, one.value)) for one in form.fields))
    step = next((index for index, name in enumerate(names) if name in errors), 0)
    dialog = Dialog(turn.cohort.id, form, step, answers, turn.now)
    await _save(turn, dialog)
    return [Private(_question(dialog, turn.voice, paragraphs(errors.get(names[step], ""))))]


async def _go_to(turn: Turn[Event], dialog: Dialog, step: int) -> list[Private]:
    moved = replace(dialog, step=step, updated_at=turn.now)
    if not await turn.uow.dialogs.advance(turn.account.platform, turn.account.account_id, moved, at=dialog.step):
        return []  # another process took the same answer
    return [Private(_question(moved, turn.voice))]


async def _save(turn: Turn[Event], dialog: Dialog) -> None:
    await turn.uow.dialogs.save(turn.account.platform, turn.account.account_id, dialog)


def _question(dialog: Dialog, voice: Voice, error: Text = ()) -> Message:
    form, field = dialog.form, dialog.form.fields[dialog.step]
    head = voice("**{title}** ({n} of {all})", title=form.title, n=dialog.step + 1, all=len(form.fields))
    intro = paragraphs(form.intro) if dialog.step == 0 else ()
    asked = paragraphs(field.label) + (paragraphs(field.help) if field.help else ())
    now = voice("Now it is:") + quote(field.value) if _kept(field) else ()
    return Message(error + head + intro + asked + now, _buttons(dialog, voice))


def _kept(field: Field) -> bool:
    """Whether there is an answer already that need not be typed again."""
    return bool(field.value) and field.type in ("line", "paragraph")


def _buttons(dialog: Dialog, voice: Voice) -> Rows:
    field = dialog.form.fields[dialog.step]
    choices = [button(option.label, Choose(dialog.step, index)) for index, option in enumerate(field.options)]
    rows = [tuple(choices[at : at + OPTIONS_A_ROW]) for at in range(0, len(choices), OPTIONS_A_ROW)]
    steps: list[Button] = []
    if _kept(field):
        steps.append(button(voice.plain("Keep it"), Step(dialog.step, "keep"), "primary"))
    if dialog.step:
        steps.append(button(voice.plain("Back"), Step(dialog.step, "back")))
    if not field.required:
        words = voice.plain("Leave it empty") if _kept(field) else voice.plain("Skip")
        steps.append(button(words, Step(dialog.step, "skip")))
    steps.append(button(voice.plain("Cancel"), Step(dialog.step, "cancel")))
    return (*rows, tuple(steps))

"""What do you take away? One tap in the group, and a sentence for those who like."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import Card, Edit, FormErrors, Intent, Message, OpenForm, Recheck, Refresh
from bot.chat.words import clean
from bot.domain.homework.debrief import TAKEAWAY_MAX, TAKES, Debrief, Take, check_take
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.debrief.buttons import AskNow, ITake
from handlers.debrief.choose import plan_page
from handlers.debrief.declared import feature, number, on_desk, question_card, worded

LABELS: dict[Take, str] = {
    "try": N_("💡 Something to try"),
    "view": N_("🔭 A new view"),
    "contact": N_("🤝 A contact"),
}


def question(made: Debrief) -> Card:
    return Card(question_card(made.id), Recheck("debrief.question", {"debrief": str(made.id)}))


@feature.button(AskNow, access="members", any_cohort=True)
async def ask_now(pressed: Turn[ButtonPressed], data: AskNow) -> list[Intent]:
    turn, made, task = await on_desk(pressed, data.debrief)
    if not await turn.uow.debriefs.ask(made.id, turn.now):
        return [turn.toast(N_("The group was asked already."), alert=True)]
    return [question(made), Edit(await plan_page(turn, task)), turn.toast(N_("I have asked the group."))]


@feature.recheck("debrief.question")
async def asked(view: View, debrief: str) -> Message | None:
    made = await view.uow.debriefs.by_id(int(debrief))
    task = await view.uow.assignments.by_id(made.assignment_id) if made else None
    if made is None or task is None or made.asked_at is None:
        return None
    _ = view.group_voice
    text = _("**What do you take away from “{title}”?**", title=task.title)
    said = len(await view.uow.debriefs.takeaways(made.id))
    if said:
        words = _.plural("{n} person has said it so far.", "{n} people have said it so far.", said)
        text += _("{words}", words=words)
    if made.shown_at is not None:
        return Message(text)
    text += _("One tap is enough; a sentence more is welcome. I show the answers here tomorrow, without names.")
    rows = tuple((button(_.plain(LABELS[take]), ITake(made.id, at)),) for at, take in enumerate(TAKES))
    return Message(text, rows)


async def _of(turn: Turn[ButtonPressed] | Turn[FormSubmitted], debrief_id: int) -> Debrief:
    """One that the asker takes part in. Raises `access.members_only`."""
    found = await turn.uow.debriefs.by_id(debrief_id)
    if found is None:
        raise RuleViolation("access.denied", access="members")
    turn.require("members", found.cohort_id)
    return found


@feature.button(ITake, access="members", any_cohort=True)
async def i_take(pressed: Turn[ButtonPressed], data: ITake) -> list[Intent]:
    made = await _of(pressed, data.debrief)
    turn = await pressed.within(made.cohort_id, "members")
    if not turn.me.learner:
        return [turn.toast(N_("This question is for participants."), alert=True)]
    try:
        take = check_take(made, TAKES[data.take] if data.take < len(TAKES) else "", "")
    except RuleViolation as violation:
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, turn.voice))]
    await turn.uow.debriefs.take(made, turn.me.id, take, None, turn.now)
    before = await turn.uow.debriefs.takeaway_of(made.id, turn.me.id)
    noted = turn.toast(N_("Noted, thank you. A sentence more, if you like."))
    return [noted, OpenForm(_form(turn.voice, made, before.words if before else "")), Refresh(question_card(made.id))]


def _form(_: Voice, made: Debrief, value: str) -> Form:
    field = Field(
        "words",
        _.plain("In one sentence: what do you take away?"),
        "paragraph",
        required=False,
        help=_.plain("The group reads it without your name. Your tap counts without it, too."),
        value=value,
        max_length=TAKEAWAY_MAX,
    )
    return Form("debrief.takeaway", _.plain("What I take away"), (field,), _.plain("Send"), context=str(made.id))


@feature.form("debrief.takeaway", access="members")
async def said_so(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """What they tapped stays."""
    made = await _of(submitted, number(submitted.event.context))
    turn = await submitted.within(made.cohort_id, "members")
    before = await turn.uow.debriefs.takeaway_of(made.id, turn.me.id)
    words = " ".join(clean(values.get("words", "")).split())
    try:
        take = check_take(made, before.take if before else "", words)
    except RuleViolation as violation:
        if violation.code == "takeaway.long":
            return [FormErrors({"words": worded(violation, turn.voice)})]
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, turn.voice))]
    await turn.uow.debriefs.take(made, turn.me.id, take, words, turn.now)
    return [turn.toast(N_("Thank you. The group reads it tomorrow, without your name."))]

"""An action of one's own: its page, and how it went: done, moved to another day, or dropped."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Private
from bot.domain.roadmap.plan import ACTION, Outcome, Part, Roadmap, Template
from bot.domain.roadmap.steps import CHANGEABLE, check_changeable, check_may_settle, title_of
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.roadmap.buttons import Mine, MyAction, MyGoal
from handlers.roadmap.declared import feature, numbers, own_part, template_of
from handlers.roadmap.forms import LINE, part_form, read_day
from handlers.roadmap.goals import goal_page
from handlers.roadmap.refusals import refused
from handlers.roadmap.show import action_text

ASKS = frozenset({"edit", "move", "drop", "remove"})


@feature.button(MyAction, access="members", any_cohort=True)
@refused
async def my_action(pressed: Turn[ButtonPressed], data: MyAction) -> list[Intent]:
    turn, found = await own_part(pressed, data.part)
    template, action = template_of(turn), found.part(data.part)
    if action is None or action.kind != ACTION:
        raise RuleViolation("roadmap.gone")
    if data.what in ASKS:
        return _ask(turn, found, action, template, data.what)
    if data.what == "open":
        return [Private(action_page(turn.voice, found, action, template))]
    if data.what in ("done", "did"):
        await _settle(turn, found, action, "done")
        return await _shown(turn, found.id, action.id, N_("Well done!"), in_place=data.what == "done")
    if data.what == "again":
        await _settle(turn, found, action, "open")
        return await _shown(turn, found.id, action.id, N_("It is open again."))
    if data.what == "yes":
        check_changeable(found.state)
        await turn.uow.roadmaps.remove_part(found, action.id, turn.now)
        now = await turn.uow.roadmaps.by_id(found.id)
        goal = now.part(action.under or 0) if now else None
        assert now is not None
        assert goal is not None
        return [Edit(goal_page(turn, now, goal, template)), turn.toast(N_("Removed."))]
    return [Edit(action_page(turn.voice, found, action, template))]


def _ask(turn: Turn[Any], found: Roadmap, action: Part, template: Template, what: str) -> list[Intent]:
    """What is needed before something changes."""
    _ = turn.voice
    if what in ("edit", "remove"):
        check_changeable(found.state)
    check_may_settle(found.state)
    if what == "edit":
        return [OpenForm(part_form(turn, template, ACTION, action, under=action.under or 0))]
    if what == "remove":
        words = _("Remove the action **{title}**?", title=title_of(action, template))
        yes = button(_.plain("Yes, remove it"), MyAction(action.id, "yes"), "danger")
        return [Edit(Message(words, ((yes,), (button(_.plain("No, keep it"), MyAction(action.id, "see")),))))]
    if what == "move":
        help_ = _.plain("A day, for example: 14 Jan, or in 3 weeks.")
        field = Field("day", _.plain("By when now?"), help=help_, max_length=LINE)
        return [OpenForm(Form("roadmap.move", _.plain("Another day"), (field,), _.plain("Save"), str(action.id)))]
    field = Field("why", _.plain("Why? A few words help you and your coach."), required=False, max_length=LINE)
    return [OpenForm(Form("roadmap.drop", _.plain("Drop this action"), (field,), _.plain("Drop it"), str(action.id)))]


async def _settle(turn: Turn[Any], found: Roadmap, action: Part, outcome: Outcome, note: str = "") -> None:
    """The roadmap is locked. With the first thing that is done, it is under way."""
    check_may_settle(found.state)
    await turn.uow.roadmaps.settle(found, action, outcome, note, turn.now)
    if found.state == "agreed":
        await turn.uow.roadmaps.set_state(found.id, "active", turn.now)


async def _shown(turn: Turn[Any], roadmap_id: int, part_id: int, said: str, *, in_place: bool = True) -> list[Intent]:
    """The page of the action as it is now; `in_place` of the message whose button was pressed."""
    now = await turn.uow.roadmaps.by_id(roadmap_id)
    action = now.part(part_id) if now else None
    assert now is not None
    assert action is not None
    page = action_page(turn.voice, now, action, template_of(turn))
    shown: Intent = Edit(page) if in_place and isinstance(turn.event, ButtonPressed) else Private(page)
    return [shown, turn.toast(said)]


@feature.form("roadmap.move", access="members")
@refused
async def moved(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """To another day, of which they are reminded then."""
    (part,) = numbers(submitted.event.context, r"([0-9]{1,9})")
    turn, found = await own_part(submitted, int(part))
    action = _action(found, int(part))
    check_may_settle(found.state)
    day, problem = read_day(values.get("day", "").strip(), turn.now, turn.voice)
    if problem or day is None:
        return [FormErrors({"day": problem})]
    await turn.uow.roadmaps.settle(found, action, "open", "", turn.now)
    fresh = await turn.uow.roadmaps.by_id(found.id)
    now = fresh.part(action.id) if fresh else None
    assert now is not None
    await turn.uow.roadmaps.save_part(found, now, action.answers, turn.now, due=day)
    return await _shown(turn, found.id, action.id, N_("Moved. I remind you on that day."))


@feature.form("roadmap.drop", access="members")
@refused
async def dropped(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    (part,) = numbers(submitted.event.context, r"([0-9]{1,9})")
    turn, found = await own_part(submitted, int(part))
    why = values.get("why", "").strip()
    if len(why) > LINE:
        return [FormErrors({"why": turn.voice.plain("Please write up to {max} characters.", max=LINE)})]
    action = _action(found, int(part))
    await _settle(turn, found, action, "dropped", why)
    return await _shown(turn, found.id, action.id, N_("Dropped."))


def _action(found: Roadmap, part_id: int) -> Part:
    action = found.part(part_id)
    if action is None or action.kind != ACTION:
        raise RuleViolation("roadmap.gone")
    return action


def action_page(_: Voice, found: Roadmap, action: Part, template: Template) -> Message:
    """What it says, and how it went."""
    rows: list[tuple[Button, ...]] = []
    if found.state != "completed":
        rows += _outcomes(_, action)
    if found.state in CHANGEABLE:
        rows.append(
            (
                button(_.plain("Change it"), MyAction(action.id, "edit")),
                button(_.plain("Remove it"), MyAction(action.id, "remove")),
            )
        )
    back = MyGoal(action.under, "see") if action.under else Mine(found.cohort_id, "see")
    rows.append((button(_.plain("◀ Back"), back),))
    return Message(action_text(_, found, action, template), tuple(rows))


def _outcomes(_: Voice, action: Part) -> list[tuple[Button, ...]]:
    if action.outcome != "open":
        return [(button(_.plain("It is still open"), MyAction(action.id, "again")),)]
    return [
        (button(_.plain("Done"), MyAction(action.id, "done"), "primary"),),
        (
            button(_.plain("Another day"), MyAction(action.id, "move")),
            button(_.plain("Drop it"), MyAction(action.id, "drop")),
        ),
    ]

"""Who may press and send what in homework, beside work and wishes that could leak."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import Role
from handlers.assignments import buttons as b
from tests.handlers.homework.desk import PDF, handed_in, posted
from tests.house import EVE, House, Person

MEMBERS = frozenset(get_args(Role))
LEADS = frozenset({"trainer", "organiser"})
LEARNERS = frozenset({"participant", "mentee"})
NOBODY: frozenset[str] = frozenset()
"""Of those who come by: it is somebody else's."""

BUTTONS: dict[type[ButtonData], frozenset[str]] = {
    b.TakeDue: LEADS,
    b.PlanIt: LEADS,
    b.ChangeTask: LEADS,
    b.AttachTo: LEADS,
    b.OpenDesk: LEADS,
    b.MoreForAll: LEADS,
    b.ConfirmChange: LEADS,
    b.Discard: LEADS,
    b.PostIt: LEADS,
    b.CloseIt: LEADS,
    b.ReopenIt: LEADS,
    b.WithdrawIt: LEADS,
    b.GiveTime: LEADS,
    b.DecideTime: LEADS,
    b.ShowTask: LEARNERS,
    b.HandInTo: LEARNERS,
    b.ForTask: LEARNERS,
    b.AskTime: LEARNERS,
    b.ForNone: NOBODY,
    b.HandIn: NOBODY,
    b.RemoveLast: NOBODY,
    b.KeepIt: NOBODY,
    b.StopIt: NOBODY,
    b.LetSee: NOBODY,
}

FORMS = {
    "assignments.write": LEADS,
    "assignments.plan": LEADS,
    "assignments.more": LEADS,
    "assignments.ask": LEARNERS,
}

REFUSED = ("Sorry, this can be done only by:", "This is for members of the programme.")
NOT_YOURS = "This is not one of your tasks. /homework shows yours."
SECRETS = [
    "Zdenka",
    "My board wants to sack me",
    "tajna.pdf",
    "her divorce",
    "canvas.example/zdenka",
    "Draft nobody knows",
]
FREE = 2
"""The draft; 1 is posted."""


@pytest.fixture
async def task(house: House) -> House:
    """Zdenka has handed in, put together more, and asked for more time; there is a draft and a change."""
    zdenka = await house.joined("Zdenka Tajná")
    tomas = await posted(house)
    await handed_in(zdenka, "My board wants to sack me")
    await zdenka.sends("/submit")
    await zdenka.sends_file("tajna.pdf", PDF)
    await zdenka.says("https://canvas.example/zdenka")
    await zdenka.submits("assignments.ask", "1", until="16 Nov 18:00", why="her divorce")
    await tomas.sends('/assign "Draft nobody knows" due 20 Nov 18:00')
    await tomas.submits("assignments.write", "1", due="14 Nov 18:00")
    return house


def data_of(kind: type[ButtonData], role: str, zdenka: int) -> ButtonData:
    soon = int(EVE.timestamp()) // 60
    made: dict[type[ButtonData], ButtonData] = {
        b.TakeDue: b.TakeDue(FREE, soon + 20_000),
        b.PlanIt: b.PlanIt(FREE),
        b.ChangeTask: b.ChangeTask(1),
        b.AttachTo: b.AttachTo(1),
        b.OpenDesk: b.OpenDesk(1),
        b.MoreForAll: b.MoreForAll(1),
        b.ConfirmChange: b.ConfirmChange(3),
        b.Discard: b.Discard(3),
        b.PostIt: b.PostIt(1),
        b.CloseIt: b.CloseIt(1),
        b.ReopenIt: b.ReopenIt(1),
        b.WithdrawIt: b.WithdrawIt(1, sure=False),
        b.GiveTime: b.GiveTime(1, zdenka, soon + 30_000),
        b.DecideTime: b.DecideTime(1, soon, yes=True),
        b.ShowTask: b.ShowTask(1),
        b.HandInTo: b.HandInTo(1),
        b.ForTask: b.ForTask(1, 2),
        b.AskTime: b.AskTime(1),
        b.ForNone: b.ForNone(2),
        b.HandIn: b.HandIn(1),
        b.RemoveLast: b.RemoveLast(1, 2),
        b.KeepIt: b.KeepIt(1),
        b.StopIt: b.StopIt(1),
        b.LetSee: b.LetSee(1, yes=True),
    }
    return made[kind]


async def visitors(house: House) -> list[tuple[str, Person]]:
    """Those who may do most come last: what they do changes things."""
    roles = sorted(MEMBERS, key=lambda role: (role in LEADS, role))
    return [("stranger", house.stranger()), *[(role, await house.joined(f"{role} somebody", role)) for role in roles]]


async def member_id(house: House, name: str) -> int:
    async with house.app.database.read() as uow:
        return next(one.id for one in await uow.members.of_cohort(house.cohort.id) if one.name == name)


async def test_buttons(task: House) -> None:
    zdenka = await member_id(task, "Zdenka Tajná")
    for role, person in await visitors(task):
        for kind, allowed in BUTTONS.items():
            before = len(task.platform.posted)
            reply = await person.presses_token(data_of(kind, role, zdenka).pack())
            toast = reply.toast.text if reply.toast else ""
            said = [one.text for one in task.platform.posted[before:] if one.chat_id == f"dm-{person.account_id}"]
            refused = toast.startswith(REFUSED) or said == [NOT_YOURS]
            assert refused == (role not in allowed), (role, kind, toast, said)
            assert not refused or reply.form is None, (role, kind)
            if role not in LEADS:
                assert [word for word in SECRETS for text in (*said, toast) if word in text] == [], (role, kind)
    async with task.app.database.read() as uow:
        found = await uow.submissions.by_id(1)
        gathered = await uow.submission_items.gathered(1)
    assert found is not None
    assert (found.version, found.consent, len(gathered)) == (1, False, 2)


async def test_forms(task: House) -> None:
    values = {
        "assignments.write": ("1", {"due": "15 Nov 18:00"}),
        "assignments.plan": (str(FREE), {"when": "tomorrow 9:00"}),
        "assignments.more": ("1", {"due": "21 Nov 18:00"}),
        "assignments.ask": ("1", {"until": "18 Nov 18:00", "why": "ill"}),
    }
    for role, person in await visitors(task):
        for form, allowed in FORMS.items():
            context, filled = values[form]
            before = len(task.platform.posted)
            reply = await person.submits(form, context, **filled)
            toast = reply.toast.text if reply.toast else ""
            refused = toast.startswith(REFUSED) or NOT_YOURS in reply.errors.values()
            assert refused == (role not in allowed), (role, form, toast, reply.errors)
            said = [one.text for one in task.platform.posted[before:] if one.chat_id == f"dm-{person.account_id}"]
            if role not in LEADS:
                assert [word for word in SECRETS for text in (*said, toast) if word in text] == [], (role, form)


@pytest.mark.parametrize("context", ["x", "-1", "999", "²", "9" * 30])
async def test_made_up_forms_change_nothing(task: House, context: str) -> None:
    organiser, before = await task.joined("Olga", "organiser"), len(task.platform.posted)
    for form in FORMS:
        reply = await organiser.submits(form, context, title="x", due="15 Nov 18:00", when="tomorrow 9:00", until="x")
        assert reply.toast or reply.errors, form
    assert len(task.platform.posted) == before


async def test_made_up_buttons_do_nothing(task: House) -> None:
    for person in (await task.joined("Ana"), await task.joined("Olga", "organiser")):
        for kind in BUTTONS:
            prefix = kind.prefix
            for token in (f"{prefix}:999", f"{prefix}:999:1", f"{prefix}:999:1:1", f"{prefix}:x", f"{prefix}:"):
                before = len(task.platform.posted)
                reply = await person.presses_token(token)
                assert reply.toast or task.platform.posted[before:], token


async def test_somebody_of_another_cohort_learns_nothing(task: House) -> None:
    async with task.app.database.write() as uow:
        other = await uow.cohorts.ensure("other", task.cohort.programme, "Other")
        from bot.domain.people import Profile

        await uow.members.save(other.id, [Profile("Xenia", "xenia@people.example", roles=frozenset({"organiser"}))])
        (xenia,) = await uow.members.by_email("xenia@people.example")
        account = (await uow.accounts.identify("test", "xenia", "Xenia", task.wall.at)).account
        await uow.accounts.link(account.id, xenia, "test", task.wall.at)
    person = Person(task, "xenia", "Xenia", "xenia@people.example")
    zdenka = await member_id(task, "Zdenka Tajná")
    for kind in BUTTONS:
        reply = await person.presses_token(data_of(kind, "organiser", zdenka).pack())
        assert reply.form is None, kind
    assert not any(word in said for word in SECRETS for said in person.told)

"""Who may see and say what about homework, beside work, feedback and reviews that could leak."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import Profile, Role
from handlers.debrief import buttons as g
from handlers.feedback import buttons as j
from handlers.peer_review import buttons as u
from tests.handlers.feedback.desk import POSTED, agrees, given_out, hands_in
from tests.house import House, Person

MEMBERS = frozenset(get_args(Role))
LEADS = frozenset({"trainer", "organiser"})
NOBODY: frozenset[str] = frozenset()
"""Of those who come by: it is somebody else's."""

BUTTONS: dict[type[ButtonData], frozenset[str]] = {
    j.AllTasks: LEADS,
    j.Desk: LEADS,
    j.Look: LEADS,
    j.NextOne: LEADS,
    j.SendWork: LEADS,
    j.WriteTo: LEADS,
    j.Bundle: LEADS,
    j.Reply: NOBODY,
    j.MyWork: NOBODY,
    j.Agree: NOBODY,
    j.Shared: NOBODY,
    j.SharedFiles: NOBODY,
    u.ReadWork: NOBODY,
    u.SendFiles: NOBODY,
    u.WriteReview: NOBODY,
    g.PlanFor: LEADS,
    g.SetUp: LEADS,
    g.PostPlan: LEADS,
    g.TakeBack: LEADS,
    g.ShowNow: LEADS,
    g.AskNow: LEADS,
    g.ITake: MEMBERS,
    j.Judge: LEADS,
}
"""In the order in which they are pressed: deciding comes last."""

FORMS = {
    "feedback.reply": NOBODY,
    "feedback.write": LEADS,
    "feedback.verdict": LEADS,
    "debrief.takeaway": MEMBERS,
    "peer_review.write": NOBODY,
}

REFUSED = ("Sorry, this can be done only by:", "This is for members of the programme.")
SECRETS = [
    "Zdenka",
    "My board wants to sack me",
    "tajna.pdf",
    "canvas.example/zdenka",
    "you are close to tears",
    "Karel",
    "Nobody must read this",
]


@pytest.fixture
async def work(house: House) -> House:
    """Zdenka and Karel have handed in and show it, and review one another without names; a trainer has written to Zdenka. She has joined
    the debrief's plan, which is not posted."""
    house.clock.at = POSTED
    tom = await house.joined("Tom", "trainer")
    zdenka, karel = await house.joined("Zdenka Tajná"), await house.joined("Karel Skrytý")
    task = await given_out(house, tom, shared=True, peer_reviews=2, anonymous_reviews=True, debrief="online-2")
    first = await hands_in(
        house,
        zdenka,
        task,
        "My board wants to sack me",
        files={"tajna.pdf": b"%PDF"},
        link="https://canvas.example/zdenka",
    )
    second = await hands_in(house, karel, task, "Nobody must read this")
    for one in (first, second):
        await agrees(house, one)
    await tom.submits("feedback.write", str(first.id), comment="you are close to tears")
    await tom.sends("/debrief")
    await house.move_to(task.due)
    async with house.app.database.read() as uow:
        assert len(await uow.peer_reviews.of_assignment(task.id)) == 2
    return house


def data_of(kind: type[ButtonData]) -> ButtonData:
    made: dict[type[ButtonData], ButtonData] = {
        j.AllTasks: j.AllTasks(1),
        j.Desk: j.Desk(1, 0, 0),
        j.Look: j.Look(1),
        j.NextOne: j.NextOne(1),
        j.SendWork: j.SendWork(1),
        j.Judge: j.Judge(1, 1, 1, 0),
        j.WriteTo: j.WriteTo(1),
        j.Reply: j.Reply(1),
        j.MyWork: j.MyWork(1),
        j.Agree: j.Agree(1, yes=False),
        j.Bundle: j.Bundle(1),
        j.Shared: j.Shared(1),
        j.SharedFiles: j.SharedFiles(1),
        u.ReadWork: u.ReadWork(1),
        u.SendFiles: u.SendFiles(1),
        u.WriteReview: u.WriteReview(1),
        g.PlanFor: g.PlanFor(1),
        g.SetUp: g.SetUp(1, 1, 8),
        g.PostPlan: g.PostPlan(1, 0),
        g.TakeBack: g.TakeBack(1),
        g.AskNow: g.AskNow(1),
        g.ShowNow: g.ShowNow(1),
        g.ITake: g.ITake(1, 0),
    }
    return made[kind]


async def visitors(house: House) -> list[tuple[str, Person]]:
    """Those who may do most come last: what they do changes things."""
    roles = sorted(MEMBERS, key=lambda role: (role in LEADS, role))
    return [("stranger", house.stranger()), *[(role, await house.joined(f"{role} somebody", role)) for role in roles]]


async def test_buttons(work: House) -> None:
    for role, person in await visitors(work):
        for kind, allowed in BUTTONS.items():
            before = len(work.platform.posted)
            reply = await person.presses_token(data_of(kind).pack())
            toast = reply.toast.text if reply.toast else ""
            new = [one for one in work.platform.posted[before:] if one.chat_id == f"dm-{person.account_id}"]
            refused = toast.startswith(REFUSED)
            assert refused == (role not in allowed), (role, kind, toast)
            assert not refused or (new, reply.form) == ([], None), (role, kind)
            if role not in LEADS:
                said = [toast, *(one.text for one in new), *(label for one in new for label in one.buttons)]
                assert [word for word in SECRETS for text in said if word in text] == [], (role, kind)
                assert not any(one.message.files for one in new), (role, kind)
    async with work.app.database.read() as uow:
        found = await uow.submissions.by_id(1)
        reviews = await uow.peer_reviews.of_assignment(1)
    assert found is not None
    assert (found.state, found.consent) == ("accepted", True), "the organiser decided, once; nobody took her yes back"
    assert [one.done_at for one in reviews] == [None, None]


async def test_forms(work: House) -> None:
    values: dict[str, tuple[str, dict[str, str]]] = {
        "feedback.reply": ("1", {"comment": "Mine!"}),
        "feedback.write": ("1", {"comment": "From the desk"}),
        "feedback.verdict": ("1:1:1:1", {"comment": "Well done"}),
        "debrief.takeaway": ("1", {"words": "Mine!"}),
        "peer_review.write": (
            "1",
            {"clear": "1", "useful": "1", "doable": "1", "strong": "Mine!", "advice": "Mine!"},
        ),
    }
    for role, person in await visitors(work):
        for form, allowed in FORMS.items():
            context, filled = values[form]
            before = len(work.platform.posted)
            reply = await person.submits(form, context, **filled)
            toast = reply.toast.text if reply.toast else ""
            refused = toast.startswith(REFUSED)
            assert refused == (role not in allowed), (role, form, toast)
            if role not in LEADS:
                said = [one.text for one in work.platform.posted[before:] if one.chat_id == f"dm-{person.account_id}"]
                assert [word for word in SECRETS for text in (*said, toast) if word in text] == [], (role, form)
    async with work.app.database.read() as uow:
        comments = [one.text for one in await uow.submissions.comments(1)]
        reviews = await uow.peer_reviews.of_assignment(1)
    assert "Mine!" not in comments
    assert comments.count("From the desk") == 2
    assert [one.strong for one in reviews] == ["", ""]


@pytest.mark.parametrize("context", ["", "x", "-1", "999", "²", "9" * 30, "1:1:9:9", "1:1:1:0", "999:1:1:1", "::::"])
async def test_made_up_forms_change_nothing(work: House, context: str) -> None:
    before = len(work.platform.posted)
    for person in (await work.joined("Ana"), await work.joined("Olga", "organiser")):
        for form in FORMS:
            reply = await person.submits(form, context, comment="x", words="x", clear="1", strong="x")
            assert reply.toast is not None, form
            assert reply.toast.text.startswith(REFUSED), form
    assert len(work.platform.posted) == before


async def test_made_up_buttons_do_nothing(work: House) -> None:
    for person in (await work.joined("Ana"), await work.joined("Olga", "organiser")):
        for kind in BUTTONS:
            prefix = kind.prefix
            for end in ("999", "999:1", "999:1:1", "999:1:1:1", "1:1:99:1", "1:99:1", "1:99", "x", ""):
                before = len(work.platform.posted)
                reply = await person.presses_token(f"{prefix}:{end}")
                assert reply.toast or reply.form or work.platform.posted[before:], (prefix, end)


async def test_somebody_of_another_cohort_learns_nothing(work: House) -> None:
    async with work.app.database.write() as uow:
        other = await uow.cohorts.ensure("other", work.cohort.programme, "Other")
        await uow.members.save(other.id, [Profile("Xenia", "xenia@people.example", roles=frozenset({"organiser"}))])
        (xenia,) = await uow.members.by_email("xenia@people.example")
        account = (await uow.accounts.identify("test", "xenia", "Xenia", work.wall.at)).account
        await uow.accounts.link(account.id, xenia, "test", work.wall.at)
    person = Person(work, "xenia", "Xenia", "xenia@people.example")
    for kind in BUTTONS:
        reply = await person.presses_token(data_of(kind).pack())
        assert reply.toast is not None, kind
        assert reply.toast.text.startswith(REFUSED), kind
        assert reply.form is None, kind
    assert person.told == []


async def test_who_leads_one_cohort_and_learns_in_another_can_do_both(work: House) -> None:
    """The button says which cohort is meant, whatever they speak of."""
    async with work.app.database.write() as uow:
        other = await uow.cohorts.ensure("other", work.cohort.programme, "Other")
        await uow.members.save(work.cohort.id, [Profile("Yan", "yan@x.example", roles=frozenset({"trainer"}))])
        await uow.members.save(other.id, [Profile("Yan", "yan@x.example")])
        account = (await uow.accounts.identify("test", "yan", "Yan", work.wall.at)).account
        for one in await uow.members.by_email("yan@x.example"):
            await uow.accounts.link(account.id, one, "test", work.wall.at)
        await uow.accounts.choose_cohort(account.id, other.id)
    yan = Person(work, "yan", "Yan", "yan@x.example")
    await yan.presses_token(j.Look(1).pack())
    assert "My board wants to sack me" in yan.told[-1]

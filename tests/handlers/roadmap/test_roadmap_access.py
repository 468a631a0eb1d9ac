"""Who may press and send what in roadmaps and the library, beside a roadmap that could leak."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import Role
from handlers.library import declared as lib
from handlers.roadmap import buttons as b
from tests.handlers.roadmap.desk import ACTION, GOAL, NOW, PASS_ON, roadmap_of, submits, writes
from tests.house import House, Person

MEMBERS = frozenset(get_args(Role))
STAFF = frozenset({"trainer", "coach", "organiser"})
LEARNERS = frozenset({"participant", "mentee"})
NOBODY: frozenset[str] = frozenset()
"""Of those who come by: it is somebody else's."""

BUTTONS: dict[type[ButtonData], frozenset[str]] = {
    b.Mine: LEARNERS,
    b.EditSection: LEARNERS,
    b.MyGoal: NOBODY,
    b.MyAction: NOBODY,
    b.ShareAs: LEARNERS,
    b.Read: STAFF,
    b.AllOfThem: STAFF,
    lib.Topics: MEMBERS,
    lib.OfTopic: MEMBERS,
    lib.LikeMine: MEMBERS,
}

FORMS: dict[str, frozenset[str]] = {
    "roadmap.part": LEARNERS,
    "roadmap.move": NOBODY,
    "roadmap.drop": NOBODY,
    "roadmap.say": STAFF,
}

REFUSED = (
    "Sorry, this can be done only by:",
    "This is for members of the programme.",
    "Roadmaps are made by participants.",
)
SECRETS = ["Zdenka Tajná", "Ten paying members", "Grants end in 2026", "Ask all members", "My board wants to sell"]


@pytest.fixture
async def written(house: House) -> House:
    """Zdenka's roadmap is submitted and not shown; a trainer and she have spoken about it."""
    house.clock.at = NOW
    zdenka, tina = await house.joined("Zdenka Tajná"), await house.joined("Tina", "trainer")
    await submits(zdenka)
    await tina.submits("roadmap.say", "say:1", text="My board wants to sell, too")
    found = await roadmap_of(house, zdenka)
    assert (found.id, found.state, [part.id for part in found.goals]) == (1, "submitted", [2])
    return house


def data_of(kind: type[ButtonData], cohort: int, what: str = "see") -> ButtonData:
    made: dict[type[ButtonData], ButtonData] = {
        b.Mine: b.Mine(cohort, what),
        b.EditSection: b.EditSection(cohort, "vision"),
        b.MyGoal: b.MyGoal(2, what),
        b.MyAction: b.MyAction(3, what),
        b.ShareAs: b.ShareAs(cohort, 0),
        b.Read: b.Read(1, what),
        b.AllOfThem: b.AllOfThem(cohort, 0),
        lib.Topics: lib.Topics(cohort),
        lib.OfTopic: lib.OfTopic(cohort, 0, 0),
        lib.LikeMine: lib.LikeMine(cohort),
    }
    return made[kind]


WHATS: dict[type[ButtonData], tuple[str, ...]] = {
    b.MyGoal: ("see", "edit", "action", "remove", "yes"),
    b.MyAction: ("see", "edit", "done", "move", "drop", "again", "remove", "yes"),
    b.Read: ("see", "talk", "say", "pdf", "back", "review"),
}


async def visitors(house: House) -> list[tuple[str, Person]]:
    roles = sorted(MEMBERS, key=lambda role: (role == "organiser", role))
    return [("stranger", house.stranger()), *[(role, await house.joined(f"{role} somebody", role)) for role in roles]]


async def test_buttons(written: House) -> None:
    for role, person in await visitors(written):
        for kind, allowed in BUTTONS.items():
            for what in WHATS.get(kind, ("see",)):
                before = len(written.platform.posted)
                reply = await person.presses_token(data_of(kind, written.cohort.id, what).pack())
                toast = reply.toast.text if reply.toast else ""
                mine = f"dm-{person.account_id}"
                said = [posted.text for posted in written.platform.posted[before:] if posted.chat_id == mine]
                refused = toast.startswith(REFUSED)
                assert refused == (role not in allowed), (role, kind, what, toast)
                assert not refused or (said, reply.form) == ([], None), (role, kind, what)
                if role not in STAFF:
                    assert [word for word in SECRETS for text in (*said, toast) if word in text] == [], (role, kind)
    async with written.app.database.read() as uow:
        found = await uow.roadmaps.by_id(1)
    assert found is not None
    assert (found.state, len(found.goals), found.actions[0].outcome, found.shared) == ("in_review", 1, "open", False)


async def test_the_author_alone_sees_a_draft(house: House) -> None:
    house.clock.at = NOW
    zdenka = await house.joined("Zdenka Tajná")
    await writes(zdenka)
    assert (await roadmap_of(house, zdenka)).state == "draft"
    for role, person in await visitors(house):
        for what in WHATS[b.Read]:
            before = len(house.platform.posted)
            reply = await person.presses_token(b.Read(1, what).pack())
            assert reply.toast is not None, (role, what)
            assert reply.toast.text.startswith(REFUSED), (role, what)
            assert (house.platform.posted[before:], reply.form) == ([], None), (role, what)
        if role in STAFF:
            await person.sends("/roadmap")
            assert "Drafts that only their authors see: 1." in person.told[-1]
            assert "Zdenka" not in "".join(person.told)


async def test_forms(written: House) -> None:
    cohort = written.cohort.id
    values: dict[str, tuple[str, dict[str, Any]]] = {
        "roadmap.part": (f"{cohort}:goal:0:2:1", dict.fromkeys(GOAL, "Mine!")),
        "roadmap.move": ("3", {"day": "3 Feb"}),
        "roadmap.drop": ("3", {"why": "Mine!"}),
        "roadmap.say": ("say:1", {"text": "Mine!"}),
    }
    for role, person in await visitors(written):
        for form, allowed in FORMS.items():
            context, filled = values[form]
            before = len(person.told)
            reply = await person.submits(form, context, **filled)
            said = [reply.toast.text if reply.toast else "", *person.told[before:]]
            assert any(text.startswith(REFUSED) for text in said) == (role not in allowed), (role, form, said)
            assert role in STAFF or not [word for word in SECRETS for text in said if word in text], (role, form)
    async with written.app.database.read() as uow:
        found = await uow.roadmaps.by_id(1)
        said_ = [one.text for one in await uow.roadmap_talk.of_roadmap(1)]
    assert found is not None
    assert (found.goals[0].answer("goal"), found.actions[0].note, str(found.actions[0].due)) == (
        *("Ten paying members", "", "2025-01-14"),
    )
    assert said_ == ["My board wants to sell, too", *["Mine!"] * len(STAFF)]


@pytest.mark.parametrize("context", ["", "x", "-1", "999", "²", "9" * 30, "say:", "say:x", "other:1", "return:999"])
async def test_made_up_forms_are_refused(written: House, context: str) -> None:
    organiser = await written.joined("Olga", "organiser")
    for form in FORMS:
        reply = await organiser.submits(form, context, **(GOAL | PASS_ON | {"text": "x", "day": "3 Feb"}))
        said = reply.toast.text if reply.toast else organiser.told[-1]
        assert said.startswith((*REFUSED, "This part was removed meanwhile.")), (form, said)


async def test_made_up_buttons_do_nothing(written: House) -> None:
    ana = await written.joined("Ana")
    for token in ("ra:", "ra:99:see", "ra:1:nothing", "rb:1:nothing", "rb:1:", "rg:999:yes", "rc:999:done", "rg:3:see", "rc:2:see",
                  "rt:1:999", "rt:1:-1", "rv:999:see", "rv:x:see", "rl:1:0", "rl:99:0", "ya:99", "yb:1:999:999", "ye:99"):  # fmt: skip
        before = len(written.platform.posted)
        reply = await ana.presses_token(token)
        assert reply.toast or written.platform.posted[before:], token
    async with written.app.database.read() as uow:
        found = await uow.roadmaps.by_id(1)
    assert found is not None
    assert len(found.parts) == 4


async def test_of_another_cohort_nobody_sees_anything(written: House) -> None:
    """A trainer elsewhere is nobody here."""
    from bot.domain.people import Profile

    tom = await written.on_roster("Tom", "mentor")
    async with written.app.database.write() as uow:
        other = await uow.cohorts.ensure("other", "academy", "Another")
        assert tom.email
        await uow.members.save(other.id, [Profile("Tom", tom.email, roles=frozenset({"organiser"}))])
    reply = await tom.presses_token(b.Read(1, "see").pack())
    assert reply.toast is not None
    assert reply.toast.text.startswith(REFUSED)
    assert not [word for word in SECRETS for text in tom.told if word in text]
    assert ACTION["what"] in SECRETS

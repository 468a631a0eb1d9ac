"""How the cohort is doing, and how I am."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import ROLES, STAFF, Profile, Role
from handlers.audit import ShowAudit
from handlers.sheets.declared import SheetPage
from handlers.status.lists import ListPage, OpenList
from handlers.status.missing import MissingAt
from handlers.status.people import PeoplePage
from tests.handlers.groups import newcomer, two_cohorts
from tests.handlers.test_faq_ask import UNKNOWN
from tests.house import DAY_1, House

AFTER_DAY_1 = DAY_1 + timedelta(hours=5)


async def after_day_1(house: House) -> None:
    """Ana came, Béla late, Chloé not; Łucja has not joined."""
    ana, bela, chloe = [await house.joined(name) for name in ("Ana", "Béla <b>", "Chloé")]
    await newcomer(house, "Łucja")
    await house.move_to(DAY_1)
    await ana.sends("/checkin")
    await house.pass_time(timedelta(minutes=20))
    await bela.sends("/checkin")
    await chloe.asks(UNKNOWN)
    await house.move_to(AFTER_DAY_1)


async def test_who_joined_then_attendance_then_risk_then_questions(house: House) -> None:
    olga = await house.joined("Olga", "trainer")
    await after_day_1(house)
    await olga.sends("/status")
    assert olga.told[-1].split("\n") == [
        "Cluster Booster Academy, Wed 6 Nov 2024, 15:00 CET",
        "Joined: 3 of 4 participants, 1 of 1 trainers, organisers and others.",
        "Attendance",
        "• Online day 1: 2 of 4 there, 1 late",
        "• Online day 2: to come, Mon 11 Nov 2024",
        "At risk: 2 missed a compulsory session.",
        "Unanswered questions: 1.",
    ]
    status = olga.private[-1]
    assert list(status.buttons)[:3] == ["Not joined (1)", "At risk (2)", "All sessions (5)"]
    await olga.presses("Not joined (1)", status)
    assert olga.told[-1] == "Not joined yet: 1\n• Łucja"
    await olga.presses("At risk (2)", status)
    assert olga.told[-1].split("\n") == [
        "At risk: 2. What it means for each: /eligibility all",
        "• Chloé (Chloé's cluster): missed Online day 1",
        "• Łucja (Łucja's cluster): missed Online day 1",
    ]
    await olga.presses("All sessions (5)", status)
    assert olga.told[-1].split("\n") == [
        "Attendance",
        "• Online day 1: 2 of 4 there, 1 late",
        "• Online day 2: to come, Mon 11 Nov 2024",
        "• Online day 3: to come, Fri 15 Nov 2024",
        "• Warsaw day 1: to come, Mon 3 Mar 2025",
        "• Warsaw day 2: to come, Tue 4 Mar 2025",
    ]


@pytest.mark.parametrize("role", ["organiser", "trainer", "coach"])
async def test_what_is_to_be_answered_comes_first_for_those_who_answer(house: House, role: Role) -> None:
    olga = await house.joined("Olga", role)
    await after_day_1(house)
    await olga.sends("/status")
    await olga.sends("/status", group=True)
    await olga.presses("Names, in private")
    for told in (status for status in olga.told if status.startswith("Cluster")):
        first, second = told.split("\n")[1:3]
        waits = (first, second) == ("Waits for you:", "• Questions to answer: 1. Send /questions.")
        assert waits == (role == "organiser")
        assert ("\nUnanswered questions: 1." in told) == (role != "organiser")
        assert not [name for name in (UNKNOWN, "Chloé", "Łucja") if name in told]


async def test_in_the_group_counts_only(house: House) -> None:
    olga = await house.joined("Olga", "trainer", language="de", zone="Europe/Lisbon")
    await after_day_1(house)
    await olga.sends("/status", group=True)
    status = house.group[-1]
    assert status.text.split("\n") == [
        "Cluster Booster Academy, Wed 6 Nov 2024, 15:00 CET",
        "Joined: 3 of 4 participants, 1 of 1 trainers, organisers and others.",
        "Attendance",
        "• Online day 1: 2 of 4 there, 1 late",
        "• Online day 2: to come, Mon 11 Nov 2024",
        "At risk: 2 missed a compulsory session.",
        "Unanswered questions: 1.",
    ]
    before = len(house.group)
    reply = await olga.presses("Names, in private", status)
    assert reply.toast is not None
    assert reply.toast.text == "I have sent them to you in private."
    await olga.presses("At risk (2)")
    assert "Chloé (Chloé's cluster): missed Online day 1" in olga.told[-1]
    ana = await house.joined("Dora")
    refused = await ana.presses("Names, in private", status)
    assert refused.toast is not None
    assert refused.toast.text == "Sorry, this can be done only by: trainer, coach, organiser."
    assert ana.told == []
    assert len(house.group) == before


async def test_a_participant_gets_their_own_and_always_in_private(house: House) -> None:
    await after_day_1(house)
    dora = await house.joined("Dora", zone="Europe/Vilnius")
    groups = len(house.group)
    await dora.sends("/status", group=True)
    assert len(house.group) == groups
    assert dora.told == [
        (
            "How you are doing, Wed 6 Nov 2024, 16:00 EET\nYour attendance\n• Online day 1: no check-in\n"
            "• Online day 2: to come\n• Online day 3: to come\n• Warsaw day 1: to come\n• Warsaw day 2: to come"
        )
    ]


async def test_a_speaker_is_not_told_to_have_missed_anything(house: House) -> None:
    sam = await house.joined("Sam", "speaker")
    await house.move_to(AFTER_DAY_1)
    await sam.sends("/status")
    assert sam.told[-1] == (
        "How you are doing, Wed 6 Nov 2024, 15:00 CET\n"
        "There is nothing to report about you yet. /help shows what I can do for you."
    )
    assert await sam.asks("Did I check in?") == (
        "Did I check in?\nI have no check-in from you, and for your role none is needed."
    )


async def test_with_nothing_to_say_it_says_little(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await olga.sends("/status")
    lines = olga.told[-1].split("\n")
    assert lines[1] == "Joined: 0 of 0 participants, 1 of 1 trainers, organisers and others."
    assert lines[2:] == ["Attendance", "• Online day 1: to come, Wed 6 Nov 2024", "At risk: nobody."]


async def test_answers_that_missed_the_point_are_named_by_their_question(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.asks("Who pays for the hotel?")
    await ana.presses("Not what I asked")
    await olga.sends("/status")
    await olga.presses("Wrong answers (1)")
    assert olga.told[-1].endswith(
        "Answers that were not what people had asked (how often, of how often given):\n• Who pays for the hotel? 1 of 1"
    )


async def test_names_of_another_cohort_are_not_shown(tmp_path: Path) -> None:
    async with two_cohorts(tmp_path) as house:
        tina = await house.member("Tina", {"autumn": "trainer", "spring": "participant"})
        await house.move_to(DAY_1)
        async with house.app.database.write() as uow:
            await uow.members.save(house.spring.id, [Profile("Geheim", "geheim@people.example")])
            await uow.members.save(house.autumn.id, [Profile("Offen", "offen@people.example")])
        for cohort in (house.spring, house.autumn):
            await choose(house, tina.account_id, cohort.id)
            for group in (True, False):
                reply = await tina.presses_token(f"sn:{house.spring.id}", house.group[-1] if group else None)
                assert reply.toast is not None
                assert reply.toast.text == "Sorry, this can be done only by: trainer, coach, organiser."
        assert tina.told == []
        await choose(house, tina.account_id, house.spring.id)
        await tina.presses_token(f"sn:{house.autumn.id}")
        assert tina.told[-1].startswith("Autumn group, ")
        await tina.presses("Not joined (1)")
        assert tina.told[-1] == "Not joined yet: 1\n• Offen"
        for data in (OpenList(house.spring.id, "not_joined"), ListPage(house.spring.id, 0, "not_joined")):
            refused = await tina.presses_token(data.pack())
            assert refused.toast is not None
            assert refused.toast.text == "Sorry, this can be done only by: trainer, coach, organiser."
        assert not [told for told in tina.told if "Geheim" in told]


async def choose(house: House, account_id: str, cohort_id: int) -> None:
    async with house.app.database.write() as uow:
        identity = await uow.accounts.identify("test", account_id, "Tina", house.wall.now())
        await uow.accounts.choose_cohort(identity.account.id, cohort_id)


async def test_while_a_session_runs_it_says_how_to_check_in(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await ana.sends("/status")
    assert "• Online day 1: on now: send /checkin\n• Online day 2: to come" in ana.told[-1]
    await ana.sends("/checkin")
    await ana.sends("/status")
    assert "• Online day 1: checked in, Wed 6 Nov 2024, 10:00 CET" in ana.told[-1]


async def test_who_came_after_all_is_not_counted_as_away(house: House) -> None:
    olga, ana, ben = await house.joined("Olga", "organiser"), await house.joined("Ana"), await house.joined("Ben")
    for who in (ana, ben):
        await who.submits("attendance.absence", "1:online-1", reason="A wedding")
    await house.move_to(DAY_1)
    await ana.sends("/checkin")
    await olga.sends("/status")
    assert "• Online day 1: 1 of 2 there, 1 said they cannot come\n" in olga.told[-1]
    await house.move_to(AFTER_DAY_1)
    await olga.sends("/status")
    assert "• Online day 1: 1 of 2 there, 1 had said they could not come\n" in olga.told[-1]


async def test_a_long_list_comes_a_page_at_a_time(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    for n in range(22):
        await house.on_roster(f"P{n:02}")
    await house.move_to(AFTER_DAY_1)
    await olga.sends("/status")
    assert len(olga.told[-1]) < 500
    await olga.presses("At risk (22)")
    page = olga.private[-1]
    assert [("P19 (" in page.text), ("P20 (" in page.text)] == [True, False]
    await olga.presses("More (2)", page)
    assert [("P19 (" in page.text), ("P20 (" in page.text)] == [False, True]
    await olga.presses("Back", page)
    assert "P00 (" in page.text


@pytest.mark.parametrize(
    ("name", "roles"),
    [("met_nobody", {"organiser"}), ("no_mentor", {"organiser"}), ("undelivered", {"organiser"}), ("at_risk", STAFF)],
)
async def test_a_list_is_for_those_whom_its_feature_names(house: House, name: str, roles: set[str]) -> None:
    for role in sorted(ROLES):
        person = await house.joined(f"{role} somebody", role)
        reply = await person.presses_token(OpenList(house.cohort.id, name).pack())
        assert (reply.toast is None) == (role in roles), role
        assert bool(person.told) == (role in roles), role


async def test_a_list_that_is_gone_is_said_to_be(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    for token in ("zl:1:nothing", "zk:1:3:nothing"):
        reply = await olga.presses_token(token)
        assert reply.toast is not None
        assert reply.toast.text == "This list is no longer there. Please send /status again."


@pytest.mark.parametrize(
    "data",
    [
        lambda cohort: PeoplePage(cohort, 0),
        lambda cohort: SheetPage(cohort, 0),
        lambda cohort: ShowAudit(cohort, 0),
        lambda cohort: MissingAt(cohort, "online-1"),
        lambda cohort: ListPage(cohort, 0, "not_joined"),
    ],
)
async def test_a_made_up_press_in_the_group_shows_names_to_nobody_else(
    house: House, data: Callable[[int], ButtonData]
) -> None:
    """By one who may see them: the answer goes to them alone, and the group's message stays as it is."""
    ana, olga = await house.joined("Ana Silva"), await house.joined("Olga", "organiser")
    await olga.sends("/status", group=True)
    await house.move_to(DAY_1)
    posted, before = house.group[-1], [one.text for one in house.group]
    told = len(olga.told)
    await olga.presses_token(data(house.cohort.id).pack(), posted)
    assert [one.text for one in house.group] == before
    assert len(olga.told) == told + 1
    assert not [text for text in before if ana.name in text]

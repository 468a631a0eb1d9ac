"""Other ways to look at the status: who is missing, by person, as a picture, as a file; and once a week by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.people import Profile, Role
from tests.handlers.test_faq_ask import UNKNOWN
from tests.handlers.test_sheets import Files
from tests.house import DAY_1, House, Person

MONDAY = datetime(2024, 11, 11, 7, 0, tzinfo=UTC)
"""08:00 in Warsaw."""

HEAD = "Your week: Cluster Booster Academy"


async def after_day_1(house: House, *roles: Role) -> Person:
    """Ana came, Béla late, Chloé not; Dana had said so."""
    staff = await house.joined("Olga", *(roles or ("organiser",)))
    ana, bela = [await house.joined(name) for name in ("Ana", "Béla <b>")]
    await house.joined("Chloé")
    await house.joined("Dana")
    async with house.app.database.write() as uow:
        (dana,) = await uow.members.by_email("dana@people.example")
        await uow.absences.announce(dana, "online-1", "my divorce", house.clock.now(), short_notice=True)
    await house.move_to(DAY_1)
    await ana.sends("/checkin")
    await house.pass_time(timedelta(minutes=20))
    await bela.sends("/checkin")
    await house.move_to(DAY_1 + timedelta(hours=5))
    return staff


@pytest.mark.parametrize(("role", "export"), [("organiser", True), ("trainer", True), ("coach", False)])
async def test_the_buttons_are_those_that_the_role_may_press(house: House, role: Role, export: bool) -> None:
    olga = await after_day_1(house, role)
    await olga.sends("/status")
    expected = ["Who is missing", "By person", "Picture"] + (["Export"] if export else [])
    assert list(olga.private[-1].buttons) == ["At risk (2)", "All sessions (5)", *expected]
    await olga.sends("/status", group=True)
    assert list(house.group[-1].buttons) == ["Names, in private"]


async def test_who_is_missing_those_who_said_nothing_first(house: House) -> None:
    olga = await after_day_1(house)
    await olga.sends("/status")
    await olga.presses("Who is missing")
    assert olga.told[-1].split("\n") == [
        "Missing at Online day 1: 2 of 4.",
        "• Chloé (Chloé's cluster)",
        "• Dana (Dana's cluster): said so before, not decided yet",
    ]
    await house.move_to(datetime(2024, 11, 11, 9, 5, tzinfo=UTC))
    await olga.presses("Who is missing")
    assert olga.told[-1].startswith("Not yet at Online day 2: 4 of 4.")
    missing = olga.private[-1]
    await olga.presses("Session before", missing)
    assert missing.text.startswith("Missing at Online day 1: 2 of 4.")


async def test_before_the_first_session_nobody_is_missing(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await house.joined("Ana")
    await olga.sends("/status")
    reply = await olga.presses("Who is missing")
    assert reply.toast is not None
    assert reply.toast.text == "No session has begun yet, so nobody is missing."
    await olga.presses("By person")
    assert olga.told[-1].split("\n") == ["By person, 1 to 1 of 1", "• Ana (Ana's cluster): no session yet"]


async def test_by_person_a_page_at_a_time(house: House) -> None:
    olga = await after_day_1(house)
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, [Profile(f"Zoe {n:02}", f"z{n}@people.example") for n in range(20)])
    await olga.sends("/status")
    await olga.presses("By person")
    page = olga.private[-1]
    assert page.text.split("\n")[:5] == [
        "By person, 1 to 20 of 24",
        "• Ana (Ana's cluster): 1 of 1",
        "• Béla <b> (Béla <b>'s cluster): 1 of 1, 1 late",
        "• Chloé (Chloé's cluster): 0 of 1",
        "• Dana (Dana's cluster): 0 of 1, 1 absence to be decided",
    ]
    await olga.presses("More", page)
    assert page.text.split("\n")[0] == "By person, 21 to 24 of 24"
    assert list(page.buttons) == ["Back"]


async def test_the_picture_of_a_group_of_people(house: House) -> None:
    olga, files = await after_day_1(house), Files(house)
    await olga.sends("/status")
    await olga.presses("Picture")
    (file,) = olga.private[-1].message.files
    assert files["attendance-aca.png"].startswith(b"\x89PNG")
    assert file.alt == "Attendance by session. Online day 1: 2 of 4 there"
    assert olga.told[-1] == "Attendance of 4 people. The file with all details: /attendance."
    assert not any(posted.message.files for posted in house.group)


async def test_of_many_people_the_picture_shows_groups(house: House) -> None:
    olga, files = await after_day_1(house), Files(house)
    people = [Profile(f"Zoe {n:02}", f"z{n}@people.example", country=("Latvia", "Georgia")[n % 2]) for n in range(60)]
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, people)
    await olga.sends("/status")
    await olga.presses("Picture")
    assert olga.told[-1].startswith("Attendance of 64 people by country: too many to show each one.")
    width, height = (int.from_bytes(files["attendance-aca.png"][at : at + 4]) for at in (16, 20))
    assert width == 1080
    assert height < 1200  # three countries, not 64 people


async def test_export_leads_to_the_file_of_the_whole_programme(house: House) -> None:
    trainer, files = await after_day_1(house, "trainer"), Files(house)
    await trainer.sends("/status")
    await trainer.presses("Export")
    await trainer.presses("Excel")
    await trainer.presses("CSV")
    assert list(files) == ["attendance-aca.xlsx", "attendance-aca.csv"]
    async with house.app.database.read() as uow:
        deeds = [deed.details for deed in await uow.audit.latest(house.cohort.id, 10) if deed.action == "exported"]
    assert deeds == [{"what": "attendance", "format": form} for form in ("csv", "xlsx")]


def weeks(person: Person) -> list[str]:
    return [told for told in person.told if told.startswith("Your week")]


async def test_on_monday_morning_organisers_are_told_how_things_stand(house: House) -> None:
    olga = await after_day_1(house)
    trainer, far = (
        await house.joined("Tina", "trainer"),
        await house.joined("Fernanda", "organiser", zone="America/Sao_Paulo"),
    )
    chloe = await house.joined("Chloé")
    await chloe.asks(UNKNOWN)
    await house.move_to(MONDAY - timedelta(minutes=1))
    assert weeks(olga) == []
    await house.move_to(MONDAY)
    (told,) = weeks(olga)
    lines = told.split("\n")
    assert lines[:4] == [
        HEAD,
        "• Mon 11 Nov 2024, 10:00 CET: Online day 2",
        "• Fri 15 Nov 2024, 10:00 CET: Online day 3",
        "Waits for you:",
    ]
    assert lines[4:6] == [
        "• Absence notices to decide: 1. Send /absences.",
        "• Questions to answer: 1. Send /questions.",
    ]
    assert "• Online day 1: 2 of 4 there, 1 late, 1 had said they could not come" in lines
    await house.tick()
    await house.pass_time(timedelta(hours=3))
    assert (len(weeks(olga)), weeks(far)) == (1, [])
    assert [told.split("\n") for told in weeks(trainer) + weeks(chloe)] == [lines[:3]] * 2
    await house.pass_time(timedelta(hours=1))
    assert len(weeks(far)) == 1
    assert not any("Your week" in posted.text for posted in house.group)
    await house.move_to(MONDAY + timedelta(days=7))
    assert len(weeks(olga)) == 2


async def test_the_plan_has_the_next_monday_once_however_many_clocks_there_are(house: House) -> None:
    for n, zone in enumerate(("Europe/Warsaw", "Europe/Lisbon", "Asia/Tbilisi")):
        await house.joined(f"P{n}", zone=zone)
    for moment, first, where in ((house.clock.at, 4, "Tbilisi"), (MONDAY - timedelta(hours=2), 7, "Warsaw")):
        house.clock.at = moment
        plan = [one for one in await house.app.schedule.planned() if one.what.startswith("Overview of the week")]
        assert [f"{one.at:%d %H:%M}" for one in plan] == [f"11 0{first}:00"]
        assert where in plan[0].to


async def test_what_could_not_be_said_in_the_morning_is_said_until_the_evening(house: House) -> None:
    olga = await after_day_1(house)
    await house.move_to(MONDAY + timedelta(hours=11))
    assert len(weeks(olga)) == 1
    await house.move_to(MONDAY + timedelta(days=7, hours=13))
    assert len(weeks(olga)) == 1


async def test_when_there_is_nothing_to_say_nothing_is_said(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await house.joined("Ana")
    await house.move_to(datetime(2024, 10, 21, 7, tzinfo=UTC))
    assert weeks(olga) == []
    await house.move_to(datetime(2025, 6, 2, 6, tzinfo=UTC))
    assert weeks(olga) == []


async def test_it_can_be_switched_off(tmp_path: Path) -> None:
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, weekly_digest=False).open()
    try:
        olga = await after_day_1(house)
        await house.move_to(MONDAY)
        assert weeks(olga) == []
    finally:
        await house.close()

"""The packs that ship are complete, and say what they are meant to say."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.programme import FaqEntry, Programme, Session, load_programme
from bot.programme.facts import facts, render_entry
from bot.programme.placeholders import names, used
from bot.programme.roster import read_roster
from bot.programme.timeline import timeline, warnings
from tests.programme.conftest import SHIPPED


def test_every_answer_renders(shipped: Programme, now: datetime) -> None:
    for entry in shipped.faq:
        said = render_entry(entry, shipped, now=now, zone=ZoneInfo("Asia/Tbilisi"), language="de")
        assert said.strip()
        assert "{" not in said
        assert "}" not in said


def test_every_entry_can_be_asked_in_many_ways(shipped: Programme) -> None:
    assert [entry.id for entry in shipped.faq if len(entry.phrasings) < 9] == []


def test_answers_do_not_begin_with_yes(shipped: Programme) -> None:
    # One answer serves "is it free?" and "it isn't free, is it?" alike.
    assert [entry.id for entry in shipped.faq if entry.answer.lower().startswith("yes")] == []


def test_facts_are_exactly_the_placeholders_that_checking_knows(shipped: Programme, now: datetime) -> None:
    known = names(
        sessions=[session.key for session in shipped.sessions],
        modules=[module.number for module in shipped.modules],
        venues=[venue.key for venue in shipped.venues],
        contacts=shipped.contacts,
        costs=shipped.costs,
        facts=shipped.facts,
        cancel_before=shipped.rules.cancel_before_days is not None,
    )
    assert set(facts(shipped, now=now, zone=shipped.tz, language="en")) == known


def test_own_facts_are_used(shipped: Programme) -> None:
    said = {name for entry in shipped.faq for name in used(entry.answer)}
    own = {f"fact.{key}" for key in shipped.facts} | {f"cost.{key}" for key in shipped.costs}
    assert own - said == set()


@pytest.mark.parametrize(("pack", "entries"), [("academy", 60), ("track", 40), ("bsr", 60)])
def test_there_are_enough_entries(pack: str, entries: int) -> None:
    assert len(load_programme(SHIPPED / pack).faq) >= entries


@pytest.mark.parametrize(
    ("pack", "roles"),
    [
        ("academy", {"participant": 48, "trainer": 3, "coach": 4, "speaker": 1, "organiser": 3}),
        ("track", {"mentee": 26, "mentor": 8, "organiser": 2}),
        ("bsr", {"participant": 22, "trainer": 4, "organiser": 2}),
    ],
)
def test_sample_rosters_are_sound(pack: str, roles: dict[str, int]) -> None:
    read = read_roster((SHIPPED / pack / "roster.example.csv").read_bytes())
    assert read.mistakes == ()
    assert {role: sum(role in row.roles for row in read.rows) for role in roles} == roles
    assert all(row.email.endswith(".example") for row in read.rows)


def test_academy_timeline(academy: Programme) -> None:
    lines = timeline(academy).splitlines()
    assert "  Wed 6 Nov 2024, 10:00–14:00 CET  online-1: Online day 1 (online, compulsory, camera on)" in lines
    assert "      check-in 09:45–14:00 CET, late from 10:10" in lines
    assert "      requires attendance of: online" in lines
    assert warnings(academy) == []


def test_timeline_warns_of_what_is_unfinished(bsr: Programme) -> None:
    assert "  module-1-start has no date: no reminders and no check-in until it has one" in timeline(bsr).splitlines()


def test_the_path_is_kept(academy: Programme) -> None:
    assert isinstance(academy.path, Path)
    assert academy.path.name == "academy"


def test_check_in_hours_of_the_academy(academy: Programme) -> None:
    first, warsaw = academy.session("online-1"), academy.session("warsaw-1")
    assert first.opens_at == datetime(2024, 11, 6, 8, 45, tzinfo=UTC)
    assert first.late_at == datetime(2024, 11, 6, 9, 10, tzinfo=UTC)
    assert first.closes_at == datetime(2024, 11, 6, 13, 0, tzinfo=UTC)
    assert (warsaw.starts_at, warsaw.ends_at, warsaw.late_at) == (None, None, None)
    assert warsaw.opens_at == datetime(2025, 3, 3, 7, 0, tzinfo=UTC)
    assert warsaw.closes_at == datetime(2025, 3, 3, 17, 0, tzinfo=UTC)
    assert warsaw.place == "Warsaw University of Technology"


def test_timeline_warns_of_entries_asked_in_few_ways_and_days_without_check_in() -> None:
    session = Session(key="a", title="A", kind="in_person", date=date(2025, 3, 3))
    entry = FaqEntry(id="x", topic="x", question="What?", phrasings=("what",), answer="That.")
    assert warnings(Programme(id="p", title="P", zone="UTC", sessions=(session,), faq=(entry,))) == [
        "a has no hours: give check_in = { from = …, until = … } so that people can check in",
        "entry x has only 2 phrasings: add ways in which people ask it",
    ]

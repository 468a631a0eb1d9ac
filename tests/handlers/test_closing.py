"""When check-in closes: who is told what, once, and only while it is of use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.domain.people import Profile
from tests.handlers.packs import academy_with
from tests.house import DAY_1, House, Person

END = DAY_1 + timedelta(hours=4)
DAY = timedelta(days=1)
CONTACT = "events@clustercollaboration.eu"
MEANS = (
    "What it means: to come to Warsaw day 1 and Warsaw day 2 you need to have been at Online day 1. As it stands, you may not "
    "come to them."
)
MISSED = (
    f"Check-in to Online day 1 is over, and you were not checked in.\n{MEANS}\n"
    f"What you can do: were you there, or did you have an important reason? Then please write to the organisers, {CONTACT}. They "
    "decide. To say beforehand that you cannot come to another session, send /absent."
)


async def announce(house: House, who: Person, state: str = "open") -> None:
    """An absence notice for the first day, and what the organisers said to it."""
    async with house.app.database.write() as uow:
        assert who.email
        (member,) = await uow.members.by_email(who.email)
        made = await uow.absences.announce(member, "online-1", "A wedding", house.clock.at, short_notice=True)
        assert made is not None
        if state != "open":
            assert await uow.absences.decide(made, state, member.id, house.clock.at, reason="A wedding")  # type: ignore[arg-type]


async def test_the_missing_are_told_and_organisers_get_the_list_once(each_house: House) -> None:
    house = each_house
    olga, tina = await house.joined("Olga", "organiser"), await house.joined("Tina", "trainer")
    ana, ben, cyd = await house.joined("Ana"), await house.joined("Ben"), await house.joined("Cyd")
    dua, eve, fay = await house.joined("Dua"), await house.joined("Eve"), await house.joined("Fay")
    await house.on_roster("Gus Nieobecny")
    await announce(house, cyd)
    await announce(house, dua, "justified")
    await announce(house, eve, "unjustified")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    await tina.sends("/mark fay absent she told me")
    await house.move_to(DAY_1 + timedelta(minutes=30))
    await ben.presses("I am here")
    before = {person.name: len(person.told) for person in (olga, tina, ana, ben, cyd, dua, eve, fay)}
    await house.move_to(END)
    told = {person.name: person.told[before[person.name] :] for person in (tina, ana, ben, cyd, dua, eve, fay)}
    known = "Online day 1 is over. We missed you, and we knew that you could not come."
    ask = f"Do you have a question about it? Please write to the organisers, {CONTACT}."
    refused = "You had told us that you could not come. The organisers did not accept the reason."
    head, rest = MISSED.split("\n", 1)
    assert told == {
        "Tina": [],
        "Ana": [],
        "Ben": [],
        "Cyd": [
            f"{known}\nThe organisers have not decided about your reason yet. I will tell you when they do.\n{MEANS}\n{ask}"
        ],
        "Dua": [f"{known}\nThe organisers have accepted your reason.\n{MEANS}\n{ask}"],
        "Eve": [f"{head}\n{refused}\n{rest}"],
        "Fay": [],
    }
    assert olga.told[before["Olga"] :] == [
        (
            "Check-in is over: Online day 1\n2 of 7 were there.\n"
            "Missing, without an absence notice (2): Fay (Fay's cluster), Gus Nieobecny (Gus Nieobecny's cluster)\n"
            "With an absence notice (3):\n• Cyd (Cyd's cluster): not decided yet\n• Dua (Dua's cluster): justified\n"
            "• Eve (Eve's cluster): not justified\nLate (1): Ben (Ben's cluster)\nOn time (1): Ana (Ana's cluster)\nIs something not right? To mark somebody, send /mark. "
            "For the list as a file, send /attendance.\n"
            "Was it in Zoom or Teams? You can send me its list of participants, and I compare it with the check-ins."
        )
    ]
    posted = len(house.platform.posted)
    for _ in range(3):
        await house.pass_time(timedelta(minutes=1))
    assert len(house.platform.posted) == posted


async def test_the_missing_hear_it_in_plain_words(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await house.move_to(END)
    assert ana.told == [MISSED]


async def test_who_has_left_is_left_alone_and_who_is_marked_meanwhile_hears_only_that(house: House) -> None:
    tina, ana = await house.joined("Tina", "trainer"), await house.joined("Ana")
    ben = await house.joined("Ben", zone="America/Vancouver")
    await house.move_to(DAY_1)
    async with house.app.database.write() as uow:
        await uow.connection.execute(text("UPDATE member SET withdrawn_at = '2024-11-01' WHERE name = 'Ana'"))
    await house.move_to(END)
    assert ben.told == [], "it is five in the morning there"
    await tina.sends("/mark ben there I saw him")
    await house.pass_time(timedelta(hours=4))
    assert ana.told == []
    assert [one.split("\n")[0] for one in ben.told] == ["Tina has marked you as present at Online day 1."]


async def test_a_bot_that_was_down_tells_members_within_a_day_and_organisers_within_a_week(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await house.move_to(DAY_1)
    await house.move_to(END + 3 * DAY)
    assert ana.told == []
    assert [one.split("\n")[0] for one in olga.told] == ["Check-in is over: Online day 1"]
    await house.move_to(END + 30 * DAY)
    assert [one.split("\n")[0] for one in olga.told][1:] == []


async def test_a_bot_that_was_down_all_the_time_blames_nobody(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await house.tick()
    await house.move_to(END + timedelta(hours=1))
    assert ana.told == []
    assert olga.told == [
        (
            "Check-in is over: Online day 1\nNobody checked in. Was I switched off then, or was there no card in the group? Then you "
            "can mark people with /mark, or send me the list of participants from your meeting software.\n"
            "Missing, without an absence notice (1): Ana (Ana's cluster)"
        )
    ]


async def test_what_was_over_before_the_bot_came_is_not_spoken_of(database_url: str, tmp_path: Path) -> None:
    house = await House(database_url, tmp_path, at=END + timedelta(hours=1)).open()
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await house.tick()
    await house.pass_time(timedelta(minutes=1))
    assert (olga.told, ana.told) == ([], [])
    await house.close()


async def test_nobody_is_told_in_their_night(tmp_path: Path) -> None:
    pack = academy_with(tmp_path, ('starts = "10:00"\nends = "14:00"', 'starts = "17:00"\nends = "21:00"'))
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack).open()
    ana, ben = await house.joined("Ana", zone="Europe/Vilnius"), await house.joined("Ben", zone="America/Toronto")
    await house.move_to(datetime(2024, 11, 6, 16, 0, tzinfo=UTC))
    await house.move_to(datetime(2024, 11, 6, 20, 0, tzinfo=UTC))
    assert (len(ana.told), len(ben.told)) == (0, 1)
    await house.move_to(datetime(2024, 11, 7, 5, 59, tzinfo=UTC))
    assert len(ana.told) == 0
    await house.move_to(datetime(2024, 11, 7, 6, 0, tzinfo=UTC))
    assert (len(ana.told), len(ben.told)) == (1, 1)
    await house.close()


async def test_where_justified_absences_count_it_says_so_and_the_last_session_has_no_consequence(
    tmp_path: Path,
) -> None:
    pack = academy_with(tmp_path, ("justified_absence_counts = false", "justified_absence_counts = true"))
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack).open()
    ana = await house.joined("Ana")
    await announce(house, ana, "justified")
    await house.move_to(DAY_1)
    await house.move_to(END)
    assert "For the sessions that need this one, it counts as if you had been there." in ana.told[-1]
    last = datetime(2025, 3, 4, 17, 0, tzinfo=UTC)
    await house.move_to(last - timedelta(hours=1))
    await house.move_to(last)
    assert "Check-in to Warsaw day 2 is over, and you were not checked in.\nWhat it means: " in ana.told[-1]
    assert "you need to have been at" not in ana.told[-1]
    await house.close()


async def test_ten_thousand_missing_people_are_one_short_list(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    async with house.app.database.write() as uow:
        people = [Profile(f"Person {n:05}", f"p{n}@x.example", "Org") for n in range(10_000)]
        await uow.members.save(house.cohort.id, people)
    await house.move_to(DAY_1)
    await house.move_to(END)
    assert len(olga.told[-1]) < 4000
    assert "Person 00039 (Org) and 9960 more" in olga.told[-1]


async def test_names_stand_where_people_look_for_them(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    for name in ("Zoran", "Łucja", "Élodie", "Mia", "Żaneta"):
        await house.on_roster(name)
    await house.move_to(DAY_1)
    reply = await olga.sends("/mark")
    assert reply.form is not None
    first = [option.label.partition(" (")[0] for option in reply.form.fields[0].options]
    await house.move_to(END)
    order = ["Élodie", "Łucja", "Mia", "Żaneta", "Zoran"]
    assert first == [*order[:3], "Olga", *order[3:]]
    (told,) = [said for said in olga.told if said.startswith("Check-in is over")]
    await olga.sends("/status")
    await olga.presses(next(label for label in olga.private[-1].buttons if label.startswith("At risk")))
    at_risk = olga.told[-1]
    await olga.sends("/eligibility all")
    for said in (told, at_risk, olga.told[-1]):
        assert sorted(order, key=said.index) == order

"""A list from meeting software: read, matched, compared with the check-ins, and decided about by an organiser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.house import DAY_1, EVE, House, Person

HEADING = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
FULL = ",2024-11-06 09:55,2024-11-06 14:05,250\n"


async def people(house: House) -> dict[str, Person]:
    """Olga organises, Tomas trains; Ana, Bo, Cyd and Dee take part, and Ana and Bo checked in."""
    found = {
        "olga": await house.joined("Olga Svensson", "organiser"),
        "tomas": await house.joined("Tomas Novák", "trainer"),
    }
    for name in ("Ana Lučić", "Bo Ng", "Cyd Ó Briain", "Dee Ferrari"):
        found[name.split()[0].lower()] = await house.joined(name)
    await house.move_to(DAY_1)
    for name in ("ana", "bo"):
        await found[name].sends("/checkin")
    await house.move_to(DAY_1 + timedelta(hours=5))
    return found


def listed(*rows: str) -> bytes:
    return (HEADING + "".join(rows)).encode()


ROWS = (
    "Ana L,ana-lučić@people.example" + FULL,
    "Bo Ng,bo-ng@people.example,2024-11-06 09:55,2024-11-06 10:12,17\n",
    "Cid O'Briain," + FULL,
    "FERRARI DEE," + FULL,
    "iPhone," + FULL,
)


async def test_names_stand_in_the_order_of_the_alphabet_whatever_their_marks(house: House) -> None:
    who = await people(house)
    for name in ("Élodie Roy", "Zoë Blom"):
        await house.joined(name)
    rows = [f"{name},{name.lower().replace(' ', '-')}@people.example{FULL}" for name in ("Zoë Blom", "Élodie Roy")]
    await who["olga"].sends_file("participants.csv", listed(*rows, "Dee Ferrari,dee-ferrari@people.example" + FULL))
    unseen = [line for line in who["olga"].private[-1].text.splitlines() if line.endswith(": 240 minutes")]
    assert [line.split()[1] for line in unseen] == ["Dee", "Élodie", "Zoë"]


async def test_differences_are_shown_names_confirmed_and_an_organiser_decides(each_house: House) -> None:
    house = each_house
    who = await people(house)
    olga, dee, bo = who["olga"], who["dee"], who["bo"]
    await olga.sends_file("participants.csv", listed(*ROWS))
    card = olga.private[-1]
    assert card.text.splitlines() == [
        "Online day 1: participants.csv",
        "2 members are in the list, 2 names to confirm, 1 person I do not know.",
        "I do not know: iPhone.",
        "I count as there who was in the meeting for at least 120 of its 240 minutes.",
        "Please confirm the names first. Until then they count as not in the list.",
        "Checked in, but not in the meeting for long enough: 1",
        "• Bo Ng (Bo Ng's cluster): 12 minutes",
        "List and check-ins agree about 3 members.",
    ]
    await olga.presses("Confirm names (2)", card)
    assert olga.private[-1].text.splitlines() == [
        "In the list: Cid O'Briain, 240 minutes.",
        "Is this Cyd Ó Briain, Cyd Ó Briain's cluster? (2 left)",
    ]
    await olga.presses("No, somebody else")
    assert "Is this Dee Ferrari" in olga.private[-1].text
    await olga.presses("Yes")
    assert olga.private[-1].text == "All names in participants.csv are confirmed. Thank you!"
    assert "In the meeting, but not checked in: 1\n• Dee Ferrari (Dee Ferrari's cluster): 240 minutes" in card.text
    assert "I do not know: Cid O'Briain, iPhone." in card.text

    before = {name: len(person.told) for name, person in who.items()}
    await olga.presses("Count as there (1)", card)
    assert dee.told[-1].startswith("The list of the online meeting shows you at Online day 1 for 240 minutes")
    await olga.presses("Count as not there (1)", card)
    assert bo.told[before["bo"] :] == []
    await olga.presses("Yes, not there")
    assert "count you as not there" in bo.told[-1]
    assert [len(who[name].told) - before[name] for name in ("ana", "cyd", "tomas")] == [0, 0, 0]
    assert "List and check-ins agree about 4 members." in card.text
    assert "Count as" not in "".join(card.buttons)
    async with house.app.database.read() as uow:
        records = await uow.check_ins.records(house.cohort.id, ["online-1"])
        deeds = await uow.audit.latest(house.cohort.id, 10)
    assert {(one.how, one.late, one.absent, one.reason) for one in records if one.how == "list"} == {
        ("list", False, False, "participants.csv: 240 min"),
        ("list", False, True, "participants.csv: 12 min"),
    }
    assert {(deed.action, deed.details["absent"]) for deed in deeds} >= {
        ("meeting_list_applied", True),
        ("meeting_list_applied", False),
    }
    await olga.presses("Done", card)
    assert "You are done with this list." in card.text


async def test_names_spelt_alike_are_confirmed_together(house: House) -> None:
    who = await people(house)
    await who["olga"].sends_file("list.csv", listed("LUCIC ANA," + FULL, "Bo Ng," + FULL, "Cid O'Briain," + FULL))
    card = who["olga"].private[-1]
    await who["olga"].presses("Confirm names (3)", card)
    assert who["olga"].private[-1].text.splitlines()[1:] == [
        "After that I ask you about 1 more, one by one.",
        "• Bo Ng: Bo Ng (Bo Ng's cluster)",
        "• LUCIC ANA: Ana Lučić (Ana Lučić's cluster)",
    ]
    await who["olga"].presses("Yes, all 2")
    assert "1 name to confirm" in card.text
    assert "Is this Cyd Ó Briain" in who["olga"].private[-1].text


async def test_a_trainer_may_send_a_list_and_only_organisers_decide(house: House) -> None:
    who = await people(house)
    await who["tomas"].sends_file("list.csv", listed(*ROWS))
    theirs, hers = who["tomas"].private[-1], who["olga"].private[-1]
    assert theirs.text == hers.text
    assert "Count as not there (1)" not in hers.buttons, "not before the names are confirmed"
    await who["tomas"].presses("Confirm names (2)", theirs)
    for _name in range(2):
        await who["tomas"].presses("Yes")
    assert "Count as not there (1)" in hers.buttons
    assert "Count as not there (1)" not in theirs.buttons
    token = hers.buttons["Count as not there (1)"].token
    for person in (who["tomas"], who["ana"], house.stranger()):
        reply = await person.presses_token(token, hers)
        assert reply.toast is not None
        assert "Bo" not in reply.toast.text
    async with house.app.database.read() as uow:
        assert not [one for one in await uow.check_ins.records(house.cohort.id, ["online-1"]) if one.absent]


async def test_who_is_not_known_can_be_named(house: House) -> None:
    who = await people(house)
    await who["olga"].sends_file("list.csv", listed("B. from Oslo," + FULL, "Katharina (iPhone)," + FULL))
    card = who["olga"].private[-1]
    assert "I do not know: B. from Oslo, Katharina (iPhone)." in card.text
    await who["olga"].presses("Who are they? (2)", card)
    assert who["olga"].private[-1].text == "In the list: B. from Oslo, 240 minutes.\nWho is this? (2 left)"
    await who["olga"].presses("Bo Ng")
    assert "In the list: Katharina (iPhone)" in who["olga"].private[-1].text
    assert "Bo Ng" not in who["olga"].private[-1].buttons
    await who["olga"].presses("None of them")
    assert who["olga"].private[-1].text == "Nobody in list.csv is left to ask about. Thank you!"
    assert "Who are they?" not in "".join(card.buttons)
    await who["olga"].presses("Count as not there (1)", card)
    assert "• Ana Lučić" in who["olga"].private[-1].text
    await who["olga"].presses("Yes, not there")
    assert "you are not in the list of the online meeting" in who["ana"].told[-1]
    assert not any("count you as not there" in said for said in who["bo"].told)


async def test_a_list_of_no_known_day_is_asked_about_and_can_be_moved(house: House) -> None:
    who = await people(house)
    await who["olga"].sends_file("list.csv", b"Name,Duration (Minutes)\nAna Lucic,230\n")
    assert who["olga"].told[-1] == "I have read list.csv. Of which session is it?"
    await who["olga"].presses("Online day 1")
    assert who["olga"].private[-1].text.startswith("Online day 1: list.csv\n")
    await who["olga"].presses("Another session")
    assert who["olga"].told[-1] == "Of which session is list.csv?"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("list.csv", b"PK\x03\x04", "list.csv is a spreadsheet."),
        ("list.csv", b"hello", "I found no list of participants in list.csv."),
        ("list.csv", bytes(range(256)) * 9, "I cannot read list.csv: it is no text."),
        ("list.csv", b"Name,Email,Role\nAna,a@x.example,Guest\n", "list.csv says who was there, but not for how long"),
        ("photo.jpg", b"x", "I have no use for this file, so I did nothing with photo.jpg."),
    ],
)
async def test_what_cannot_be_read_is_said(house: House, name: str, data: bytes, said: str) -> None:
    who = await people(house)
    await who["olga"].sends_file(name, data)
    assert who["olga"].told[-1].startswith(said)


@pytest.mark.parametrize("who", ["ana", "stranger"])
async def test_others_lists_are_not_read(house: House, who: str) -> None:
    known = await people(house)
    person = known.get(who) or house.stranger()
    await person.sends_file("list.csv", listed(*ROWS))
    assert person.told[-1] == "I have no use for this file, so I did nothing with list.csv."
    assert not any("list.csv" in said for said in known["olga"].told)


async def test_names_of_a_list_are_only_text(house: House) -> None:
    who = await people(house)
    await who["olga"].sends_file("<b>@everyone</b>.csv", listed("\"=cmd|'/c' **x** <!channel>\"," + FULL))
    assert "I do not know: =cmd|'/c' **x** <!channel>." in who["olga"].told[-1]
    assert house.clock.at > EVE

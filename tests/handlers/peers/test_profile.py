"""The profile: prefilled, forgiving, and changed by taps; who may be found, and by whom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.handlers.peers.desk import fills_in, id_of, newest, round_house, somebody
from tests.handlers.roadmap.desk import submits
from tests.house import House, Person


async def test_the_form_knows_what_the_roster_knows(house: House) -> None:
    ana = await house.joined("Ana", language="pl")
    form = (await ana.sends("/profile")).form
    assert form is not None
    values = {field.name: field.value for field in form.fields}
    assert (values["sector"], values["languages"], values["hours"], values["share"]) == (
        "food",
        "Polski, English",
        "09:00-17:00",
        "no",
    )
    assert [field.name for field in form.fields if field.required] == ["share"]
    assert all(not field.required or field.value for field in form.fields)


async def test_the_form_knows_what_their_roadmap_says(house: House) -> None:
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    await submits(ana, help_wanted="How to set membership fees, " + "a sentence that is much too long for a tag " * 3)
    for person, known in ((ana, ("Running a trade fair stand", "How to set membership fees")), (bo, ("", ""))):
        form = (await person.sends("/profile")).form
        assert form is not None
        values = {field.name: field.value for field in form.fields}
        assert (values["offers"], values["wants"]) == known


async def test_words_become_the_packs_tags_where_they_are_nearly_those(house: House) -> None:
    ana = await house.joined("Ana")
    await fills_in(ana, offers="Member engagment; 4, FESTIVALS, festivals", wants="communication\ninternationalisation")
    page = ana.private[-1].text
    assert "I offer: member engagement, financing, FESTIVALS" in page
    assert "I look for: communication, internationalisation" in page
    await ana.presses("What I offer")
    await ana.presses("✓ financing")
    await ana.presses("cluster strategy")
    await ana.presses("Done")
    assert "I offer: member engagement, FESTIVALS, cluster strategy" in ana.private[-1].text
    assert (await ana.sends("/profile")).form is None, "who has one sees it"


async def test_whom_the_platform_vouches_for_is_asked_for_it_once_by_day(house: House) -> None:
    ana, bo, tom = [await house.on_roster(name) for name in ("Ana", "Bo", "Tom")]
    for person in (ana, bo):
        await person.sends("/me")
    assert [len(ana.told), len(bo.told)] == [1, 1], "what they came for is answered by itself"
    await fills_in(bo, offers="financing")
    before = len(bo.told)
    await house.pass_time(timedelta(hours=2))
    assert "Tell me in a minute what you can offer" in ana.told[-1]
    assert (len(bo.told), tom.told) == (before, []), "who has one, or has not come yet, is not asked"
    form = (await ana.presses("My profile")).form
    assert form is not None
    told = len(ana.told)
    await ana.sends("/me")
    await house.pass_time(timedelta(hours=2))
    assert len(ana.told) == told + 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("hours", "17:00-9:00"), ("hours", "25-99"), ("hours", "9:00-9:30"), ("offers", ", ".join(map(str, range(300, 320)))), ("wants", "x" * 61), ("share", "evil")],
)  # fmt: skip
async def test_what_cannot_be_is_said_beside_its_field(house: House, field: str, value: str) -> None:
    ana = await house.joined("Ana")
    reply = await fills_in(ana, **{field: value})
    assert list(reply.errors) == [field]


@pytest.mark.parametrize("typed", ["9:00-17:00", "9-17", "9h–17h", "9.00 to 17.00", "9:00 bis 17:00"])
async def test_hours_as_people_write_them(house: House, typed: str) -> None:
    ana = await house.joined("Ana")
    await fills_in(ana, hours=typed)
    assert "Working hours: 09:00-17:00 (Europe/Warsaw)" in ana.told[-1]


async def test_a_profile_may_be_empty(house: House) -> None:
    ana = await house.joined("Ana")
    await fills_in(ana, languages="", hours="", share="no")
    assert "Thank you. Your profile is saved." in ana.told[-1]


async def test_step_by_step_where_there_are_no_forms(house: House) -> None:
    ana = await house.joined("Ana")
    ana.forms = False
    await ana.sends("/profile")
    assert "Your profile (1 of 9)" in ana.told[-1]


async def test_who(house: House) -> None:
    ana = await house.joined("Ana")
    bo, chi, dov = await house.joined("Bo"), await house.joined("Chi"), await house.joined("Dov")
    await fills_in(bo, offers="member engagement", contact="bo@secret.example")
    await fills_in(chi, offers="member engagement", share="asked")
    await fills_in(dov, offers="wind tunnels", share="found")
    await ana.sends("/who member engagement")
    assert ana.told[-1] == (
        "These members can help with “member engagement”:\n• Bo (Bo's cluster, Poland): member engagement"
    )
    for question in (
        "Who knows about wind tunnels?",
        "who can help me with wind tunnels",
        "Wer kennt sich mit wind tunnels aus?",
    ):
        answer = await ana.asks(question)
        assert answer.startswith("These members can help with “wind tunnels”:\n• Dov"), question
    await ana.sends("/who accounting")
    assert "Nobody who agreed to be found offers “accounting”." in ana.told[-1]
    await ana.sends("/who")
    await ana.presses("member engagement (1)")
    assert "Bo" in ana.private[-1].text
    await bo.sends("/withdraw")
    before = len(house.group)
    await ana.says("Who knows about wind tunnels?", group=True, addressed=True)
    assert [posted.text for posted in house.group[before:]] == ["I have answered you in private."]
    assert "Dov" in newest(ana, "wind tunnels")


async def test_who_left_is_not_found(house: House) -> None:
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    await fills_in(bo, offers="member engagement")
    async with house.app.database.write() as uow:
        await uow.members.withdraw(await id_of(house, bo), house.clock.at)
    await ana.sends("/who member engagement")
    assert "Nobody who agreed" in ana.told[-1]


async def test_pausing_and_coming_back(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana: Person = await somebody(house, "Ana")
        await house.tick()
        await ana.sends("/peers pause until someday")
        assert "I did not understand the day" in ana.told[-1]
        await ana.sends("/peers pause until gestern")
        assert ana.told[-1] == "That time is already past. Please choose a later one."
        await ana.sends("/peers out")
        assert "You no longer take part in rounds." in ana.told[-1]
        await ana.presses("Take part again")
        await ana.presses("Skip the next round")
        assert "You skip the round" in ana.private[-1].text
        await ana.presses("Take part in the next round")
        assert "You take part in the round" in ana.private[-1].text
        form = (await ana.presses("Pause")).form
        assert form is not None
        await ana.submits("peers.pause", form.context, until="1 Dec")
        assert "You pause until Sun 1 Dec 2024." in ana.told[-1]
        await ana.sends("/peers resume")
        await ana.sends("/peers dance")
        assert "You can send: " in ana.told[-1]
        trainer = await house.joined("Tom", "trainer")
        await trainer.sends("/peers")
        assert trainer.told[-1] == "Exchanges are for participants. Your role here is another one."


async def test_who_pauses_until_a_day_can_take_their_data_along(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.sends("/peers pause until 3 Mar 2025")
    await ana.sends("/mydata")
    files = [file.name for posted in ana.private for file in posted.message.files]
    assert [name.rpartition(".")[2] for name in files] == ["html", "json"]

"""Questions in private and in the group: answered, offered or left alone."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.events import MessagePosted
from bot.ports import ToChat
from tests.house import ACADEMY, DAY_1, House, Person

HOTEL = (
    "You pay for it yourself: accommodation is at your own expense and is not reimbursed. The same holds for transport."
)
UNSURE = "I am not sure what you mean. Is it one of these?"
HANDED_OVER = "I don't know that, so I have asked the organisers. I will bring you their answer here."
NOT_FOR_STRANGERS = (
    "I don't know that. Are you a member? Then please send /join and your invite code, and ask again.\n"
    "Otherwise you can write to events@clustercollaboration.eu."
)
ANYTHING = "You can ask me anything about the programme, in your own words. /help shows what else I can do."
UNKNOWN = "Which font is on the certificate?"
NEAR = "can I bring my dog to the dinner?"

MEMBERS_ONLY = """
[[faq]]
id = "wifi"
topic = "secret-corner"
question = "What is the wifi password at the venue?"
answer = "It is opensesame."
phrasings = ["wifi password?", "how do I get into the wifi at the venue?"]
audience = "members"
"""


async def test_in_private_a_known_question_is_answered(house: House) -> None:
    ana = await house.joined("Ana")
    assert await ana.asks("Who pays for the hotel?") == f"Who pays for the hotel?\n{HOTEL}"
    assert list(ana.private[-1].buttons) == ["That helped", "Not what I asked"]


async def test_in_private_an_unknown_question_is_owned_up_to(house: House) -> None:
    ana = await house.joined("Ana")
    assert await ana.asks(UNKNOWN) == HANDED_OVER


@pytest.mark.parametrize("words", ["thanks!", "🙂", "hello", "=cmd()", "x" * 10_000])
async def test_in_private_nobody_is_left_without_a_reply(house: House, words: str) -> None:
    ana = await house.joined("Ana")
    expected = (ANYTHING, "I don't know", UNSURE, "You are welcome!")
    assert (await ana.asks(words)).startswith(expected)
    assert (await house.stranger().asks(words)).startswith(expected)


async def test_what_is_no_question_can_still_go_to_the_organisers(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    said = await ana.asks("I am ill and stay in bed today.")
    assert said == f"{ANYTHING}\nIs this something for the organisers? Then tap the button, and they get your message."
    assert olga.told == []
    await ana.presses("Send it to the organisers")
    assert "I am ill and stay in bed today." in olga.told[-1]
    assert (await house.stranger().asks("I am ill and stay in bed today.")) == ANYTHING


async def test_in_the_group_it_answers_when_spoken_to(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.says("Who pays for the hotel?", group=True, addressed=True)
    (said,) = house.group
    assert said.text == f"Who pays for the hotel?\n{HOTEL}"
    assert isinstance(said.target, ToChat)
    assert said.target.reply_to is not None
    await ana.says("thank you so much", group=True, addressed=True)
    assert len(house.group) == 1


async def test_unasked_it_answers_only_a_question_that_it_surely_knows(house: House) -> None:
    ana = await house.joined("Ana")
    for words in (
        UNKNOWN,
        NEAR,
        "The hotel was nice yesterday.",
        "See you at the hotel!",
        "@Bela who pays for the hotel?",
    ):
        await ana.says(words, group=True)
    assert house.platform.posted == []
    await ana.says("Who pays for the hotel?", group=True)
    assert [posted.text for posted in house.group] == [f"Who pays for the hotel?\n{HOTEL}"]


async def test_a_cohort_may_want_silence_unless_spoken_to(tmp_path: Path) -> None:
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, answer_unasked=False).open()
    ana = await house.joined("Ana")
    await ana.says("Who pays for the hotel?", group=True)
    assert house.platform.posted == []
    assert HOTEL in await ana.asks("Who pays for the hotel?", group=True)
    await house.close()


async def test_unsure_it_offers_at_most_three_and_a_way_out(house: House) -> None:
    ana = await house.joined("Ana")
    assert await ana.asks(NEAR) == UNSURE
    offered = list(ana.private[-1].buttons)
    assert 2 <= len(offered) <= 4
    assert offered[-1] == "None of these: ask the organisers"
    await ana.presses(offered[0])
    assert ana.told[-1].startswith(offered[0])
    assert list(ana.private[-1].buttons) == ["That helped", "Not what I asked"]


async def test_a_stranger_is_offered_entries_but_no_handover(house: House) -> None:
    olga, mallory = await house.joined("Olga", "organiser"), house.stranger()
    assert await mallory.asks(NEAR) == UNSURE
    assert "None of these: ask the organisers" not in mallory.private[-1].buttons
    assert await mallory.asks(UNKNOWN) == NOT_FOR_STRANGERS
    assert olga.told == []


async def test_each_part_of_a_message_gets_its_own_answer(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.says("When is my next session? And who pays for the hotel?")
    assert ana.told == [
        "When is my next session?\nYour next session is Online day 1: Wed 6 Nov 2024, 10:00–14:00 CET, online.",
        f"Who pays for the hotel?\n{HOTEL}",
    ]
    await ana.says(f"{UNKNOWN} And who pays for the hotel?")
    assert ana.told[2:] == [f"{UNKNOWN}\n{HANDED_OVER}", f"Who pays for the hotel?\n{HOTEL}"]


async def test_what_depends_on_the_asker_is_said_to_them_alone(house: House) -> None:
    ana = await house.joined("Ana", zone="Europe/Vilnius")
    for words in ("When is my next session?", "Am I allowed to come to Warsaw?", "Did I check in?"):
        await ana.says(words, group=True, addressed=True)
    assert [posted.text for posted in house.group] == ["I have answered you in private."] * 3
    assert ana.told == [
        (
            "When is my next session?\nYour next session is Online day 1: Wed 6 Nov 2024, 10:00–14:00 CET "
            "(11:00–15:00 in Vilnius), online."
        ),
        (
            "Am I allowed to come to Warsaw?\nSo far, yes: Warsaw day 1, Warsaw day 2. To keep your place, please come to "
            "Online day 1, Online day 2, Online day 3 and check in there."
        ),
        (
            "Did I check in?\nYour attendance\n• Online day 1: to come\n• Online day 2: to come\n• Online day 3: to come\n"
            "• Warsaw day 1: to come\n• Warsaw day 2: to come"
        ),
    ]


async def test_overheard_a_personal_question_stays_out_of_the_group(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.says("When is my next session?", group=True)
    assert house.group == []
    assert len(ana.told) <= 1


async def test_a_stranger_gets_the_general_answer_to_a_personal_question(house: House) -> None:
    said = await house.stranger().asks("Am I allowed to come to Warsaw?")
    assert said.startswith("Am I allowed to come to Warsaw?\n")
    assert "your place" not in said


async def test_during_a_session_it_says_how_to_check_in(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    assert (await ana.asks("When is my next session?")).endswith("\nCheck-in is open now: send /checkin.")
    await ana.sends("/checkin")
    assert (await ana.asks("When is my next session?")).endswith("\nYou are checked in to it.")
    assert "• Online day 1: checked in, Wed 6 Nov 2024, 10:00 CET" in await ana.asks("Did I check in?")


@pytest.fixture
async def closed_house(tmp_path: Path) -> AsyncIterator[House]:
    """Its pack has an entry that is for members only."""
    pack = shutil.copytree(ACADEMY, tmp_path / "pack")
    with (pack / "faq.toml").open("a", encoding="utf-8") as file:
        file.write(MEMBERS_ONLY)
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack).open()
    yield house
    await house.close()


async def test_entries_for_members_are_hidden_from_strangers(closed_house: House) -> None:
    house = closed_house
    ana, mallory = await house.joined("Ana"), house.stranger()
    assert (
        await ana.asks("What is the wifi password at the venue?")
        == "What is the wifi password at the venue?\nIt is opensesame."
    )
    for words in ("What is the wifi password at the venue?", "wifi password?", "wifi"):
        await mallory.says(words)
    await mallory.sends("/faq")
    before = mallory.private[-1]
    assert "Secret corner (1)" not in before.buttons
    await mallory.presses_token("ft:secret-corner", before)
    await mallory.presses_token("fe:wifi", before)
    await mallory.says("Who pays for the hotel?")
    reply = await mallory.presses_token("fc:5:wifi", before)
    assert "sesame" not in "".join(posted.text for posted in mallory.private)
    assert not [label for posted in mallory.private for label in posted.buttons if "wifi" in label]
    assert reply.toast is not None


async def test_a_question_in_a_thread_is_answered_there(house: House) -> None:
    ana = await house.joined("Ana")
    await in_thread(house, ana, "Who pays for the hotel?")
    (said,) = house.group
    assert isinstance(said.target, ToChat)
    assert said.target.thread_id == "7"


async def in_thread(house: House, person: Person, text: str) -> None:
    event = person.event(MessagePosted, True, text=text, addressed=True)
    await house.receive(replace(event, place=replace(event.place, thread_id="7")))


async def test_names_and_questions_in_any_script(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    jurgen, salma = await house.joined("Jürgen Weiß", language="de"), await house.joined("سلمى الحسن", language="ar")
    assert (await jurgen.asks("Wer bezahlt das Hotel?")).startswith("Who pays for the hotel?\n")
    for person, words in ((jurgen, "Gibt es eine Sauna auf dem Schiff?"), (salma, "هل توجد ساونا على السفينة؟")):
        await person.says(words)
        if "None of these: ask the organisers" in person.private[-1].buttons:
            await person.presses("None of these: ask the organisers")
        assert olga.told[-1].split("\n") == [
            f"Question from {person.name}, Tue 5 Nov 2024, 09:00 CET",
            words,
            "It was asked in private. Only they will see your answer.",
        ]


async def test_an_old_entry_is_not_given_for_ever(tmp_path: Path) -> None:
    pack = shutil.copytree(ACADEMY, tmp_path / "pack")
    with (pack / "faq.toml").open("a", encoding="utf-8") as file:
        file.write(MEMBERS_ONLY.replace('audience = "members"', "valid_until = 2024-11-05"))
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack).open()
    ana = await house.joined("Ana")
    await ana.sends("/faq")
    await ana.presses("Secret corner (1)")
    await ana.presses("What is the wifi password at the venue?")
    shown = ana.private[-1]
    assert "opensesame" in shown.text
    await house.pass_time(timedelta(days=2))
    reply = await ana.presses_token("fe:wifi", shown)
    assert reply.toast is not None
    assert reply.toast.text == "This answer is no longer there. Please ask again."
    await house.close()

"""What is typed while a task is put together: homework, what stands on a button, or a question."""

from __future__ import annotations

import pytest

from bot.chat.errors import SendError
from tests.handlers.homework.desk import HOUR, LINE, PDF, ana_with_task, newest, posted, sends_file, toast
from tests.house import House


async def test_words_are_homework_only_while_it_is_put_together(house: House) -> None:
    ana = await ana_with_task(house)
    assert "text:" not in await ana.asks("What does the hotel cost?")
    await ana.sends("/submit")
    await house.pass_time(2 * HOUR)
    await ana.says("What does the hotel cost?")
    assert not any("text:" in said for said in ana.told)
    await ana.sends("/submit")
    await ana.says("My work")
    page = ana.private[-1]
    await ana.says("4711")
    assert "• text: “My work”" in page.text
    assert "4711" not in page.text


@pytest.mark.parametrize("words", ["not a link at all", "https://localhost", "www.x", "https://a b"])
async def test_what_is_no_link_where_links_are_wanted(house: House, words: str) -> None:
    ana = await ana_with_task(house, LINE + " accepts link")
    await ana.sends("/submit")
    await ana.says(words)
    assert newest(ana) in (
        "This task takes links only.",
        "That does not look like a link. A link begins with https:// and leads to a page.",
    )
    await ana.says("www.canvas.example/ana")
    assert "• link: https://www.canvas.example/ana" in "\n".join(ana.told)


QUESTIONS = [
    "When is it due?",
    "Hello, when is it due?",
    "when is it due",
    "can I add a file",
    "Thank you! When is it due?",
    "Wann ist das fällig?",
    "¿Cuándo es?",
    "Коли здавати?",
    "Ποια είναι η προθεσμία;",
]


@pytest.mark.parametrize("asked", QUESTIONS)
async def test_a_question_is_answered_and_can_still_be_homework(house: House, asked: str) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.says("My work")
    await ana.says(asked)
    assert newest(ana) == (
        "I took this as a question to me. It is not part of your homework “Business model canvas”, which is due Wed 13 Nov 2024, 18:00 CET."
    )
    offer = ana.private[-1]
    assert list(offer.buttons) == ["Add it to my homework", "Hand it in now"]
    assert ana.private[-2].text != "", "and it is answered, or handed over"
    await ana.presses("Add it to my homework", offer)
    assert [line for line in newest(ana).splitlines() if line.startswith("•")] == [
        "• text: “My work”",
        f"• text: “{asked}”",
    ]
    await ana.presses("Hand it in now")
    assert newest(ana).endswith(f"• text: “My work”\n• text: “{asked}”")


async def test_each_of_two_questions_can_still_be_homework(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    await ana.sends("/submit")
    await ana.says("When is it due?")
    first = ana.private[-1]
    assert list(first.buttons) == ["Add it to my homework"]
    await ana.says("Who pays for the hotel?")
    second = ana.private[-1]
    one_of_first, one_of_second = (one.buttons["Add it to my homework"].token for one in (first, second))
    await ana.presses_token(one_of_second, second)
    assert [line for line in newest(ana).splitlines() if line.startswith("•")] == ["• text: “Who pays for the hotel?”"]
    await ana.presses_token(one_of_first, first)
    again = await ana.presses_token(one_of_first, first)
    assert toast(again) == "I do not have that any more. Please send it again."
    assert [line for line in newest(ana).splitlines() if line.startswith("•")] == [
        "• text: “When is it due?”",
        "• text: “Who pays for the hotel?”",
    ]
    await ana.presses("Remove the last")
    reply = await ana.presses_token(one_of_second, second)
    assert toast(reply) == "I do not have that any more. Please send it again."


async def test_a_question_leaves_what_waits_for_a_task_as_it_is(house: House) -> None:
    """Of two tasks, one takes files and no words. A file was sent for neither yet when something is asked."""
    ana = await ana_with_task(house)
    await posted(
        house, '/assign homework "Photo" due Wed 13 Nov 18:00 accepts file', await house.joined("Mira", "trainer")
    )
    await sends_file(ana, "stand.pdf", PDF)
    which = ana.private[-1]
    assert which.text == "Thank you. Which task is this for?"
    await ana.sends("/submit")
    await ana.presses("Business model canvas")
    await ana.says("When is it due?")
    asked = ana.private[-1]
    await ana.presses("Photo", which)
    assert [line for line in newest(ana).splitlines() if line.startswith("•")] == ["• file stand.pdf (18 B)"]
    await ana.presses("Add it to my homework", asked)
    assert [line for line in newest(ana).splitlines() if line.startswith("•")] == ["• text: “When is it due?”"]


@pytest.mark.parametrize(
    "words",
    [
        "What I take from this is that listening to members comes before everything else.",
        "What do our members pay for?\nFor the shared buyer.",
        "Our members pay 200 a year for the shared buyer. Should they pay more?",
        "Thank you for this task, here it is",
        "Why a cluster? To share costs.",
        "Our vision: who benefits? Members.",
        "How we share costs",
        "When members trust us",
        "Who: Anna and Piotr",
        "Why: lower costs",
        "Do more with less",
        "Did interviews with 5 members",
        "Does not apply",
        "Will write to members",
        "Ask members what they need",
        "Wie wir arbeiten",
    ],
)
async def test_work_that_asks_something_is_work(house: House, words: str) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.says(words)
    assert "• text: “" + " ".join(words.split())[:79] in newest(ana)


@pytest.mark.parametrize("typed", ["Hand it in now", "hand in", "HAND IT IN NOW!"])
async def test_who_types_a_buttons_label_means_to_tap_it(each_house: House, typed: str) -> None:
    ana = await ana_with_task(each_house)
    await ana.sends("/submit")
    await ana.says(typed)
    assert newest(ana) == "There is nothing new to hand in. Please send me your text, link or file first."
    await ana.says("One")
    await ana.says("Two")
    await ana.says("Remove the last")
    assert "“Two”" not in newest(ana)
    assert "Hand it in now" in ana.private[-1].buttons
    await ana.says(typed)
    assert newest(ana).startswith("✅ Handed in: Business model canvas")
    assert newest(ana).endswith("\n• text: “One”")


async def test_stop_is_typed(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    await ana.sends("/submit")
    await ana.says("One")
    await ana.says("stop")
    assert newest(ana) == "Stopped. Nothing was handed in for Business model canvas just now."
    await ana.says("stop")
    assert not newest(ana).startswith("Stopped.")


async def test_a_file_is_on_its_way_when_handing_in_is_typed(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    house.platform.fetch_faults = [SendError("broken off")]
    await sends_file(ana, "canvas.pdf", PDF)
    await ana.says("Hand it in now")
    assert newest(ana) == "A file is still on its way. You get your receipt as soon as it is safe with me."
    await ana.says("remove the last")
    assert "canvas.pdf" not in newest(ana)


@pytest.mark.parametrize("typed", ["http://", "https://", "HTTP://canvas"])
async def test_what_was_meant_as_a_link_and_is_none(house: House, typed: str) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.says("My work")
    await ana.says(typed)
    assert newest(ana) == "That does not look like a link. A link begins with https:// and leads to a page."
    assert list(ana.private[-1].buttons) == ["Hand it in now"]

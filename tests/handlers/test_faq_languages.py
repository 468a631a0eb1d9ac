"""Questions in many languages, and questions that go on from the one before."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.locale.unsure import unsure
from tests.handlers.test_other_packs import opened
from tests.house import ACADEMY, House

ANYTHING = "You can ask me anything about the programme, in your own words. /help shows what else I can do."
HOTEL = "Who pays for the hotel?"


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("Wer bezahlt das Hotel in Warschau?", "Diese Antwort gibt es bisher nur in dieser Sprache: Englisch."),
        ("Qui paie l'hôtel à Varsovie ?", "Cette réponse n’existe que dans cette langue : anglais."),
        ("Kto płaci za hotel w Warszawie?", "Ta odpowiedź jest tylko w tym języku: angielski."),
        ("хто платить за готель?", "Ця відповідь є лише цією мовою: англійська."),
        ("من يدفع ثمن الفندق؟", "هذه الإجابة متوفرة بهذه اللغة فقط: الإنجليزية."),
    ],
)
async def test_a_question_in_another_language_finds_the_answer_and_says_what_it_is_in(
    house: House, asked: str, line: str
) -> None:
    ana = await house.joined("Ana")
    plain = await ana.asks(HOTEL)
    question, _, answer = plain.partition("\n")
    assert await ana.asks(asked) == f"{question}\n{line}\n{answer}"


@pytest.mark.parametrize(
    ("asked", "question"),
    [("чи є обід?", "Are meals included in Warsaw?"), ("коли починається?", "When is the first online day?")],
)
async def test_short_ukrainian_questions_find_their_answer(house: House, asked: str, question: str) -> None:
    assert (await (await house.joined("Ana")).asks(asked)).startswith(f"{question}\n")


async def test_the_answer_comes_in_the_askers_language_where_the_pack_has_it(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(ACADEMY, pack)
    with (pack / "faq.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[[faq]]\nid = "sauna"\ntopic = "other"\nquestion = "Is there a sauna?"\nanswer = "Yes, next door."\n'
            'answers.fr = "Oui, à côté."\nphrasings = ["Y a-t-il un sauna ?", "can I go to the sauna"]\n'
        )
    async with opened(tmp_path, pack) as house:
        ana = await house.joined("Ana")
        assert await ana.asks("Où est le sauna, il y a un sauna ici ?") == "Is there a sauna?\nOui, à côté."
        assert await ana.asks("le sauna?") == "Is there a sauna?\nOui, à côté.", "the language is remembered"
        assert await ana.asks("sauna?") == "Is there a sauna?\nYes, next door.", "it may be English as well"
        english = await ana.asks("Is there a sauna that we can use when we are there?")
        assert english == "Is there a sauna?\nYes, next door."
        bela = await house.joined("Béla")
        assert await bela.asks("sauna?") == "Is there a sauna?\nYes, next door.", "what another spoke is not his"


async def test_what_follows_goes_on_from_the_question_before_for_a_few_minutes(house: House) -> None:
    ana, bela = await house.joined("Ana"), await house.joined("Béla")
    await ana.asks("Where was the first edition?")
    followed = await ana.asks("and the second?")
    assert "Turin" in followed
    await house.pass_time(timedelta(minutes=11))
    assert await ana.asks("and the second?") != followed
    assert await bela.asks("and the second?") != followed, "nobody goes on from what another asked"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("Welche Schriftart hat die Urkunde?", "de"), ("Quelle est la police du certificat ?", "fr")],
)
async def test_what_is_not_known_is_said_in_the_askers_language(house: House, asked: str, language: str) -> None:
    ana = await house.joined("Ana")
    said = await ana.asks(asked)
    assert said in {unsure(which, language) for which in ("asked", "which")}


async def test_a_stranger_with_a_short_question_is_asked_back_in_their_language(house: House) -> None:
    assert await house.stranger().asks("wann geht es los?") == unsure("which", "de")


async def test_thanks_are_answered_otherwise_than_a_greeting(house: House) -> None:
    ana = await house.joined("Ana")
    assert await ana.asks("thanks!") == "You are welcome!"
    assert (await ana.asks("hello")).startswith("You can ask me anything")
    await ana.asks("Wer bezahlt das Hotel in Warschau?")
    assert await ana.asks("danke!") == unsure("welcome", "de")


async def test_the_language_asked_in_before_is_not_taken_for_that_of_another_script(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.asks("Kto płaci za hotel w Warszawie?")
    said = await ana.asks("хто платить за мій зошит?")
    assert said in {unsure(which, "uk") for which in ("asked", "which")}
    await ana.asks("Kto płaci za hotel w Warszawie?")
    assert await ana.asks("ок") == ANYTHING
    await ana.asks("хто платить за мій зошит?")
    assert await ana.asks("ок") == unsure("anything", "uk")


@pytest.mark.parametrize("short", ["bye", "hello", "ok", "👍"])
async def test_a_short_word_is_answered_in_the_members_own_language(house: House, short: str) -> None:
    ana, jurgen = await house.joined("Ana"), await house.joined("Jürgen", language="de")
    for who in (ana, jurgen):
        await who.asks("Wer bezahlt das Hotel in Warschau?")
    assert await ana.asks(short) == ANYTHING
    assert await jurgen.asks(short) == unsure("anything", "de")


@pytest.mark.parametrize("language", ["en", "de", "uk"])
async def test_no_line_says_only_in_english_above_what_may_have_been_asked_in_english(
    house: House, language: str
) -> None:
    ana = await house.joined("Ana", language=language)
    await ana.asks("Wer bezahlt das Hotel in Warschau?")
    for short in ("hotel costs?", "certificate?"):
        said = await ana.asks(short)
        assert "Englisch" not in said
        assert "англ" not in said

"""What is made to be kept speaks its reader's language: the catalogues of papers."""

from __future__ import annotations

import re
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from bot.domain.roadmap.plan import State
from bot.locale import catalogue as catalogues
from bot.locale.catalogue import LANGUAGES, catalogue
from bot.locale.voice import Voice
from bot.programme.roadmap import ACTION_FIELDS, GOAL_FIELDS, PASS_ON, VISION
from handlers.roadmap.show import STATE_WORDS

PAPERS = sorted(path.stem for path in catalogues._FOLDERS["papers"].glob("*.po"))

TITLES = {VISION.fields[0].label, GOAL_FIELDS[0].label, ACTION_FIELDS[0].label, "By when?"}
"""Labels that are left out on paper: what answers them stands as a title, or as a day."""


def on_paper() -> set[str]:
    asked = {field.label for field in (*VISION.fields, *PASS_ON.fields, *GOAL_FIELDS, *ACTION_FIELDS)} - TITLES
    assert set(STATE_WORDS) == set(get_args(State))
    fixed = {"Roadmap", "Made on {when}", "Page {n} of {all}"}
    return fixed | asked | {VISION.title, PASS_ON.title} | set(STATE_WORDS.values())


def test_most_languages_that_can_be_chosen_have_papers_of_their_own() -> None:
    assert set(LANGUAGES) - set(PAPERS) == {"en", "ga", "mt"}
    assert set(PAPERS) <= set(LANGUAGES)


@pytest.mark.parametrize("code", PAPERS)
def test_all_words_on_a_roadmap_are_there_with_their_values(code: str) -> None:
    messages = catalogue(code, "papers").messages
    assert set(messages) == on_paper()
    for message, said in messages.items():
        assert sorted(re.findall(r"\{\w+\}", said)) == sorted(re.findall(r"\{\w+\}", message)), message
        assert said != message or message in {"Roadmap", "draft"}


def test_the_chat_does_not_mix_languages() -> None:
    voice = Voice("pl", ZoneInfo("Europe/Warsaw"))
    assert (voice.plain("My vision"), voice.on_paper().plain("My vision")) == ("My vision", "Moja wizja")

"""What a transcript says of partners and roadmaps, held against what the members did."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from bot.domain.nudges import IGNORED
from tests.handlers.nudges.exchanges import ACTIONS, KNOWN, PROMPTS, Acts, nth_round, people_in
from tests.handlers.nudges.programme import Life, Programme, Said

MET = ("Half of the round is over. Have you met", "” is over. Have you met", "Did you meet")
LEARNED = "What is one thing you learned?"
THERE = "has not heard from you. Are you there?"
OFFER = "has not answered. Shall I find you somebody else?"
ACTION = "From your roadmap, for"
QUESTION = "asked this in the group, and nobody has answered yet"
PAUSED = "you pause."


def of_exchanges(said: Said) -> list[str]:
    """The lines that ask for something which can wait."""
    words = (*MET, LEARNED, THERE, OFFER)
    lines = [line for line in said.lines if any(one in line for one in words)]
    return [*lines, *actions_in(said), *(line for line in said.lines if QUESTION in line)]


def actions_in(said: Said) -> list[str]:
    """The titles of a roadmap's actions whose day it is: they have a button to say that they are done."""
    return [label[8:] for label in said.message.buttons if label.startswith("✓ Done: ")] if ACTION in said.text else []


def none_about_exchanges_for_what_was_done(acts: Acts, life: Life, heard: list[Said]) -> None:
    me = life.number
    for said in heard:
        if said.asked:
            continue
        for line in said.lines:
            couples = [(me, partner, nth_round(said.at)) for partner in people_in(line)]
            if any(words in line for words in MET):
                assert not [one for one in couples if one in acts.met and acts.met[one] < said.at], said
            if LEARNED in line:
                assert not [one for one in couples if one in acts.learned and acts.learned[one] < said.at], said
            if THERE in line:
                assert not _has_stirred(acts, me, people_in(line)[0], said), said
            if OFFER in line:
                assert not any(_has_stirred(acts, partner, me, said) for partner in people_in(line)), said
        done = [acts.done.get((me, title)) for title in actions_in(said)]
        assert not [at for at in done if at and at < said.at], said
        answered = [acts.answered.get(question) for question in KNOWN.values() if question in said.text]
        assert not [at for at in answered if at and at < said.at], said


def _has_stirred(acts: Acts, silent: str, waits: str, said: Said) -> bool:
    """Whether the one did anything about the other, from when the other missed them until this was said."""
    missed = acts.missed[waits, silent]
    return any(missed <= at < said.at for at in acts.stirred.get((silent, waits), ()))


def no_fourth_about_exchanges(life: Life, heard: list[Said]) -> None:
    """Of each kind; and who was silent for two rounds hears of no third."""
    if life.kind == "silent":
        for words in (MET, (THERE, OFFER), (ACTION,)):
            about = [said for said in heard if any(one in said.text for one in words)]
            assert len(about) <= IGNORED, (life.person.name, words)
        (paused,) = [said.at for said in heard if PAUSED in said.text]
        assert not [said for said in heard if said.at > paused and (of_exchanges(said) or "Your partner" in said.text)]
    if life.kind == "muted":
        assert len([said for said in heard if actions_in(said) and not said.asked]) <= IGNORED


def everything_about_exchanges_is_said(programme: Programme, by_person: dict[str, list[Said]]) -> None:
    """Else the checks above would be as happy with a bot that says nothing."""
    unasked = [said for said in programme.transcript if not said.asked]
    for words in (*MET, LEARNED, THERE, OFFER, ACTION, QUESTION, PAUSED):
        assert [said for said in unasked if words in said.text], words
    for words in ("Your partner in this round", "Agreed: you meet", "You are thanked", "had no answer from you"):
        assert [said for said in unasked if words in said.text], words
    silent = [by_person[life.person.account_id] for life in programme.lives if life.kind == "silent"]
    assert [heard for heard in silent if sum(any(one in said.text for one in MET) for said in heard) == IGNORED]
    for life in programme.writers:
        told = {title for said in by_person[life.person.account_id] for title in actions_in(said)}
        assert len(told) == (IGNORED if life.kind == "muted" else len(ACTIONS) + 1), (life.person.name, told)
    assert programme.acts.met
    assert programme.acts.learned
    _group_hears(programme)


def _group_hears(programme: Programme) -> None:
    """A question each week, in the daytime, and what was learned after each round."""
    asked = [said for said in programme.platform.in_group if said.text.startswith("💬 Question of the week")]
    assert [said.lines[1] for said in asked] == list(PROMPTS)
    assert len([said for said in programme.platform.in_group if "What you learned from each other" in said.text]) >= 3
    for said in programme.platform.in_group:
        assert time(8) <= said.at.astimezone(ZoneInfo("Europe/Warsaw")).time() < time(21), said

"""What members do with their partners and their roadmaps over four months: they read, press and write as their habit is,
and when they did what is noted, to be compared with what they were told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.handlers.peers.desk import pack
from tests.handlers.roadmap.desk import ACTION, GOAL, fills_in, writes
from tests.house import Posted

if TYPE_CHECKING:
    from tests.handlers.nudges.programme import Life

THEMES = ("Keeping members", "Money", "Services", "Staff")
BEGIN = ("2024-10-21", "2024-11-18", "2024-12-09", "2025-01-06")
END = ("2024-11-10", "2024-12-06", "2024-12-29", "2025-01-26")
ROUND = """
[[peers.rounds]]
key = "round-{n}"
starts = {begins}
ends = {ends}
theme = "{theme}"

[[sessions]]
key = "online-1"
"""
PROMPTS = ("What went well?", "Whom did you thank?", "What would you do again?")

KNOWN = {"financing": "Who has experience with the financing of a cluster office?"}
"""What somebody asks in the group, by what others offer."""

ACTIONS = {"Call the region": "25 Nov", "Visit two members": "9 Dec", "Write the budget": "7 Jan"}
"""In every roadmap, by the day on which they are due; besides the one with which it begins."""

UNREACHABLE = ("silent", "only on Monday")
"""Habits of partners of whom nothing comes before half of the round is over."""


def programme_with_rounds(folder: Path) -> Path:
    rounds = [
        ROUND.format(n=n, begins=begins, ends=ends, theme=theme)
        for n, (begins, ends, theme) in enumerate(zip(BEGIN, END, THEMES, strict=True))
    ]
    prompts = ", ".join(f'{{text = "{text}"}}' for text in PROMPTS)
    settings = f"automatic = true\nprompts_from = 2024-10-23\nprompts = [{prompts}]"
    return pack(folder, *rounds, settings=settings)


def nth_round(at: datetime) -> int:
    """Which one began last, so that who meets again in a later one meets anew."""
    return sum(begins <= at.date().isoformat() for begins in BEGIN)


def people_in(text: str) -> list[str]:
    """The members named in it, by their numbers."""
    return re.findall(r"Member \d\d", text)


@dataclass
class Acts:
    """When members did what they may be reminded of. Partners are named by number, in both orders, with the round."""

    met: dict[tuple[str, str, int], datetime] = field(default_factory=dict)
    stirred: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    missed: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """Somebody said that the other does not answer."""

    learned: dict[tuple[str, str, int], datetime] = field(default_factory=dict)
    done: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """Actions of roadmaps, by member and title."""

    answered: dict[str, datetime] = field(default_factory=dict)
    """Questions in the group."""

    def meet(self, one: str, others: list[str], at: datetime) -> None:
        for other in others:
            self.met.setdefault((one, other, nth_round(at)), at)
            self.met.setdefault((other, one, nth_round(at)), at)

    def stir(self, one: str, others: list[str], at: datetime) -> None:
        for other in others:
            self.stirred.setdefault((one, other), []).append(at)


@dataclass
class Reader:
    """A member before a message: each kind of button is answered as their habit is."""

    life: Life
    acts: Acts
    at: datetime

    async def answers(self, posted: Posted) -> None:
        for line in posted.text.split("\n"):
            await self._of_partner(line, posted)
            if line.startswith("You met ") and "What is one thing you learned?" in line:
                await self._writes_what_they_learned(people_in(line), posted)
        await self._finds_a_time(posted)
        if "Find me somebody else" in posted.buttons:
            await self.life.person.presses("Find me somebody else", posted)
        if "Answer" in posted.buttons:
            await self._knows(posted)
        for label in [label for label in posted.buttons if label.startswith("✓ Done: ")]:
            if self.life.kind != "muted":
                self.acts.done.setdefault((self.life.number, label.removeprefix("✓ Done: ")), self.at)
                await self.life.person.presses(label, posted)

    async def _of_partner(self, line: str, posted: Posted) -> None:
        partners = people_in(line)
        if "Have you met" in line or line.startswith("Did you meet"):
            await self._have_met(line, partners, posted)
        elif line.endswith("Are you there?"):
            self.acts.stir(self.life.number, partners, self.at)
            await self.life.person.presses("Yes, I am here", posted)

    async def _have_met(self, line: str, partners: list[str], posted: Posted) -> None:
        over, out_of_reach = "” is over" in line, any(kind in line for kind in UNREACHABLE)
        if any((self.life.number, partner, nth_round(self.at)) in self.acts.met for partner in partners):
            return
        self.acts.stir(self.life.number, partners, self.at)
        if out_of_reach and not line.startswith("Did you meet"):
            label = "No, we did not" if over else next(one for one in posted.buttons if one.startswith("No answer"))
            if not over:
                self.acts.missed |= {(self.life.number, partner): self.at for partner in partners}
        elif self.life.kind == "slow" and "Half of the round" in line:
            label = "It is planned"
        else:
            label = "Yes, we met"
            self.acts.meet(self.life.number, partners, self.at)
        await self.life.person.presses(label, posted)

    async def _finds_a_time(self, posted: Posted) -> None:
        """Those who are quick take the first of the times; nobody says no to one that is asked for."""
        asked = next((line for line in posted.text.split("\n") if line.startswith("Does it suit you to meet")), None)
        if asked:
            self.acts.stir(self.life.number, people_in(asked)[:1], self.at)
            await self.life.person.presses("Yes, agreed", posted)
        elif "Tap the one that suits you" in posted.text and self.life.kind == "active" and self.life.times_taken < 2:
            self.life.times_taken += 1
            self.acts.stir(self.life.number, people_in(posted.text), self.at)
            await self.life.person.presses(next(iter(posted.buttons)), posted)

    async def _writes_what_they_learned(self, partners: list[str], posted: Posted) -> None:
        if self.life.kind not in ("active", "sparing"):
            return
        reply = await self.life.person.presses("Write it", posted)
        if reply.form is None:
            return
        self.acts.learned |= {(self.life.number, partner, nth_round(self.at)): self.at for partner in partners}
        share = "named" if self.life.kind == "active" else "unnamed"
        words = f"{self.life.number} learned to listen"
        await self.life.person.submits(reply.form.name, reply.form.context, learned=words, share=share)

    async def _knows(self, posted: Posted) -> None:
        reply = await self.life.person.presses("Answer", posted)
        if reply.form is not None:
            question = next(question for question in KNOWN.values() if question in posted.text)
            self.acts.answered.setdefault(question, self.at)
            await self.life.person.submits(reply.form.name, reply.form.context, answer="Ask the region.")


async def thanks(life: Life, posted: Posted) -> None:
    """For what the first other one learned."""
    labels = [one for one in posted.buttons if one.startswith("👏") and life.number not in one]
    if labels:
        await life.person.presses(labels[0], posted)


async def writes_roadmap(life: Life) -> None:
    """And submits it for review."""
    await writes(life.person)
    await life.person.sends("/roadmap")
    await life.person.presses(f"1. {GOAL['goal']}")
    for title, day in ACTIONS.items():
        await fills_in(life.person, "Add an action", **ACTION | {"what": title, "by_when": day})
    await life.person.sends("/roadmap")
    await life.person.presses("Submit it for review")

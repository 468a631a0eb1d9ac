"""All features of the bot together, by what each of them answers to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.chat.messages import Intent
from bot.domain.people import Member
from bot.feature import (
    Arrival,
    ButtonRoute,
    Command,
    Feature,
    FormRoute,
    Handler,
    ListingRoute,
    NudgeKind,
    Personal,
    Rechecker,
    Writer,
)
from bot.scene import Scene


class BrokenFeature(Exception):
    """A handler module cannot be used: the start ends here, with its name."""


class Registry:
    """All features together. Raises `BrokenFeature` where two claim the same name."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = tuple(sorted(features, key=lambda feature: feature.name))
        self.commands: dict[str, Command] = {}
        self.buttons: dict[str, ButtonRoute] = {}
        self.forms: dict[str, FormRoute] = {}
        self.rechecks: dict[str, Rechecker] = {}
        self.personals: dict[str, Personal] = {}
        self.fetches: dict[str, Handler] = {}
        self.letters: dict[str, Writer] = {}
        self.nudge_kinds: dict[str, NudgeKind] = {}
        self.arrivals: dict[str, Arrival] = {}
        self.listings: dict[str, ListingRoute] = {}
        self.answers: dict[Handler, tuple[str, ...]] = {}
        """Which kinds of nudge somebody answers by coming to this handler."""

        for feature in self.features:
            self._add(feature, self.commands, "command", {c.name: c for c in feature.commands}, len(feature.commands))
            self._add(
                feature, self.buttons, "button", {b.data.prefix: b for b in feature.buttons}, len(feature.buttons)
            )
            self._add(feature, self.forms, "form", {f.name: f for f in feature.forms}, len(feature.forms))
            self._add(feature, self.personals, "personal answer", feature.personals, len(feature.personals))
            self._add(feature, self.fetches, "fetched handler", feature.fetches, len(feature.fetches))
            self._add(feature, self.letters, "letter", feature.letters, len(feature.letters))
            self._add(feature, self.rechecks, "recheck", feature.rechecks, len(feature.rechecks))
            self._add(
                feature, self.listings, "list", {one.name: one for one in feature.listings}, len(feature.listings)
            )
            self._add(feature, self.arrivals, "arrival", feature.arrivals, len(feature.arrivals))
            kinds = feature.nudge_kinds
            self._add(feature, self.nudge_kinds, "nudge", {kind.name: kind for kind in kinds}, len(kinds))
            counted = tuple(kind.name for kind in kinds if not kind.appointment)
            asked = [command.handler for command in feature.commands] + [form.handler for form in feature.forms]
            reached = (*asked, *(pressed.handler for pressed in feature.buttons), *feature.files)
            self.answers |= {handler: counted for handler in reached if counted}

    async def enrolled(self, scene: Scene, member: Member) -> list[Intent]:
        """What the features have for somebody who has just joined, in the cohort that they joined."""
        here = await _at_home(scene, member)
        parts = [part for feature in self.features for part in feature.enrolments]
        return [intent for part in parts for intent in await part(here, member)]

    async def farewell(self, scene: Scene, member: Member) -> list[Intent]:
        """What the features settle with others when a member goes, while it is still known what was theirs."""
        here = await _at_home(scene, member)
        parts = [part for feature in self.features for part in feature.farewells]
        return [intent for part in parts for intent in await part(here, member)]

    def _add(self, feature: Feature, known: dict[str, Any], what: str, new: dict[str, Any], declared: int) -> None:
        clash = known.keys() & new.keys()
        if clash or len(new) != declared or "" in new:
            names = ", ".join(sorted(clash)) or "one with an empty name or twice the same"
            raise BrokenFeature(f"handlers.{feature.name}: the {what} {names!r} is registered already.")
        known.update(new)


async def _at_home(scene: Scene, member: Member) -> Scene:
    """The scene in the cohort that they are a member of."""
    if scene.cohort.id == member.cohort_id:
        return Scene(scene.deployment, scene.uow, scene.now, scene.cohort)
    cohort = await scene.uow.cohorts.by_id(member.cohort_id)
    assert cohort is not None
    return Scene(scene.deployment, scene.uow, scene.now, cohort)

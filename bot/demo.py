"""What the playground needs beside chat: who can be played, a clock that can be moved, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.adapters.playground.stage import ClockStands, CommandHint, Persona, ThingToTry, Upcoming
from bot.domain.people import LEARNERS, STAFF, Cohort, Member
from bot.engine.delivery import Delivery
from bot.engine.schedule import Schedule
from bot.feature import allowed
from bot.locale.voice import Voice
from bot.ports import Clock
from bot.profiles import profiles
from bot.programme import Programme
from bot.programme.coaching import policy
from bot.programme.roster import read_roster
from bot.scene import Deployment
from storage.engine import Database
from storage.outgoing import OutboxRow
from storage.personal.ageing import NOBODY

PLATFORM = "playground"
GUESTS = (("guest-1", "Nino (new here)"), ("guest-2", "A passer-by"))
HELD_BACK = 3
"""So many participants of the sample roster have not joined yet: their places are there to be taken with a code."""

SHOWN_UPCOMING = 8

COUNTED_UPCOMING = 100
"""Messages that wait: those of one moment and one kind are shown as one line, which says to how many they go."""

ABOUT = {
    "announce": "Announcement",
    "assignments": "Message about homework",
    "attendance": "Message about attendance",
    "coaching": "Message about coaching",
    "debrief": "Message about the debrief",
    "feedback": "Message about feedback",
    "meeting_lists": "List of who was in a meeting",
    "nudges": "Overview of the week",
    "peer_review": "Message about reading each other's work",
    "peers": "Message about exchanges",
    "reminders": "Reminder of a session",
    "roadmap": "Message about a roadmap",
}
"""What a message is about, by the feature that words it when it leaves."""

UNKNOWABLE = "what is the wifi password?"
"""What no pack knows, so that an organiser is asked."""


ABOUT_ONESELF = ("eligibility", "next_session", "homework", "check_ins", "coaching")
"""What is asked first to show that the bot knows who asks, of what the pack answers to each person for themselves."""


class ShiftedClock:
    """The real time moved by an offset that a file remembers, so that a restart goes on where the visitor was."""

    def __init__(self, wall: Clock, file: Path, start: datetime | None = None) -> None:
        self._wall = wall
        self._file = file
        self._offset = start - wall.now() if start else timedelta()
        try:
            self._offset = timedelta(seconds=float(file.read_text(encoding="ascii")))
        except (OSError, ValueError):
            if start:
                self._remember()

    def now(self) -> datetime:
        return self._wall.now() + self._offset

    def set(self, at: datetime) -> None:
        self._offset = at.astimezone(UTC) - self._wall.now()
        self._remember()

    def _remember(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a process that is killed here must not come up in another month.
        part = self._file.with_suffix(".part")
        part.write_text(str(self._offset.total_seconds()), encoding="ascii")
        part.replace(self._file)


class MovingClock:
    """The programme's clock with what has to happen when it is moved: the tick, and the messages that became due. It can be
    moved where it is a shifted one."""

    def __init__(self, clock: Clock, schedule: Schedule, delivery: Delivery) -> None:
        self._clock = clock
        self._schedule = schedule
        self._delivery = delivery

    def now(self) -> datetime:
        return self._clock.now()

    async def move_to(self, at: datetime) -> None:
        if not isinstance(self._clock, ShiftedClock):
            raise ClockStands
        self._clock.set(at)
        await self._schedule.tick()
        await self._delivery.settled()


def waiting_in_words(rows: Iterable[OutboxRow], names: Mapping[str, str], group: str) -> list[Upcoming]:
    """What waits for its moment: a line for each kind of message in the group, in small ones, and in private. `names` are
    by account; `group` is the group's chat."""
    told: dict[tuple[datetime, str, str], set[str]] = {}
    for row in rows:
        if row.not_before is not None:
            about = ABOUT.get(row.recheck.name.partition(".")[0], "Message") if row.recheck else "Message"
            chat = row.lane[1]
            where = "people" if row.account_id else "the group" if chat == group else "small groups"
            told.setdefault((row.not_before, about, where), set()).add(row.account_id or chat)
    return [Upcoming(at, about, _whom(where, to, names)) for (at, about, where), to in told.items()]


def _whom(where: str, to: Collection[str], names: Mapping[str, str]) -> str:
    if where == "the group":
        return where
    if len(to) > 1:
        return f"{len(to)} {where}"
    return names.get(next(iter(to)), "one person") if where == "people" else "a small group"


class Stage:
    """The first cohort of the config, to be played."""

    def __init__(
        self,
        database: Database,
        deployment: Deployment,
        schedule: Schedule,
        clock: MovingClock,
        programme: Programme,
        held_back: Collection[str] = (),
    ) -> None:
        self._database = database
        self._deployment = deployment
        self._schedule = schedule
        self._held_back = frozenset(held_back)
        self._key = next(iter(deployment.cohorts))
        self._things: Sequence[ThingToTry] = ()
        self._programme = programme
        self.clock = clock

    @property
    def title(self) -> str:
        config = self._deployment.cohorts[self._key]
        return config.title or self._programme.title

    @property
    def group_chat_id(self) -> str:
        return f"group-{self._key}"

    @property
    def programme_zone(self) -> str:
        return self._programme.zone

    async def people(self) -> Sequence[Persona]:
        async with self._database.read() as uow:
            cohort = await uow.cohorts.by_key(self._key)
            members = await uow.members.of_cohort(cohort.id, erased=True) if cohort else []
            linked = await uow.accounts.linked(cohort.id, PLATFORM) if cohort else {}
        played = [_persona(member) for member in members if member.email not in self._held_back and not member.erased]
        played.sort(key=lambda persona: (GROUPS.index(persona.group), persona.name.casefold()))
        names = {member.id: member.name for member in members}
        # Who was forgotten is still there to be played, as a stranger: they read the last words to them.
        forgotten = [(account_of(one), one.name) for one in members if one.erased and not one.email.startswith(NOBODY)]
        guests = [*GUESTS, *forgotten]
        return [*played, *(self._guest(account, name, names.get(linked.get(account, 0))) for account, name in guests)]

    def _guest(self, account_id: str, name: str, joined_as: str | None) -> Persona:
        subtitle = f"has joined as {joined_as}" if joined_as else "not a member (yet)"
        return Persona(account_id, name, None, subtitle, GROUPS[-1], self.programme_zone, joined_as is not None)

    async def commands(self, account_id: str) -> Sequence[CommandHint]:
        async with self._database.read() as uow:
            cohort = await uow.cohorts.by_key(self._key)
            linked = await uow.accounts.linked(cohort.id, PLATFORM) if cohort else {}
            member_id = linked.get(account_id) or played_member(account_id)
            member = await uow.members.by_id(member_id) if member_id else None
        roles = member.roles if member and not member.erased else None
        voice = Voice(member.language if member else "en", ZoneInfo(self.programme_zone))
        known = sorted(self._deployment.registry.commands.values(), key=lambda command: command.name)
        return [
            CommandHint(c.name, voice.plain(c.summary), c.example.removeprefix(c.name).strip())
            for c in known
            if not c.hidden and allowed(c.access, roles)
        ]

    async def next_event(self) -> datetime | None:
        coming = await self.upcoming()
        return coming[0].at if coming else None

    async def upcoming(self) -> Sequence[Upcoming]:
        now = self.clock.now()
        async with self._database.read() as uow:
            waiting = await uow.outbox.upcoming(COUNTED_UPCOMING)
        found = [Upcoming(p.at, p.what, p.to) for p in await self._schedule.planned()]
        if waiting:
            names = {one.account_id: one.name for one in await self.people()}
            found += waiting_in_words(waiting, names, self.group_chat_id)
        return sorted((item for item in found if item.at > now), key=lambda item: item.at)[:SHOWN_UPCOMING]

    def things_to_try(self) -> Sequence[ThingToTry]:
        return self._things

    async def prepare_things_to_try(self) -> None:
        """A short walk through: one thing for each role, with questions from the pack itself."""
        people = await self.people()

        def one_of(group: str, otherwise: str) -> str:
            return next((person.account_id for person in people if person.group == group), otherwise)

        participant = one_of(GROUPS[0], GUESTS[0][0])
        organiser = one_of(GROUPS[2], participant)
        trainer = await self._trainer() or one_of(GROUPS[1], participant)
        plain = next((e.question for e in self._programme.faq if not e.personal and e.topic == "cost"), "")
        personal = next(filter(None, map(self._asked_about, ABOUT_ONESELF)), "")
        things = [
            ThingToTry(participant, plain, "private", "Ask what everybody asks"),
            ThingToTry(participant, personal, "private", "Ask about yourself"),
            ThingToTry(participant, f"@groupmate {UNKNOWABLE}", "group", "Ask what the bot cannot know"),
            ThingToTry(organiser, "/questions", "private", "Answer it as an organiser"),
            ThingToTry(organiser, "/invites", "private", "Get invite codes for those who have not joined"),
            ThingToTry(GUESTS[0][0], "/join ", "private", "Join with one of these codes"),
            ThingToTry(
                participant, "/checkin", "private", "Check in (first move the clock: next event, until check-in opens)"
            ),
            ThingToTry(trainer, "/status", "group", "See how the group is doing"),
        ]
        self._things = [
            thing
            for thing in [
                *things,
                *await self._coaching_to_try(participant),
                *self._roadmap_to_try(participant, trainer),
            ]
            if thing.text
        ]

    async def _trainer(self) -> str | None:
        async with self._database.read() as uow:
            cohort = await uow.cohorts.by_key(self._key)
            members = await uow.members.of_cohort(cohort.id) if cohort else []
        return next((account_of(member) for member in members if "trainer" in member.roles), None)

    def _asked_about(self, personal: str) -> str:
        return next((entry.question for entry in self._programme.faq if entry.personal == personal), "")

    def _roadmap_to_try(self, participant: str, trainer: str) -> list[ThingToTry]:
        if self._programme.roadmap is None:
            return []
        return [
            ThingToTry(participant, "/roadmap", "private", "Write a roadmap, part by part, and submit it"),
            ThingToTry(trainer, "/roadmap", "private", "Read it as a trainer"),
            ThingToTry(participant, self._asked_about("like_mine"), "private", "Find others with goals like yours"),
        ]

    async def _coaching_to_try(self, participant: str) -> list[ThingToTry]:
        """A coach offers an afternoon within the time of coaching; then somebody books."""
        rules = policy(self._programme)
        async with self._database.read() as uow:
            cohort = await uow.cohorts.by_key(self._key)
            members = await uow.members.of_cohort(cohort.id) if cohort else []
        coach = next((account_of(member) for member in members if "coach" in member.roles), None)
        if rules is None or coach is None:
            return []
        day = (max(self.clock.now(), rules.first or self.clock.now()) + timedelta(days=7)).date()
        line = f"/slots add {day.isoformat()} 14:00-17:00 30m buffer 10m"
        return [
            ThingToTry(coach, line, "private", "Offer an afternoon of coaching, as a coach"),
            ThingToTry(participant, "/coaching", "private", "Book it with two taps"),
        ]


GROUPS = ("Participants", "Trainers and coaches", "Organisers", "Not members")


def account_of(member: Member) -> str:
    """The playground account of a member on the roster."""
    return f"member-{member.id}"


def played_member(account_id: str) -> int | None:
    """The member id in an account of `account_of`."""
    number = account_id.removeprefix("member-")
    return int(number) if number != account_id and number.isdigit() else None


def _persona(member: Member) -> Persona:
    group = GROUPS[2] if "organiser" in member.roles else GROUPS[1] if member.roles & STAFF else GROUPS[0]
    if not member.learner and group == GROUPS[0]:
        group = GROUPS[1]
    where = " · ".join(part for part in (member.organisation, member.country) if part)
    return Persona(account_of(member), member.name, member.email, where, group, member.time_zone, True, member.language)


async def seed(database: Database, cohort: Cohort, programme: Programme, now: datetime) -> Sequence[Member]:
    """Put the pack's sample roster into the cohort, and let all but the last few have joined."""
    assert programme.path is not None
    roster = read_roster(
        (programme.path / "roster.example.csv").read_bytes(), zone=programme.zone, language=programme.language
    )
    async with database.write() as uow:
        await uow.members.save(cohort.id, profiles(roster.rows))
        members = await uow.members.of_cohort(cohort.id)
        held_back = held_back_of(members)
        for member in members:
            if member.email not in held_back:
                identity = await uow.accounts.identify(PLATFORM, account_of(member), member.name, now)
                await uow.accounts.link(identity.account.id, member, PLATFORM, now)
    return members


def held_back_of(members: Sequence[Member]) -> frozenset[str]:
    """The e-mails of those who have not joined in the demo: the participants last on the roster, whoever left since."""
    people = (one for one in members if one.roles & LEARNERS and not one.email.startswith(NOBODY))
    learners = sorted(people, key=lambda member: member.id)
    return frozenset(member.email for member in learners[-HELD_BACK:])

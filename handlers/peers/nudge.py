"""All that the bot says to people about their exchanges without having been asked, in one place.

Each has a key, so that it leaves once; a recheck, which drops it where it is no longer needed; and an end, after which it is
of no use. None leaves in quiet hours. Some are nudges, which members can limit; for the others somebody waits, or they change
what people rely on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.messages import Intent, Nudge, Private, Recheck, ToMany
from bot.domain.peers.meet import LENGTH
from bot.domain.peers.rounds import AFTER, Pairing, Round
from bot.domain.people import Member
from bot.scene import View

USEFUL = timedelta(days=3)
"""What could not be delivered for so long is not said any more."""

NUDGES: Mapping[str, str] = {
    "midway": "peers_met",
    "ended": "peers_met",
    "afterwards": "peers_met",
    "learned": "peers_met",
    "mentor_met": "peers_met",
    "are_you_there": "peers_partner",
    "mentee_waits": "peers_partner",
    "offer": "peers_partner",
    "question": "peers_question",
    "thanked": "peers_thanks",
}
"""What of it is a nudge, and of which kind."""

FEW = 3
BEFORE_MEETING = timedelta(hours=1)


def nudge(
    view: View,
    to: Member,
    kind: str,
    about: str,
    *,
    at: datetime | None = None,
    expires: datetime | None = None,
    **args: str | int,
) -> Intent:
    """To `to`, once for what it is `about`, by the recheck `peers.{kind}`, which gets `to` and `args`."""
    return nudge_all(
        view, [to], kind, about, {name: str(value) for name, value in args.items()}, at=at, expires=expires
    )[0]


def key_of(kind: str, about: str) -> str:
    return f"peers-{kind}:{about}"


def nudge_all(
    view: View,
    to: Iterable[Member],
    kind: str,
    about: str,
    args: Mapping[str, str],
    *,
    at: datetime | None = None,
    expires: datetime | None = None,
) -> list[Intent]:
    """The same to many, in few intents: one for all whose night is over at the same time."""
    waves: dict[datetime, list[int]] = {}
    for one in to:
        waves.setdefault(view.config.quiet.over(at or view.now, one.zone), []).append(one.id)
    recheck = Recheck(f"peers.{kind}", dict(args))
    told: list[Intent] = []
    for leaves, ids in waves.items():
        key, ends = key_of(kind, about), max(expires or leaves + USEFUL, leaves)
        if kind in NUDGES:
            told.append(Nudge(NUDGES[kind], tuple(ids), key, recheck, at=leaves, expires=ends))
        elif len(ids) > FEW:
            told.append(ToMany(tuple(ids), key, recheck, at=leaves, expires=ends))
        else:
            # What few wait for leaves at once, in order with what else they are told.
            each = [(one, replace(recheck, args={**recheck.args, "to": str(one)})) for one in ids]
            told += [Private(to=one, key=f"{key}:{one}", at=leaves, expires=ends, recheck=own) for one, own in each]
    return told


def while_it_runs(
    view: View, found: Round, members: Sequence[Member], about: str, begun: Mapping[str, str]
) -> list[Intent]:
    """What these are asked later, as they are together since they have `begun`, unless it is answered by then: midway, and
    at the end."""
    midway, over = view.now + (found.ends_at - view.now) / 2, found.ends_at
    return [
        *nudge_all(view, members, "midway", about, begun, at=midway, expires=over),
        *nudge_all(view, members, "ended", about, begun, at=over, expires=over + AFTER),
    ]


def around_meeting(view: View, pairing: Pairing, members: list[Member]) -> list[Intent]:
    """For an agreed time: a reminder an hour before, which quiet hours do not hold up, as people chose that hour; and
    afterwards the question whether it took place."""
    at = pairing.meets_at
    if at is None:
        return []
    about = f"{pairing.id}:{pairing.sequence}"
    told: list[Intent] = []
    soon, to = at - BEFORE_MEETING, tuple(member.id for member in members)
    if soon > view.now and to:
        recheck = Recheck("peers.soon", {"pairing": str(pairing.id), "at": at.isoformat()})
        told.append(Nudge("peers_meeting", to, f"peers-soon:{about}", recheck, at=soon, expires=at))
    meant = at.isoformat()
    told += [
        nudge(view, member, "afterwards", about, at=at + LENGTH, pairing=pairing.id, meant=meant) for member in members
    ]
    return told

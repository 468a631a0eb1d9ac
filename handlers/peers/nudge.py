"""All that the bot says to people about their exchanges without having been asked, in one place.

Each has a key, so that it leaves once; a recheck, which drops it where it is no longer needed; and an end, after which it is
of no use. None leaves in quiet hours. Some are nudges, which members can limit; for the others somebody waits, or they change
what people rely on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.chat.messages import Intent, Nudge, Private, Recheck
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
    "question": "peers_question",
    "thanked": "peers_thanks",
}
"""What of it is a nudge, and of which kind."""

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
    leaves = view.config.quiet.over(at or view.now, to.zone)
    recheck = Recheck(f"peers.{kind}", {"to": str(to.id), **{name: str(value) for name, value in args.items()}})
    key, ends = f"peers-{kind}:{about}", max(expires or leaves + USEFUL, leaves)
    if kind in NUDGES:
        return Nudge(NUDGES[kind], (to.id,), key, recheck, at=leaves, expires=ends)
    return Private(to=to.id, key=f"{key}:{to.id}", at=leaves, expires=ends, recheck=recheck)


def while_it_runs(view: View, found: Round, pairing: Pairing, members: list[Member]) -> list[Intent]:
    """What everybody of a pairing is asked later, unless it is answered by then: midway, and at the end."""
    midway = view.now + (found.ends_at - view.now) / 2
    told: list[Intent] = []
    for member in members:
        about = str(pairing.id)
        told += [
            nudge(view, member, "midway", about, at=midway, expires=found.ends_at, pairing=pairing.id),
            nudge(view, member, "ended", about, at=found.ends_at, expires=found.ends_at + AFTER, pairing=pairing.id),
        ]
    return told


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

"""All that the bot says to people about their exchanges without having been asked, in one place.

Each has a key, so that it leaves once; a recheck, which drops it where it is no longer needed; and an end, after which it is
of no use. None leaves in quiet hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.messages import Intent, Nudge, Private, Recheck
from bot.domain.peers.meet import LENGTH
from bot.domain.peers.rounds import AFTER, Pairing, Round
from bot.domain.people import Member
from bot.scene import View
from handlers.peers.declared import HAVE_MET

USEFUL = timedelta(days=3)
"""What could not be delivered for so long is not said any more."""

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
    key = f"peers-{kind}:{about}:{to.id}"
    return Private(to=to.id, key=key, at=leaves, expires=max(expires or leaves + USEFUL, leaves), recheck=recheck)


def question(
    view: View, to: Member, kind: str, about: str, *, at: datetime, expires: datetime, **args: str | int
) -> Intent:
    """Like `nudge`, for what members can switch off under `/nudges`: whether they have met."""
    leaves = view.config.quiet.over(at, to.zone)
    recheck = Recheck(f"peers.{kind}", {name: str(value) for name, value in args.items()})
    return Nudge(HAVE_MET, (to.id,), f"peers-{kind}:{about}", recheck, leaves, max(expires, leaves))


def while_it_runs(view: View, found: Round, pairing: Pairing, members: list[Member]) -> list[Intent]:
    """What everybody of a pairing is asked later, unless it is answered by then: midway, and at the end."""
    midway = view.now + (found.ends_at - view.now) / 2
    told: list[Intent] = []
    for member in members:
        about = str(pairing.id)
        told += [
            question(view, member, "midway", about, at=midway, expires=found.ends_at, pairing=pairing.id),
            question(view, member, "ended", about, at=found.ends_at, expires=found.ends_at + AFTER, pairing=pairing.id),
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
    for member in members:
        args = {"to": str(member.id), "pairing": str(pairing.id), "at": at.isoformat()}
        soon = at - BEFORE_MEETING
        if soon > view.now:
            key = f"peers-soon:{about}:{member.id}"
            told.append(Private(to=member.id, key=key, at=soon, expires=at, recheck=Recheck("peers.soon", args)))
        over = at + LENGTH
        args = {"pairing": str(pairing.id), "meant": at.isoformat()}
        told.append(question(view, member, "afterwards", about, at=over, expires=over + USEFUL, **args))
    return told

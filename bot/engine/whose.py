"""Of which cohort does this event speak, and who is the sender there?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat.events import Event, FormSubmitted
from bot.domain.people import Cohort, Member
from bot.engine import dialogs
from bot.scene import Deployment
from storage.accounts import Identity
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Found:
    """`sure`: there is no doubt which cohort is meant. `bound`: a group's own cohort, or a private chat."""

    cohort: Cohort
    memberships: dict[int, Member]
    sure: bool
    bound: bool = True


async def find_cohort(
    deployment: Deployment, uow: UnitOfWork, event: Event, identity: Identity, now: datetime
) -> Found | None:
    """The cohort, and the sender's memberships by cohort id.

    A group belongs to one cohort. In private, among a few and in a group that no cohort has, it is the sender's only
    one, that of the form they are filling in, or the one they chose; a stranger speaks of the only one there is. In doubt
    it is the first, and the router asks where it matters.
    None where the config has no cohort.
    """
    memberships = {cohort.id: member for cohort, member in identity.memberships if cohort.key in deployment.cohorts}
    if event.sender.email and len(memberships) < len(deployment.cohorts):
        await _match_by_email(deployment, uow, event, identity, memberships, now)
    bound = event.place.kind != "group"
    if not bound:
        cohort = await uow.cohorts.of_group(event.place.platform, event.place.chat_id)
        if cohort and cohort.key in deployment.cohorts:
            return Found(cohort, memberships, sure=True)
    if len(memberships) == 1 and identity.memberships and identity.memberships[0][0].id in memberships:
        return Found(identity.memberships[0][0], memberships, sure=True, bound=bound)
    if dialogs.answers_dialog(event) or isinstance(event, FormSubmitted):
        dialog = await uow.dialogs.find(event.sender.platform, event.sender.account_id)
        cohort = await uow.cohorts.by_id(dialog.cohort_id) if dialog and dialogs.concerns(dialog, event, now) else None
        if cohort and cohort.key in deployment.cohorts:
            return Found(cohort, memberships, sure=True, bound=bound)
    cohorts = [cohort for cohort in await uow.cohorts.all() if cohort.key in deployment.cohorts]
    own = [cohort for cohort in cohorts if cohort.id in memberships] or cohorts
    chosen = [cohort for cohort in own if cohort.id == identity.chosen_cohort_id]
    candidates = chosen or own
    return Found(candidates[0], memberships, len(candidates) == 1, bound) if candidates else None


async def _match_by_email(
    deployment: Deployment,
    uow: UnitOfWork,
    event: Event,
    identity: Identity,
    memberships: dict[int, Member],
    now: datetime,
) -> None:
    """On a platform that vouches for e-mail addresses, the roster is enough: nobody needs a code."""
    assert event.sender.email is not None
    for member in await uow.members.by_email(event.sender.email):
        cohort = await uow.cohorts.by_id(member.cohort_id)
        if member.cohort_id in memberships or cohort is None or cohort.key not in deployment.cohorts:
            continue
        if await uow.accounts.link(identity.account.id, member, identity.account.platform, now):
            memberships[member.cohort_id] = member

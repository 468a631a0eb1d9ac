"""Of which cohort does this event speak, and who is the sender there?"""

from __future__ import annotations

from datetime import datetime

from bot.chat.events import Event
from bot.domain.people import Cohort, Member
from bot.engine import dialogs
from bot.scene import Deployment
from storage.accounts import Identity
from storage.unit_of_work import UnitOfWork

Found = tuple[Cohort, dict[int, Member], bool]


async def find_cohort(
    deployment: Deployment, uow: UnitOfWork, event: Event, identity: Identity, now: datetime
) -> Found | None:
    """The cohort, the sender's memberships by cohort id, and whether there is no doubt.

    A group belongs to one cohort. In private it is the sender's only one, that of the form they are filling in, or the one
    they chose; a stranger speaks of the only one there is. In doubt it is the first, and the router asks where it matters.
    None for a group that no cohort has.
    """
    memberships = {cohort.id: member for cohort, member in identity.memberships if cohort.key in deployment.cohorts}
    if event.sender.email and len(memberships) < len(deployment.cohorts):
        await _match_by_email(deployment, uow, event, identity, memberships, now)
    if not event.place.private:
        cohort = await uow.cohorts.of_group(event.place.platform, event.place.chat_id)
        return (cohort, memberships, True) if cohort and cohort.key in deployment.cohorts else None
    if len(memberships) == 1 and identity.memberships and identity.memberships[0][0].id in memberships:
        return identity.memberships[0][0], memberships, True
    if dialogs.answers_dialog(event):
        dialog = await uow.dialogs.find(event.sender.platform, event.sender.account_id)
        cohort = await uow.cohorts.by_id(dialog.cohort_id) if dialog and dialogs.is_alive(dialog, now) else None
        if cohort and cohort.key in deployment.cohorts:
            return cohort, memberships, True
    cohorts = [cohort for cohort in await uow.cohorts.all() if cohort.key in deployment.cohorts]
    own = [cohort for cohort in cohorts if cohort.id in memberships] or cohorts
    chosen = [cohort for cohort in own if cohort.id == identity.chosen_cohort_id]
    candidates = chosen or own
    return (candidates[0], memberships, len(candidates) == 1) if candidates else None


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

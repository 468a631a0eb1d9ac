"""Exchanges in `/me` and `/peers`, and for organisers in `/status`."""

from __future__ import annotations

from bot.chat.text import Text, bullets
from bot.domain.peers.profiles import PeerProfile
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import Voice
from bot.report import Listing, More, Report
from bot.scene import View
from handlers.peers.declared import current_round, feature, members_of, profile_of
from handlers.peers.words import names


@feature.progress
async def mine(view: View, member: Member) -> Text:
    """Nothing before the first round is planned."""
    if view.programme.peers is None or not member.learner or not await view.uow.rounds.of_cohort(view.cohort.id):
        return ()
    return await lines_of(view, member, view.voice_for(member))


async def lines_of(view: View, member: Member, _: Voice) -> Text:
    own = await profile_of(view, member.id)
    lines = [_standing(own, _)] if not own.takes_part(view.now.astimezone(member.zone).date()) else []
    found = await current_round(view)
    if found is not None:
        lines.append(await _round_line(view, found, member, _))
    for one in await view.uow.rounds.of_cohort(view.cohort.id):
        pairing = await view.uow.rounds.pairing_of(one.id, member.id) if one.state in ("running", "over") else None
        if pairing and pairing.place_of(member.id).learned:
            words = pairing.place_of(member.id).learned
            lines.append(_("learned in “{theme}”: {words}", theme=one.theme, words=words))
    if not lines:
        lines.append(_("No round is planned yet."))
    return (*_("**My exchanges**"), *bullets(*lines))


def _standing(own: PeerProfile, _: Voice) -> Text:
    if own.standing == "out":
        return _("you do not take part in rounds; /peers brings you back")
    if own.until:
        return _("you pause until {day}", day=_.day(own.until))
    return _("you pause; /peers brings you back")


async def _round_line(view: View, found: Round, member: Member, _: Voice) -> Text:
    if found.state != "running":
        day = _.day(found.starts_at.astimezone(_.zone).date())
        return _("next round: “{theme}”, from {day}", theme=found.theme, day=day)
    pairing = await view.uow.rounds.pairing_of(found.id, member.id)
    others = [one for one in await members_of(view, pairing.members) if one.id != member.id] if pairing else []
    if pairing is None or not others:
        return _("round “{theme}”: you are in no pair", theme=found.theme)
    said = names(others, _)
    if pairing.met:
        return _("round “{theme}”: you have met {names}", theme=found.theme, names=said)
    if pairing.meets_at:
        return _(
            "round “{theme}”: you meet {names} on {when}",
            theme=found.theme,
            names=said,
            when=_.moment(pairing.meets_at),
        )
    return _("round “{theme}”: your partner is {names}", theme=found.theme, names=said)


@feature.status
async def overall(view: View, _: Voice, reader: Member | None) -> Report:
    """Rounds, met, planned, silent, takeaways. Who is connected to nobody is for organisers' eyes."""
    if view.programme.peers is None:
        return Report()
    told = [one for one in await view.uow.rounds.of_cohort(view.cohort.id) if one.state in ("running", "over")]
    if not told:
        return Report()
    last = told[-1]
    pairings = await view.uow.rounds.pairings(last.id)
    shared = sum([len(await view.uow.rounds.shared(one.id)) for one in told])
    text = _("**Exchanges:** {rounds}.", rounds=_.plural("{n} round so far", "{n} rounds so far", len(told)))
    text += _(
        "“{theme}”: {all} groups; {met} have met, {planned} have a time, {silent} silent. Takeaways shared: {n}.",
        theme=last.theme,
        all=len(pairings),
        met=sum(one.met for one in pairings),
        planned=sum(_planned(one) for one in pairings),
        silent=sum(not any(place.active for place in one.places) for one in pairings),
        n=shared,
    )
    if reader is None or not reader.roles & ORGANISERS:
        return Report(text)
    alone = len(await _alone(view))
    if not alone:
        return Report(text + _("Everybody has met somebody."))
    return Report(text, more=(More("met_nobody", _.plain("Met nobody yet ({n})", n=alone)),))


def _planned(pairing: Pairing) -> bool:
    planned = pairing.meets_at is not None or any(place.answer == "planned" for place in pairing.places)
    return planned and not pairing.met


async def _alone(view: View) -> list[Member]:
    """Learners whom no round has brought together with anybody who met them."""
    met = {one for a, b, met in await view.uow.rounds.edges(view.cohort.id) if met for one in (a, b)}
    return [one for one in await view.uow.members.of_cohort(view.cohort.id) if one.learner and one.id not in met]


@feature.listing("met_nobody", access=ORGANISERS)
async def met_nobody(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    alone = await _alone(view)
    said = tuple(_("{name}", name=one.name) for one in alone[lines])
    return Listing(_("**Have met nobody yet:** {n}", n=len(alone)), len(alone), said)

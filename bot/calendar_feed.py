"""`/calendar/<token>.ics`: a member's private calendar, for whoever has its address."""

from __future__ import annotations

from aiohttp import web

from bot.calendars.write import feed
from bot.domain.feed_address import read_token
from bot.ports import Clock
from bot.scene import Deployment, View
from storage.engine import Database, StorageError

PATH = "/calendar"


def add_calendar_feed(app: web.Application, database: Database, deployment: Deployment, clock: Clock) -> None:
    """An address that was guessed, or made void by its member, is not found: nothing tells the two apart."""

    async def calendar(request: web.Request) -> web.Response:
        try:
            data = await _calendar(database, deployment, clock, request.match_info["token"])
        except StorageError:
            raise web.HTTPServiceUnavailable from None
        if data is None:
            raise web.HTTPNotFound
        headers = {
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="calendar.ics"',
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        }
        return web.Response(body=data, content_type="text/calendar", charset="utf-8", headers=headers)

    app.router.add_get(PATH + "/{token}.ics", calendar)


async def _calendar(database: Database, deployment: Deployment, clock: Clock, token: str) -> bytes | None:
    async with database.read() as uow:
        key = await uow.calendar_feeds.key()
        nonce = read_token(key, token) if key else None
        member = await uow.calendar_feeds.whose(nonce) if nonce else None
        cohort = await uow.cohorts.by_id(member.cohort_id) if member else None
        if member is None or cohort is None or cohort.key not in deployment.cohorts:
            return None
        view = View(deployment, uow, clock.now(), cohort)
        entries = [
            entry
            for feature in deployment.registry.features
            for part in feature.calendar_parts
            for entry in await part(view, member)
        ]
    return feed(cohort.title, entries)

"""`/healthz`: the process lives. `/readyz`: everything it needs works, and if not, what does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Problems = Mapping[str, str | None]


def add_health(app: web.Application, started: Callable[[], bool], problems: Callable[[], Awaitable[Problems]]) -> None:
    """`problems` says of each part why it cannot be used now; None where it can."""

    async def healthz(_request: web.Request) -> web.Response:
        up = started()
        return web.Response(text="ok" if up else "starting", status=200 if up else 503)

    async def readyz(_request: web.Request) -> web.Response:
        found = await problems()
        ready = started() and not any(found.values())
        return web.json_response({"ready": ready, "problems": dict(found)}, status=200 if ready else 503)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)

"""What keeps other web pages, and other machines, from driving the playground: who asks is checked on every request.

There is no log-in: whoever can open the page may be anybody in it. So it answers only under a loopback name (a foreign
name is DNS rebinding) and takes requests only from its own page.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping

from yarl import URL

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILE_CSP = "default-src 'none'; img-src 'self'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def why_refused(method: str, path: str, headers: Mapping[str, str], allowed_hosts: Collection[str]) -> str | None:
    """The reason to refuse a request, for the one who reads the response; None where there is none."""
    host = headers.get("Host", "")
    if not _is_ours(host, allowed_hosts):
        return f"This playground answers only on this machine. To serve it as {host!r}, name that host in the settings."
    origin = headers.get("Origin")
    if origin is not None and method != "GET" and _authority(origin) != host.lower():
        return "Requests from other web pages are refused."
    site = headers.get("Sec-Fetch-Site", "none")
    if site in ("same-site", "cross-site") and (method != "GET" or path != "/"):
        return "Requests from other web pages are refused."
    return None


def _is_ours(host: str, allowed_hosts: Collection[str]) -> bool:
    try:
        name = URL(f"http://{host}").host or ""
    except ValueError:
        return False
    if name == "localhost" or name in allowed_hosts:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _authority(origin: str) -> str | None:
    scheme, _, authority = origin.partition("://")
    return authority.lower() if scheme in ("http", "https") else None

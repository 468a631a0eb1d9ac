"""What keeps other web pages, and other machines, from driving the playground: who asks is checked on every request.

There is no log-in: whoever can open the page may be anybody in it. So it answers only to this machine, under a loopback
name (a foreign one is DNS rebinding), and takes requests only from its own page. Names in `allowed_hosts` are answered to
whoever asks. The name is what the one who asks says it is, so from another machine a loopback name proves nothing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Mapping

from yarl import URL

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILE_CSP = "default-src 'none'; img-src 'self'; frame-ancestors 'none'; sandbox"
_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def why_refused(
    remote: str | None, method: str, path: str, headers: Mapping[str, str], allowed_hosts: Collection[str]
) -> str | None:
    """The reason to refuse a request, for the one who reads the response; None where there is none. `remote` is the
    address at the other end of the connection."""
    host = headers.get("Host", "")
    if not _is_ours(remote, host, allowed_hosts):
        return (
            "This playground answers only to the machine that it runs on. "
            f"To open it as {host[:100]!r}, put that name, without the port, into playground.allowed_hosts."
        )
    origin = headers.get("Origin")
    if origin is not None and method != "GET" and _authority(origin) != host.lower():
        return "Requests from other web pages are refused."
    site = headers.get("Sec-Fetch-Site", "none")
    if site in ("same-site", "cross-site") and (method != "GET" or path != "/"):
        return "Requests from other web pages are refused."
    return None


def _is_ours(remote: str | None, host: str, allowed_hosts: Collection[str]) -> bool:
    if not _HOST.fullmatch(host):
        return False
    try:
        name = URL(f"http://{host}").host or ""
    except ValueError:
        return False
    if name in {allowed.lower().strip("[]") for allowed in allowed_hosts}:
        return True
    return _is_loopback(remote or "") and (name == "localhost" or _is_loopback(name))


def _is_loopback(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback


def _authority(origin: str) -> str | None:
    scheme, _, authority = origin.partition("://")
    return authority.lower() if scheme in ("http", "https") else None

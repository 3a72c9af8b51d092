"""Whether a browser's request came from our own pages: what keeps other sites from using a console cookie."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS: Final = frozenset({"same-origin", "none"})  # none: typed into the address bar


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """By Sec-Fetch-Site, which a page cannot set; by Origin where a browser does not send it; else no."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OURS
    origin = headers.get("origin")
    host = headers.get("host")
    return origin is not None and host is not None and urlsplit(origin).netloc == host


def is_loopback(host: str) -> bool:
    """Whether this `Host` names the browser's own machine, which browsers trust without encryption."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False

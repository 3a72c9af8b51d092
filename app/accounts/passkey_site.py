"""For which site a passkey is made and asked for: a domain name that is ours, never what a request claims."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

LOCALHOST: Final = "localhost"
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Site:
    """`rp_id` and `origin` as browsers compare them (WebAuthn)."""

    rp_id: str
    origin: str


def site_of(base_url: str | None, host: str) -> Site | None:
    """By the configured address; without one only for `localhost`, as the request's `Host` says it.

    None where passkeys cannot work: an address by number, or one without encryption.
    """
    if base_url is None:
        return _site(f"http://{host}") if _name(f"//{host}") == LOCALHOST else None
    return _site(base_url)


def _site(url: str) -> Site | None:
    name, scheme = _name(url), urlsplit(url).scheme
    if not name or _is_address(name) or (scheme != "https" and name != LOCALHOST):
        return None
    port = urlsplit(url).port
    shown = "" if port in (None, _DEFAULT_PORTS.get(scheme)) else f":{port}"
    return Site(name, f"{scheme}://{name}{shown}")


def _name(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number
    except ValueError:
        return ""
    return parts.hostname or ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True

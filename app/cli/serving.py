"""The life of the service as a process: alone on its database, listening, told to stop, done."""

import signal
import socket
from contextlib import nullcontext
from typing import Any, Final

import structlog
import uvicorn
from uvicorn.supervisors import Multiprocess

from app.bootstrap import create_app
from app.cli.account import has_accounts
from app.cli.failures import CommandFailed
from app.cli.first_look import show_demo
from app.cli.migrate import bring_up_to_date
from app.cli.opening import alone, opened
from app.cli.output import say
from app.core import logs
from app.core.connections import GuardedProtocol, raise_file_limit
from app.core.garbage import freeze_what_stays
from app.core.loading import loading
from app.core.threads import take_short_turns
from app.db.checkpointer import Checkpointer
from app.settings import Settings

# A phone on a bad line keeps its connection while the next photo is being made smaller.
KEEP_ALIVE_SECONDS: Final = 20
# Long enough for an upload under way, short enough for those who stop the machine.
DRAIN_SECONDS: Final = 25
BACKLOG: Final = 2048

log = structlog.get_logger("pollwatch.serve")


def run(settings: Settings, host: str, port: int, *, workers: int, migrate: bool, demo: bool) -> None:
    """Until told to stop. Refuses a database that another process has, or that is not up to date."""
    logs.configure()
    take_short_turns()
    raise_file_limit()
    with alone(settings), _listening(host, port) as listener:
        if migrate:
            bring_up_to_date(settings)
        url = _url(host, listener)
        _prepare(settings, url, demo=demo)
        log.info("serving", url=url, workers=workers)
        if workers > 1:
            config = uvicorn.Config("app.main:build", factory=True, workers=workers, **_options(settings))
            Multiprocess(config, [listener]).run()
        else:
            _run(settings, listener)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as failed:
        raise CommandFailed(f"Cannot listen on {host}, port {port}: {failed.strerror}.") from None


def _url(host: str, listener: socket.socket) -> str:
    """Where a browser on this machine finds it."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  read, not bound
    name = f"[{here}]" if ":" in here else here
    return f"http://{name}:{listener.getsockname()[1]}"


def _prepare(settings: Settings, url: str, *, demo: bool) -> None:
    """Refuses when the database is not up to date."""
    with opened(settings) as database:
        if demo:
            show_demo(settings, database, settings.base_url or url)
        with database.read() as session:
            nobody = not has_accounts(session)
    if nobody:
        say("Nobody can sign in yet: `pollwatch account create NAME --role admin` makes a first account.")


def _run(settings: Settings, listener: socket.socket) -> None:
    freeze_what_stays()
    with loading():
        app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, **_options(settings)))
    # uvicorn stops on these signals, then raises them again; by then everything is done.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    database = app.state.database
    with Checkpointer(database) if database.embedded else nullcontext():
        server.run([listener])
    database.close()


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "http": GuardedProtocol,
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(settings.forwarded_allow_ips),
        "forwarded_allow_ips": settings.forwarded_allow_ips or None,
        "backlog": BACKLOG,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": DRAIN_SECONDS,
    }

"""P19: the next report comes at once, also out of a hundred thousand, to twenty moderators.

Each asks every five seconds, evenly apart from the others, and keeps what they got.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import text

from app.accounts import service as accounts
from app.accounts.roles import Role
from app.core.clock import utc_now
from app.core.keyring import open_keyring
from app.core.strict_json import loads
from app.db.session import Database, WriteSession
from app.elections.directory import Directory
from app.intake.codes import Codes
from app.intake.prepare import Sender
from app.intake.service import Intake
from app.intake.store import store
from benchmarks.election import SLUG, bodies, prepare
from benchmarks.figures import Goal, conclude
from benchmarks.process import Server, serving

OPEN, AT_ONCE = 100_000, 256
MODERATORS, EVERY_SECONDS, CALLS_EACH = 20, 5.0, 12
NEXT = f"/api/v1/console/elections/{SLUG}/queue/next"


def fill(directory: Path) -> list[str]:
    """Reports that wait, received within the hour, and the tokens of those who ask for them."""
    url = f"sqlite:///{directory}/pollwatch.db"
    prepare(url)
    database = Database(url)
    view = Directory(database, 60).find(SLUG)
    assert view is not None
    keyring = open_keyring(directory / "keys")
    intake, sent, now = Intake(keyring, Codes.of(keyring)), [loads(body) for body in bodies()], utc_now()
    for start in range(0, OPEN, AT_ONCE):
        batch = [
            intake.prepare(view, uuid4(), sent[number % len(sent)], Sender(), _received(now, number))
            for number in range(start, min(start + AT_ONCE, OPEN))
        ]
        with database.write.begin() as session:
            store(session, batch)
    with database.write.begin() as session:
        tokens = [_moderator(session, number) for number in range(MODERATORS)]
        session.execute(text("ANALYZE"))
    database.checkpoint()
    database.close()
    return tokens


def _received(now: datetime, number: int) -> datetime:
    return now - timedelta(hours=1) * (number / OPEN)


def _moderator(session: WriteSession, number: int) -> str:
    account = accounts.create_account(session, f"moderator {number}", Role.MODERATOR, utc_now())
    return accounts.issue_token(session, account.id, "benchmark", utc_now())


def ask(server: Server, token: str, begins_at: float) -> list[float]:
    """Milliseconds of each answer, from connecting (the server closes what is silent for five seconds) to its
    last byte."""
    took = []
    for call in range(CALLS_EACH):
        time.sleep(max(0.0, begins_at + call * EVERY_SECONDS - time.monotonic()))
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("POST", NEXT, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, answer.status
    return took


def main() -> None:
    with TemporaryDirectory(prefix="pollwatch-bench-") as directory:
        tokens = fill(Path(directory))
        words = ["benchmarks.service", "serve", "--port", "{port}"]
        with serving(words, Path(directory) / "log", {"APP_DATA_DIR": directory}) as server:
            ask(server, tokens[0], time.monotonic() - CALLS_EACH * EVERY_SECONDS)  # at once: warms it up
            before, now = server.cpu_seconds(), time.monotonic()
            begins = [now + number * EVERY_SECONDS / MODERATORS for number in range(MODERATORS)]
            with ThreadPoolExecutor(MODERATORS) as people:
                answers = list(people.map(ask, [server] * MODERATORS, tokens, begins))
            used = server.cpu_seconds() - before
    took = [milliseconds for each in answers for milliseconds in each]
    conclude(
        "p19",
        f"queue/next, {OPEN:,} open reports, {MODERATORS} moderators every {EVERY_SECONDS:g} s",
        [Goal("p99, ms", quantiles(took, n=100)[98], most=20)],
        {
            "p50, ms": median(took),
            "slowest, ms": max(took),
            "calls": len(took),
            "CPU ms each, with all the service does meanwhile": used * 1000 / len(took),
        },
    )


if __name__ == "__main__":
    main()

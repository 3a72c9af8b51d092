"""Makes the synthetic election: areas, stations, observers and their visits, before the first report."""

import csv
import io
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Organisation
from app.cli import synthetic_stations
from app.cli.demo_kyrgyzstan import read
from app.cli.synthetic_day import ORGANISATIONS
from app.core.text import unique_key
from app.db.session import WriteSession
from app.elections import importers
from app.elections import service as elections
from app.elections.directory import snapshot
from app.elections.models import Election, ElectionStatus
from app.elections.schemas import ElectionIn
from app.elections.taxonomy import load_builtin, parse
from app.elections.view import ElectionView

SLUG: Final = "demo-synthetic"
CODE: Final = "SYN"
NAME: Final = {
    "en": "Synthetic election: invented, nothing of it happened",
    "ru": "Синтетические выборы: выдуманы, ничего этого не было",
    "ky": "Синтетикалык шайлоо: ойдон чыгарылган, эч нерсе болгон эмес",
    "uz-Cyrl": "Синтетик сайлов: ўйлаб топилган, ҳеч нарса бўлмаган",
}
ZONE: Final = ZoneInfo("Asia/Bishkek")
_VISITS: Final = 450  # of 2,475 stations, two thirds of them chosen by chance


def make(session: WriteSession, seed: int, now: datetime) -> None:
    """The vote was yesterday, so that the whole day has happened and may be published."""
    day = now.astimezone(ZONE).date() - timedelta(days=1)
    election = elections.create(session, _described(day), now)
    importers.import_areas(session, SLUG, read("kyrgyzstan-areas.geojson"), now)
    invented = synthetic_stations.stations(_view(session, election).areas.by_code.values(), seed)
    importers.import_stations(session, SLUG, synthetic_stations.as_csv(invented), now)
    for name in ORGANISATIONS:
        if session.scalar(select(Organisation.id).where(Organisation.name_key == unique_key(name))) is None:
            accounts.create_organisation(session, name, now)
    session.flush()
    importers.import_visits(session, SLUG, _visits([station.code for station in invented], seed, day), now)
    elections.set_status(session, SLUG, ElectionStatus.OPEN, now)


def _described(day: date) -> ElectionIn:
    opens, closes = (datetime.combine(day, time(hour), ZONE) for hour in (8, 20))
    midnight = datetime.combine(day + timedelta(days=1), time(), ZONE)
    return ElectionIn.model_validate(
        {
            "slug": SLUG,
            "code": CODE,
            "name": NAME,
            "time_zone": ZONE.key,
            "voting_on": day,
            "synthetic": True,
            "phases": [
                {"phase": "voting", "from": opens, "to": closes},
                {"phase": "counting", "from": closes, "to": midnight},
            ],
        }
    )


def _view(session: WriteSession, election: Election) -> ElectionView:
    session.flush()
    return snapshot(session, election, parse(load_builtin()))


def _visits(stations: list[str], seed: int, day: date) -> str:
    """As `import_visits` reads them: two groups drew their stations by lot, the third went where it could."""
    random = Random(seed)  # noqa: S311  # invented data, repeatable on purpose
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["station", "organisation", "method", "from", "to"])
    for station in random.sample(stations, _VISITS):
        organisation = random.choice(ORGANISATIONS)
        method = "other" if organisation == ORGANISATIONS[-1] else "random"
        began = datetime.combine(day, time(random.randint(7, 17), random.randint(0, 59)), ZONE)
        ended = began + timedelta(minutes=random.randint(30, 240))
        writer.writerow([station, organisation, method, began.isoformat(), ended.isoformat()])
    return file.getvalue()

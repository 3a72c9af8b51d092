"""P12: finding what could be the same event costs next to nothing, however many reports there are.

    python -m benchmarks.p12_candidates [--full]

10,000 against a million reports; with --full against ten million: an hour, 15 GB. They come from 2,475
stations, a third of which stand in three cities, and four in ten are of the day of the vote.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from app.db.session import Database, ReadSession
from app.elections import grid
from app.moderation import candidate_forms, candidates
from app.reports import queries
from benchmarks.counted_day import Count, prepare, report_id
from benchmarks.figures import ROUNDS, Goal, conclude, interleaved, ratio

FEW, MANY, ALL = 10_000, 1_000_000, 10_000_000
CALLS = 200
STATIONS, IN_CITIES = 2475, 0.33
CITIES = ((42.8746, 74.5698), (40.5283, 72.7985), (40.9333, 73.0))
CITY_DEG, COUNTRY_DEG, SPREAD_DEG = 0.06, 2.0, 0.002
SENTENCES = (
    "Three white minibuses carried the same people from one school to the next.",
    "Наблюдателя не пустили к урне, пока считали бюллетени.",
    "Конверттерди тизме боюнча таратып жатышты, мектептин дарвазасында.",
    "Somebody photographed the marked ballot and showed it to a man at the door.",
    "Люди в спортивных костюмах провожали избирателей в кабинку.",
    "Сайлоо участкасында жарык өчүп калды, бирок эсептөө уланды.",
    "The commission had stamped ballots lying on the table before eight.",
    "Одни и те же люди голосовали в двух школах за один час.",
)


class Dressing:
    """Gives every report and incident a place, a time and words."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)
        self._stations = [self._station(number) for number in range(STATIONS)]

    def __call__(self, row: Count) -> None:
        dice = self._dice
        code, latitude_deg, longitude_deg = dice.choice(self._stations)
        row["occurred_at"] += timedelta(minutes=dice.randrange(60))
        row["time_precision"] = "minute"
        if "search_text" in row:
            row["search_text"] = " ".join(dice.sample(SENTENCES, 3)).casefold()
        if dice.random() < 0.1:
            return
        latitude_deg += dice.uniform(-SPREAD_DEG, SPREAD_DEG)
        longitude_deg += dice.uniform(-SPREAD_DEG, SPREAD_DEG)
        row.update(
            station_code=code if dice.random() < 0.5 else None,
            latitude_deg=latitude_deg,
            longitude_deg=longitude_deg,
            h3_cell=grid.fine_cell(latitude_deg, longitude_deg),
            location_precision="exact",
        )

    def _station(self, number: int) -> tuple[str, float, float]:
        in_a_city = self._dice.random() < IN_CITIES
        latitude_deg, longitude_deg = self._dice.choice(CITIES)
        wide_deg = CITY_DEG if in_a_city else COUNTRY_DEG
        return (
            f"T-{number:04d}",
            latitude_deg + self._dice.uniform(-wide_deg, wide_deg),
            longitude_deg + self._dice.uniform(-wide_deg, wide_deg),
        )


class Side:
    """One database, and the reports that are asked about."""

    def __init__(self, folder: Path, reports: int) -> None:
        url = f"sqlite:///{folder / f'{reports}.db'}"
        self._view = prepare(url, reports, dress=Dressing(12))
        self._database = Database(url)
        dice = Random(5)
        self._asked = [report_id(dice.randrange(reports)) for _ in range(CALLS)]
        self.found = 0

    def milliseconds(self) -> list[float]:
        """Of each call, from the report's row to the answer's form."""
        with self._database.read() as session:
            return [1000 * self._timed(session, number) for number in range(CALLS)]

    def _timed(self, session: ReadSession, number: int) -> float:
        session.expunge_all()
        report = queries.get(session, self._view.id, self._asked[number])
        began = time.process_time()
        found = candidates.of_report(session, self._view, report)
        candidate_forms.candidates_out(session, self._view, found)
        took = time.process_time() - began
        self.found += len(found.reports) + len(found.incidents)
        return took


def main() -> None:
    many = ALL if "--full" in sys.argv[1:] else MANY
    with TemporaryDirectory(prefix="pollwatch-bench-") as folder:
        small, large = Side(Path(folder), FEW), Side(Path(folder), many)
        of_few, of_many = interleaved(ROUNDS, small.milliseconds, large.milliseconds)
    middle_few, middle_many = [median(each) for each in of_few], [median(each) for each in of_many]
    slowest = median(quantiles(each, n=100)[98] for each in of_many)
    calls = CALLS * (ROUNDS + 1)
    conclude(
        "p12",
        "what could be the same event",
        [
            Goal(f"median, of {many:,} : of {FEW:,}", ratio(middle_many, middle_few), most=10),
            Goal(f"CPU ms of the slowest in a hundred, of {many:,}", slowest, most=10),
        ],
        {
            "CPU ms, median of few, of many": [median(middle_few), median(middle_many)],
            "candidates a report, of few, of many": [small.found / calls, large.found / calls],
        },
    )


if __name__ == "__main__":
    main()

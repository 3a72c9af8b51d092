"""One chain for both databases: it makes what the models say, loses no row, and can be walked back."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from app.core.shipped import shipped
from app.db.engine import build_migration_engine
from app.db.migrate import migrate
from app.db.revision import is_current
from app.db.session import Database
from app.models import Model
from tests.migrations.rising import CHAIN, SCRIPTS
from tests.migrations.rows import ALEMBIC, Row, read, reflect, seed

pytestmark = pytest.mark.slow

MIGRATIONS = shipped("migrations")
STEPS = list(pairwise(CHAIN))
ALEMBIC_COMMAND = [sys.executable, "-m", "alembic", "-c", str(shipped("alembic.ini"))]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Committed at the end."""
    engine = build_migration_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def step(url: str, revision: str, scripts: Path = MIGRATIONS) -> None:
    """Up or down to `revision`, as the shell would."""
    config = Config(shipped("alembic.ini"))
    config.set_main_option("script_location", str(scripts))
    with connected(url) as connection:
        config.attributes["connection"] = connection
        above = revision != "base" and _is_above(connection, revision)
        (command.upgrade if above else command.downgrade)(config, revision)


def _is_above(connection: Connection, revision: str) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    return revision not in CHAIN or CHAIN.index(revision) > CHAIN.index(current or "base")


def rows(url: str) -> dict[str, list[Row]]:
    with connected(url) as connection:
        return read(connection)


def differences(url: str) -> list[object]:
    with connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, Model.metadata)
        return found


def assert_kept(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> None:
    """Every row of a table that still exists, with every value of a column that still exists."""
    for table in before.keys() & after.keys():
        for old, new in zip(before[table], after[table], strict=True):
            common = old.keys() & new.keys()
            assert {name: old[name] for name in common} == {name: new[name] for name in common}, table


def test_there_is_one_chain() -> None:
    assert len(SCRIPTS.get_heads()) == 1, "two migrations have the same parent: put one after the other"
    assert len(CHAIN) > 1


class TestSchema:
    def test_is_what_the_models_say(self, database_url: str) -> None:
        assert differences(database_url) == []

    def test_a_difference_would_be_seen(self, database_url: str) -> None:
        with connected(database_url) as connection:
            connection.execute(text("ALTER TABLE reports ADD COLUMN mood VARCHAR(40)"))

        assert len(differences(database_url)) == 1

    def test_goes_back_to_nothing_and_up_again(self, empty_url: str) -> None:
        migrate(empty_url)
        migrate(empty_url, "base")
        with connected(empty_url) as connection:
            assert inspect(connection).get_table_names() == [ALEMBIC]

        migrate(empty_url)

        assert differences(empty_url) == []

    def test_migrating_twice_changes_nothing(self, empty_url: str) -> None:
        migrate(empty_url)
        with connected(empty_url) as connection:
            seed(connection)
        before = rows(empty_url)

        migrate(empty_url)

        assert rows(empty_url) == before
        assert differences(empty_url) == []


class TestRows:
    @pytest.mark.parametrize(("lower", "upper"), STEPS[1:])
    def test_survive_each_step_up_and_down(
        self, migrated_to: Callable[[str], str], lower: str, upper: str
    ) -> None:
        url = migrated_to(lower)
        with connected(url) as connection:
            schema = reflect(connection)
            seeded = seed(connection, schema)
            before = read(connection, schema)
        assert all(len(before[table]) == 1 for table in seeded)

        step(url, upper)
        above = rows(url)
        step(url, lower)
        with connected(url) as connection:
            below = read(connection, schema)

        assert before.keys() - above.keys() <= DROPPED.get(upper, set())
        assert_kept(before, above)
        assert_kept({name: before[name] for name in above.keys() & before.keys()}, below)

    def test_survive_the_rebuilding_of_their_parents_table(self, database_url: str, tmp_path: Path) -> None:
        """SQLite changes a table by making another: dropping the old one must not take the children along."""
        scripts = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, scripts)
        (scripts / "versions" / "rebuild.py").write_text(REBUILD.format(head=CHAIN[-1]))
        with connected(database_url) as connection:
            seed(connection)
            connection.execute(text(CASCADE))
            connection.execute(text("INSERT INTO kept_children SELECT id FROM elections"))
        before = rows(database_url)

        step(database_url, "rebuilt", scripts)

        after = rows(database_url)
        assert len(after["kept_children"]) == 1
        assert_kept(before, after)

    def test_a_migration_that_breaks_references_is_undone(self, database_url: str, tmp_path: Path) -> None:
        scripts = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, scripts)
        (scripts / "versions" / "orphans.py").write_text(ORPHANS.format(head=CHAIN[-1]))
        with connected(database_url) as connection:
            seed(connection)
        before = rows(database_url)

        with pytest.raises(Exception, match=r"foreign key"):
            step(database_url, "orphans", scripts)

        assert rows(database_url) == before


# Tables that a migration drops on purpose, by its revision.
DROPPED: dict[str, set[str]] = {"0033": {"visited_stations"}}

CASCADE = (
    "CREATE TABLE kept_children (election_id INTEGER NOT NULL REFERENCES elections (id) ON DELETE CASCADE)"
)
REBUILD = '''"""rebuild a table that others refer to."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "rebuilt", "{head}", None, None


def upgrade():
    with op.batch_alter_table("elections", recreate="auto") as table:
        table.alter_column("code", existing_type=sa.String(12), type_=sa.String(20))
'''
ORPHANS = '''"""forget the parents."""

from alembic import op

revision, down_revision, branch_labels, depends_on = "orphans", "{head}", None, None


def upgrade():
    op.execute("DELETE FROM elections")
'''


class TestCommands:
    def test_the_shell_reaches_the_same_schema(self, empty_url: str) -> None:
        address = ["-x", f"url={empty_url}"]

        subprocess.run([*ALEMBIC_COMMAND, *address, "upgrade", "head"], check=True, capture_output=True)

        assert differences(empty_url) == []
        checked = subprocess.run([*ALEMBIC_COMMAND, *address, "check"], check=True, capture_output=True)
        assert b"No new upgrade operations detected" in checked.stdout + checked.stderr

    def test_several_processes_starting_at_once_do_not_disturb_one_another(self, empty_url: str) -> None:
        words = [*ALEMBIC_COMMAND, "-x", f"url={empty_url}", "upgrade", "head"]

        started = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
        said = [process.communicate(timeout=60)[1] for process in started]

        assert [process.returncode for process in started] == [0, 0, 0], said
        assert differences(empty_url) == []

    def test_readiness_knows_whether_anything_is_missing(self, database_url: str) -> None:
        database = Database(database_url)
        assert is_current(database.read_engine)
        database.close()

        step(database_url, CHAIN[-2])
        behind = Database(database_url)
        assert not is_current(behind.read_engine)
        behind.close()

    def test_readiness_knows_every_revision_of_this_release_and_lets_a_newer_one_be(
        self, database_url: str
    ) -> None:
        with_each = {revision: is_current_at(database_url, revision) for revision in CHAIN[1:]}

        assert [revision for revision, current in with_each.items() if current] == [CHAIN[-1]]
        assert is_current_at(database_url, "of-tomorrow")

    def test_readiness_knows_a_database_in_which_nothing_is(self, empty_url: str) -> None:
        database = Database(empty_url)

        assert not is_current(database.read_engine)
        database.close()


def is_current_at(url: str, revision: str) -> bool:
    """With `revision` written down as the last that was applied."""
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    database = Database(url)
    current = is_current(database.read_engine)
    database.close()
    return current

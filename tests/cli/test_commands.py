"""What each command prints, and how it ends."""

import json
import stat
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import create_engine, text

from tests.cli.command import Command
from tests.contract.test_access import one_database_is_enough


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """On a database that has been migrated."""
    return Command(tmp_path / "data", database_url)


@pytest.fixture
def fresh(tmp_path: Path) -> Command:
    """On nothing yet."""
    return Command(tmp_path / "data")


class TestAccount:
    def test_a_token_comes_as_exactly_name_role_and_token(self, command: Command) -> None:
        made = command("account", "create", "Ann Other", "--role", "moderator", "--token", "--json")

        assert made.code == 0
        assert set(made.json) == {"name", "role", "token"}
        assert (made.json["name"], made.json["role"]) == ("Ann Other", "moderator")
        assert made.json["token"].startswith("pw_")

    def test_the_token_opens_the_service(self, command: Command) -> None:
        token = command("account", "create", "ann", "--role", "admin", "--token", "--json").json["token"]

        with command.serving() as served:
            answer = httpx2.get(f"{served.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"})

        assert answer.status_code == 200
        assert answer.json()["name"] == "ann"

    @one_database_is_enough
    def test_without_token_it_is_a_password_for_once(self, command: Command) -> None:
        password = command("account", "create", "ann", "--role", "lead", "--json").json["password"]

        with command.serving() as served:
            signed_in = httpx2.post(
                f"{served.url}/api/v1/sessions",
                json={"name": "ann", "password": password},
                headers={"Origin": served.url},
            )

        assert signed_in.status_code == 201, signed_in.text

    def test_a_name_is_given_once(self, command: Command) -> None:
        assert command("account", "create", "Ann", "--role", "lead").code == 0

        again = command("account", "create", "  ann ", "--role", "lead")

        assert again.code == 1
        assert again.out == ""
        assert again.err.startswith("pollwatch: This name is in use.")
        assert again.err.count("\n") == 1

    @one_database_is_enough
    def test_reset_says_that_second_factors_are_gone_too(self, command: Command) -> None:
        command("account", "create", "ann", "--role", "lead")

        assert "second factors and recovery codes are removed" in command("account", "reset", "ann").err

    def test_reset_ends_tokens_and_gives_another_password(self, command: Command) -> None:
        token = command("account", "create", "ann", "--role", "admin", "--token", "--json").json["token"]

        password = command("account", "reset", "ann", "--json").json["password"]

        assert password
        with command.serving() as served:
            answer = httpx2.get(f"{served.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401

    @one_database_is_enough
    def test_list_shows_roles_and_who_is_disabled(self, command: Command) -> None:
        command("account", "create", "ann", "--role", "admin")
        command("account", "create", "bob", "--role", "verifier")

        assert command("account", "disable", "bob").code == 0
        assert command("account", "disable", "ann").code == 1  # the last administrator stays

        assert command("account", "list", "--json").json == [
            {"name": "ann", "roles": ["admin@*"], "disabled": False},
            {"name": "bob", "roles": ["verifier@*"], "disabled": True},
        ]
        assert (
            command("account", "list").out
            == "name\troles\tstate\nann\tadmin@*\t\nbob\tverifier@*\tdisabled\n"
        )

    @one_database_is_enough
    @pytest.mark.parametrize("words", [("disable", "nobody"), ("reset", "nobody")])
    def test_somebody_unknown_is_said_in_one_line(self, command: Command, words: tuple[str, str]) -> None:
        done = command("account", *words)

        assert done.code == 1
        assert done.err.count("\n") == 1
        assert "pollwatch account list" in done.err


class TestMigrate:
    def test_twice_changes_nothing(self, fresh: Command) -> None:
        assert fresh("migrate", "--json").json == {"migrated": True}
        assert fresh("migrate", "--json").json == {"migrated": False}

    def test_what_it_makes_is_its_owners_alone(self, fresh: Command) -> None:
        fresh("migrate")

        for path in (fresh.data_dir, fresh.data_dir / "pollwatch.db"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path

    @pytest.mark.parametrize("words", [("account", "list"), ("serve", "--port", "0"), ("worker",)])
    def test_without_it_nothing_works_and_nothing_is_made(
        self, fresh: Command, words: tuple[str, ...]
    ) -> None:
        done = fresh(*words)

        assert done.code == 5
        assert "pollwatch migrate" in done.err
        assert not (fresh.data_dir / "pollwatch.db").exists()

    def test_an_older_schema_is_refused(self, command: Command) -> None:
        _set_revision(command.database_url, "delete")

        done = command("account", "list")

        assert done.code == 5
        assert "pollwatch migrate" in done.err

    def test_a_newer_schema_is_worked_with(self, command: Command) -> None:
        """While a newer release replaces this one, this one serves on."""
        _set_revision(command.database_url, "update")

        assert command("account", "list").code == 0


def _set_revision(url: str, how: str) -> None:
    statement = {
        "delete": "DELETE FROM alembic_version",
        "update": "UPDATE alembic_version SET version_num = 'x'",
    }
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement[how]))
    engine.dispose()


class TestUsage:
    @pytest.mark.parametrize(
        "words",
        [
            ("account", "create", "ann", "--role", "boss"),
            ("account", "create"),
            ("no-such-command",),
            ("serve", "--workers", "2"),
            ("serve", "--port", "70000"),
        ],
    )
    def test_what_cannot_be_meant_ends_with_2(self, fresh: Command, words: tuple[str, ...]) -> None:
        assert fresh(*words).code == 2

    def test_a_setting_that_is_wrong_is_named_without_its_value(self, fresh: Command) -> None:
        done = fresh("account", "list", APP_MASTER_KEY="short-and-secret", APP_WORKER="sideways")

        assert done.code == 2
        assert "APP_WORKER" in done.err
        assert "short-and-secret" not in done.err
        assert "sideways" not in done.err

    def test_a_database_that_is_not_there_is_said_in_one_line(self, tmp_path: Path) -> None:
        done = Command(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/nothing")("account", "list")

        assert done.code == 1
        assert done.err.count("\n") == 1


class TestOpenapi:
    def test_prints_the_document_and_leaves_nothing_behind(self, fresh: Command) -> None:
        done = fresh("openapi")

        assert done.code == 0
        assert "/api/v1/elections/{election}/reports" in json.loads(done.out)["paths"]
        assert not fresh.data_dir.exists()

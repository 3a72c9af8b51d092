"""The election is the tenant and the shard key: it is in every key of election data."""

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Table, UniqueConstraint

from app.db.base import UtcDateTime
from app.models import Model

# What belongs to no election, or finds the election that something belongs to.
WITHOUT_ELECTION = {
    "elections": "the elections themselves",
    "taxonomies": "documents that elections share",
    "accounts": "people work in several elections",
    "grants": "what an account may do, in one election or in all of them; asked for by account",
    "console_sessions": "of an account",
    "api_tokens": "of an account",
    "authenticator_apps": "of an account",
    "passkeys": "of an account; found by the credential alone",
    "recovery_codes": "of an account",
    "spent_tickets": "of nobody: what has been used once",
    "invitations": "make an account",
    "organisations": "send people to several elections",
    "jobs": "one queue for all; an election may stand in the payload",
    "tracking_codes": "directory: the sender knows the code, not the election's number",
    "uploads": "directory: a phone knows the upload's address only",
    "unnamed_blobs": "in the store, of no election that is known",
    "public_refs": "directory: a link says the reference only",
}
TABLES = list(Model.metadata.sorted_tables)
ELECTION_DATA = [table for table in TABLES if table.name not in WITHOUT_ELECTION]


def test_the_exceptions_exist() -> None:
    assert WITHOUT_ELECTION.keys() <= {table.name for table in TABLES}
    assert len(ELECTION_DATA) >= 20


@pytest.mark.parametrize("table", ELECTION_DATA, ids=lambda table: table.name)
class TestElectionData:
    def test_begins_its_primary_key_with_the_election(self, table: Table) -> None:
        assert next(iter(table.primary_key.columns)).name == "election_id"

    def test_begins_every_unique_key_with_it(self, table: Table) -> None:
        unique = [list(key.columns) for key in table.constraints if isinstance(key, UniqueConstraint)]
        unique += [list(index.columns) for index in table.indexes if index.unique]

        assert all(columns[0].name == "election_id" for columns in unique)

    def test_begins_every_index_with_it(self, table: Table) -> None:
        assert [index.name for index in table.indexes if not _begins_with_election(index)] == []

    def test_refers_to_other_election_data_within_the_same_election(self, table: Table) -> None:
        for key in table.constraints:
            if isinstance(key, ForeignKeyConstraint) and key.referred_table in ELECTION_DATA:
                pairs = {(element.parent.name, element.column.name) for element in key.elements}
                assert ("election_id", "election_id") in pairs


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
class TestEveryTable:
    def test_names_its_constraints(self, table: Table) -> None:
        for constraint in table.constraints:
            assert isinstance(constraint.name, str)

    def test_keeps_instants_as_aware_utc(self, table: Table) -> None:
        for column in table.columns:
            if column.name.endswith("_at"):
                assert isinstance(column.type, UtcDateTime), column

    def test_checks_eternal_facts_only(self, table: Table) -> None:
        """A list of words in a CHECK makes every new word a migration."""
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                assert " IN (" not in str(constraint.sqltext)


def _begins_with_election(index: Index) -> bool:
    return next(iter(index.columns)).name == "election_id"

"""Declarative base and the few column types that make SQLite and PostgreSQL agree."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Double, Enum, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out. SQLite drops offsets, so we normalise before it can."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        known: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return known


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STR_ENUM = Enum(
    StrEnum,
    native_enum=False,  # VARCHAR on both databases: a new member needs no migration
    create_constraint=False,
    length=40,
    values_callable=lambda enum: [member.value for member in enum],
)


class Model(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcDateTime, float: Double, StrEnum: STR_ENUM}


class ElectionScoped:
    """Election data: the election is the first column of every primary and unique key.

    It is the tenant and the shard key; tests/contract/test_metadata.py holds the rule and its exceptions.
    """

    @declared_attr
    @classmethod
    def election_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("elections.id"), primary_key=True, sort_order=-10)

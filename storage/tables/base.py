"""What all tables share: their metadata, an instant that is always aware, and the columns that most of them have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Dialect, ForeignKey, Integer, MetaData, TypeDecorator, event, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: SQLite would give it back as if it were UTC.

    On SQLite it is put into the text that SQLAlchemy would make of it, and back, without SQLAlchemy, in a tenth of the
    time: every turn stores and reads several.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"naive datetime: {value!r}")
    return value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def only_where(condition: str, on_postgresql: str | None = None) -> dict[str, Any]:
    """For an index of but some of its table's rows.

    PostgreSQL hears of it when the tables are made: to name it in the table would load its dialect at each start, for SQLite,
    too.
    """
    return {"sqlite_where": text(condition), "info": {"where": text(on_postgresql or condition)}}


@event.listens_for(metadata, "before_create")
def _on_postgresql(_metadata: MetaData, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "postgresql":
        for index in (index for table in metadata.tables.values() for index in table.indexes):
            if "where" in index.info:
                index.dialect_options["postgresql"]["where"] = index.info["where"]


def id_() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def member_(name: str = "member_id", nullable: bool = False) -> Column[int]:
    """A member; what hangs on one goes with them."""
    return Column(name, ForeignKey("member.id", ondelete="CASCADE"), nullable=nullable)


def cohort_(nullable: bool = False) -> Column[int]:
    return Column("cohort_id", ForeignKey("cohort.id"), nullable=nullable)

"""Configuration: read once at start-up, passed explicitly, never imported as a global."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every variable is documented in docs/operations.md; a typo in `.env` is an error."""

    model_config = SettingsConfigDict(env_prefix="APP_", env_file=".env", extra="forbid", frozen=True)

    data_dir: Path = Field(Path("var"), description="The embedded database, photos and keys.")
    database_url: str = Field("", description="Empty: SQLite in the data directory.")
    database_read_url: str | None = Field(None, description="A streaming replica, for public reads.")
    database_owner_url: str | None = Field(None, description="Migrations run as this role.")
    photo_store: Literal["local"] = Field("local", description="Where photo bytes live.")
    photo_dir: Path | None = Field(None, description="Empty: `photos` in the data directory.")
    key_dir: Path | None = Field(None, description="Empty: `keys` in the data directory.")
    master_key: SecretStr | None = Field(None, description="64 hex digits; empty: made on first start.")
    base_url: str | None = Field(None, description="The address people use, for links and cookies.")
    worker: Literal["auto", "inside", "outside"] = Field(
        "auto", description="Where jobs run; auto: inside `serve` on SQLite, else in `pollwatch worker`."
    )
    max_body_bytes: Annotated[int, Field(gt=0)] = Field(1024 * 1024, description="Of anything but photos.")
    max_photo_bytes: Annotated[int, Field(gt=0)] = Field(15 * 1024 * 1024, description="Of one photo.")
    session_idle_minutes: Annotated[int, Field(gt=0, le=24 * 60)] = Field(30, description="Console sign-in.")
    directory_max_age_seconds: Annotated[float, Field(ge=0, le=60)] = Field(
        1.0, description="How long a change to an election may take to reach every process."
    )
    anonymous_reports_per_minute: Annotated[int, Field(gt=0)] = Field(
        120, description="From one network (/24 or /48) before it is asked to slow down."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.master_key is not None and len(self.master_key.get_secret_value()) != 64:
            raise ValueError("APP_MASTER_KEY must be 64 hexadecimal digits")
        return self

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir}/pollwatch.db"

    @property
    def photos(self) -> Path:
        return self.photo_dir or self.data_dir / "photos"

    @property
    def keys(self) -> Path:
        return self.key_dir or self.data_dir / "keys"

    @property
    def embedded(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def worker_inside(self) -> bool:
        return self.worker == "inside" or (self.worker == "auto" and self.embedded)

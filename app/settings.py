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
    database_read_url: str | None = Field(None, description="A streaming replica, for what is public.")
    replica_max_behind_seconds: int = Field(
        300, ge=0, le=3600, description="A replica that is later than this is not read."
    )
    database_owner_url: str | None = Field(None, description="Migrations run as this role.")
    photo_store: Literal["local", "s3"] = Field("local", description="Where photo bytes live.")
    photo_dir: Path | None = Field(None, description="Empty: `photos` in the data directory.")
    photos_in_clear: bool = Field(
        False, description="Store photos without sealing them. Say why to yourself."
    )
    photos_unfiltered: bool = Field(
        False, description="Open photos also where the kernel has no filter of system calls (seccomp)."
    )
    store_keys: SecretStr | None = Field(
        None, description="64 hex digits each, the current key first; empty: made on first start."
    )
    s3_bucket: str | None = Field(None, description="With APP_PHOTO_STORE=s3: its bucket.")
    s3_endpoint: str | None = Field(None, description="Empty: AWS.")
    s3_region: str = Field("us-east-1", description="What the service calls its region.")
    s3_access_key_id: str | None = Field(None, description="Empty: the environment's own credentials.")
    s3_secret_access_key: SecretStr | None = Field(None, description="Belongs to the access key.")
    spool_dir: Path | None = Field(
        None, description="Persistent, seen by all processes: photos wait here while S3 is out."
    )
    spool_max_bytes: Annotated[int, Field(gt=0)] = Field(
        2 * 1024**3, description="Of photos that wait; beyond it they are asked to come later."
    )
    key_dir: Path | None = Field(None, description="Empty: `keys` in the data directory.")
    master_key: SecretStr | None = Field(None, description="64 hex digits; empty: made on first start.")
    base_url: str | None = Field(None, description="The address people use, for links and cookies.")
    data_licence: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]{1,64}$")] = Field(
        "CC-BY-4.0", description="Of everything public, by its SPDX identifier."
    )
    forwarded_allow_ips: str = Field(
        "", description="Addresses of the proxies before us, whose X-Forwarded-* headers are believed."
    )
    metrics_token: SecretStr | None = Field(None, description="Opens /metrics from elsewhere.")
    worker: Literal["auto", "inside", "outside"] = Field(
        "auto", description="Where jobs run; auto: inside `serve` on SQLite, else in `pollwatch worker`."
    )
    max_body_bytes: Annotated[int, Field(gt=0)] = Field(1024 * 1024, description="Of anything but photos.")
    max_photo_bytes: Annotated[int, Field(gt=0)] = Field(15 * 1024 * 1024, description="Of one photo.")
    session_idle_minutes: Annotated[int, Field(gt=0, le=24 * 60)] = Field(30, description="Console sign-in.")
    second_factor: Literal["optional", "leads_and_admins", "staff"] = Field(
        "optional", description="Who must have a second factor; without one they sign in only to set it up."
    )
    directory_max_age_seconds: Annotated[float, Field(ge=0, le=60)] = Field(
        1.0, description="How long a change to an election may take to reach every process."
    )
    columns_from_incidents: Annotated[int, Field(ge=0)] = Field(
        10_000,
        description="From so many published incidents on an election is held in memory, to count fast.",
    )
    anonymous_reports_per_minute: Annotated[int, Field(gt=0)] = Field(
        120, description="From one network (/24 or /48) before it is asked to slow down."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.master_key is not None and len(self.master_key.get_secret_value()) != 64:
            raise ValueError("APP_MASTER_KEY must be 64 hexadecimal digits")
        if self.photo_store == "s3" and not self.s3_bucket:
            raise ValueError("APP_S3_BUCKET is required when APP_PHOTO_STORE=s3")
        if self.database_read_url is not None and self.embedded:
            raise ValueError("APP_DATABASE_READ_URL is for PostgreSQL: an SQLite file has no replica")
        if self.spool_dir is not None and self.photo_store != "s3":
            raise ValueError("APP_SPOOL_DIR is for APP_PHOTO_STORE=s3: a local store has nothing to wait for")
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

"""Which S3 bucket, and by whose right."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """Without `endpoint` it is one of AWS; without keys the environment's own credentials are used."""

    name: str
    endpoint: str | None = None
    region: str = "us-east-1"
    access_key_id: str | None = None
    secret_access_key: str | None = None

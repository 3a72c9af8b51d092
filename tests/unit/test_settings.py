"""Settings that cannot work together are refused at the start, with the reason."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_a_spool_needs_a_store_that_can_be_out() -> None:
    with pytest.raises(ValidationError, match="APP_SPOOL_DIR is for APP_PHOTO_STORE=s3"):
        Settings(spool_dir=Path("spool"), _env_file=None)

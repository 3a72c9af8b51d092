"""`pollwatch openapi`: the description of the API, the same whatever the installation."""

import json
import tempfile
from pathlib import Path

import typer

from app.settings import Settings


def print_openapi() -> None:
    """Print the OpenAPI document."""
    from app.bootstrap import create_app  # loaded where used: other commands do without the service

    with tempfile.TemporaryDirectory() as nowhere:
        app = create_app(Settings.model_construct(data_dir=Path(nowhere)))
        typer.echo(json.dumps(app.openapi(), ensure_ascii=False, indent=1))

"""The image and the compose file: what they promise can be read without an engine that runs them."""

import re
from typing import Any

import pytest
import yaml

from app.settings import Settings
from tests.contract.test_house_rules import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_the_image_installs_nothing_but_what_the_lock_names() -> None:
    installs = [line for line in DOCKERFILE.splitlines() if "pip install" in line]

    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


def test_the_image_runs_as_nobody_in_particular() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]

    assert re.search(r"^USER pollwatch$", last_stage, re.MULTILINE)


def test_everything_the_image_copies_is_there_and_not_ignored() -> None:
    wanted = [line for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from" not in line]
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line[:1] == "!"
    }

    for name in (name for line in wanted for name in line.split()[1:-1]):
        assert (ROOT / name).exists(), name
        assert name in allowed, name


@pytest.mark.parametrize("service", sorted(COMPOSE["services"]))
def test_every_container_may_as_little_as_possible(service: str) -> None:
    given = COMPOSE["services"][service]

    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in given["security_opt"]


def test_nothing_but_the_service_itself_can_be_reached_and_only_from_this_machine() -> None:
    ports = {name: given["ports"] for name, given in COMPOSE["services"].items() if "ports" in given}

    assert ports == {"app": ["127.0.0.1:8000:8000"]}


def test_every_setting_of_the_services_exists_and_they_fit_together() -> None:
    given = {
        name.removeprefix("APP_").lower(): re.sub(r"\$\{[^}]*\}", "x" * 48, value) or None
        for name, value in COMPOSE["services"]["app"]["environment"].items()
    }

    settings = Settings.model_validate(given)

    assert given.keys() <= Settings.model_fields.keys()
    assert settings.photo_store == "s3"
    assert str(settings.spool_dir).startswith("/data/")
    assert COMPOSE["services"]["worker"]["environment"] == COMPOSE["services"]["app"]["environment"]


def test_the_s3_service_is_the_one_that_the_settings_name() -> None:
    services = COMPOSE["services"]
    settings, s3 = services["app"]["environment"], services["s3"]

    assert settings["APP_S3_ENDPOINT"] == "http://s3:9000"
    assert settings["APP_S3_ACCESS_KEY_ID"] == s3["environment"]["MINIO_ROOT_USER"]
    assert settings["APP_S3_SECRET_ACCESS_KEY"] == s3["environment"]["MINIO_ROOT_PASSWORD"]
    assert re.search(r":[^:]*\d", s3["image"])
    for service in ("app", "worker"):
        assert services[service]["depends_on"]["bucket"] == {"condition": "service_completed_successfully"}

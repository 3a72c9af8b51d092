"""The front end's packages: locked by hash, from nowhere in particular."""

import json
from pathlib import Path

import pytest

from tests.contract.test_house_rules import ROOT

LOCKS = sorted(path for path in ROOT.glob("*/*/package-lock.json") if "node_modules" not in path.parts)


def test_there_are_three_of_them() -> None:
    assert [path.parent.name for path in LOCKS] == ["console", "map", "clients"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.parent.name)
def test_every_package_has_its_hash_and_no_address(lock: Path) -> None:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]

    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.parent.name)
def test_whatever_a_package_needs_is_locked_too_for_every_system(lock: Path) -> None:
    """Or `npm ci` refuses the lock, and only there: whoever has the packages already does not notice."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    locked = {name.rpartition("node_modules/")[2] for name in packages}

    for name, package in packages.items():
        assert package.get("dependencies", {}).keys() <= locked, name
        assert package.get("optionalDependencies", {}).keys() <= locked, name

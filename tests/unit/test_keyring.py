"""Keys: made once, kept from others, each for its one purpose."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from app.core.keyring import open_keyring


class TestDirectory:
    def test_is_made_once_and_found_again(self, tmp_path: Path) -> None:
        first, second = open_keyring(tmp_path / "keys"), open_keyring(tmp_path / "keys")

        assert first.derive("cursor") == second.derive("cursor")
        assert first.public_keys() == second.public_keys()

    def test_is_its_owners_alone(self, tmp_path: Path) -> None:
        open_keyring(tmp_path / "keys")

        assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}

    def test_is_the_same_for_all_who_start_at_once(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            rings = list(pool.map(lambda _: open_keyring(tmp_path / "keys"), range(16)))

        assert len({ring.derive("cursor") for ring in rings}) == 1
        assert len({ring.sealed_key_id for ring in rings}) == 1
        assert sorted(path.suffix for path in (tmp_path / "keys").iterdir()) == [".key"] * 3

    def test_a_given_master_key_counts_instead(self, tmp_path: Path) -> None:
        given = "ab" * 32

        one, other = open_keyring(tmp_path / "a", given), open_keyring(tmp_path / "b", given)

        assert one.derive("cursor") == other.derive("cursor")


class TestDerive:
    def test_gives_each_purpose_its_own(self, tmp_path: Path) -> None:
        ring = open_keyring(tmp_path)

        keys = {ring.derive(purpose) for purpose in ("a", "b", "intake-tracking", "cursor")}

        assert len(keys) == 4
        assert {len(key) for key in keys} == {32}


class TestSeal:
    def test_is_opened_in_its_own_context_only(self, tmp_path: Path) -> None:
        ring = open_keyring(tmp_path)
        sealed = ring.seal(b"+996 555 010203", b"1/report")

        assert ring.unseal(sealed, b"1/report") == b"+996 555 010203"
        with pytest.raises(InvalidTag):
            ring.unseal(sealed, b"2/report")

    def test_is_not_opened_by_another_keyring(self, tmp_path: Path) -> None:
        sealed = open_keyring(tmp_path / "a").seal(b"secret", b"")

        with pytest.raises(InvalidTag):
            open_keyring(tmp_path / "b").unseal(sealed, b"")

    def test_of_the_same_text_never_looks_the_same(self, tmp_path: Path) -> None:
        ring = open_keyring(tmp_path)

        assert ring.seal(b"secret", b"") != ring.seal(b"secret", b"")

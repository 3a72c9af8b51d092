"""The taxonomy that comes with the project is whole, and a broken one is refused by name."""

import copy
from collections import Counter
from typing import Any

import pytest

from app.elections.taxonomy import CountsAs, PublicPrecision, coarsest, label, load_builtin, parse


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(load_builtin())


class TestTheBuiltinTaxonomy:
    def test_has_eighteen_groups_a_hundred_and_fourteen_kinds_and_nine_tiles(self) -> None:
        taxonomy = parse(load_builtin())
        assert (taxonomy.version, len(taxonomy.groups), len(taxonomy.kinds), len(taxonomy.tiles)) == (
            "2026.1",
            18,
            114,
            9,
        )

    def test_every_group_and_tile_is_labelled_in_four_languages(self) -> None:
        taxonomy = parse(load_builtin())
        labels = [entry.labels for entry in taxonomy.groups.values()]
        labels += [entry.labels for entry in taxonomy.tiles.values()]
        assert all(set(languages) == {"en", "ru", "ky", "uz-Cyrl"} for languages in labels)

    def test_every_kind_is_labelled_in_russian_and_in_english(self) -> None:
        assert all({"en", "ru"} <= set(kind.labels) for kind in parse(load_builtin()).kinds.values())

    def test_no_two_kinds_share_a_label(self) -> None:
        taxonomy = parse(load_builtin())
        for language in ("en", "ru"):
            labels = Counter((kind.group, kind.labels[language]) for kind in taxonomy.kinds.values())
            assert labels.most_common(1)[0][1] == 1

    def test_translations_are_marked_as_drafts(self) -> None:
        assert load_builtin()["label_status"] == {
            "en": "reviewed",
            "ru": "draft",
            "ky": "draft",
            "uz-Cyrl": "draft",
        }

    def test_what_is_not_a_violation_is_exactly_these_four_kinds(self) -> None:
        kinds = parse(load_builtin()).kinds.values()
        assert {kind.slug: kind.counts_as for kind in kinds if kind.counts_as is not CountsAs.VIOLATION} == {
            "post_election.results_rejected": CountsAs.CONTEXT,
            "post_election.protest": CountsAs.CONTEXT,
            "other.positive_conduct": CountsAs.CONTEXT,
            "other.blanket_allegation": CountsAs.NONE,
        }

    def test_only_one_tile_asks_whether_someone_is_hurt(self) -> None:
        tiles = parse(load_builtin()).tiles
        assert {slug: tile.if_someone_is_hurt for slug, tile in tiles.items() if tile.if_someone_is_hurt} == {
            "pressure_or_violence": "violence.unspecified"
        }


class TestPrecision:
    def test_what_is_linked_takes_the_coarsest(self) -> None:
        assert (
            coarsest([PublicPrecision.CELL, PublicPrecision.AREA, PublicPrecision.STATION])
            is PublicPrecision.AREA
        )

    def test_a_cell_is_coarser_than_a_station(self) -> None:
        assert coarsest([PublicPrecision.CELL, PublicPrecision.STATION]) is PublicPrecision.CELL


class TestLabels:
    @pytest.mark.parametrize(
        ("language", "expected"),
        [("ky", "ru"), ("uz-Cyrl", "ru"), ("ru", "ru"), ("en", "en"), ("de", "en")],
    )
    def test_fall_back_by_way_of_russian_to_english(self, language: str, expected: str) -> None:
        assert label({"en": "en", "ru": "ru"}, language) == expected

    def test_are_taken_as_they_are_where_they_exist(self) -> None:
        assert label({"en": "en", "ru": "ru", "ky": "ky"}, "ky") == "ky"

    def test_end_with_whatever_there_is(self) -> None:
        assert label({"ky": "ky"}, "en") == "ky"


class TestABrokenTaxonomyIsRefused:
    def test_without_a_version(self, document: dict[str, Any]) -> None:
        del document["taxonomy_version"]
        with pytest.raises(ValueError, match="taxonomy_version"):
            parse(document)

    def test_with_the_same_kind_twice(self, document: dict[str, Any]) -> None:
        kinds = document["categories"][0]["subcategories"]
        kinds.append(kinds[0])
        with pytest.raises(ValueError, match=r"kind vote_buying\.cash_or_gifts: stands there twice"):
            parse(document)

    def test_with_the_same_group_twice(self, document: dict[str, Any]) -> None:
        document["categories"].append(document["categories"][3])
        with pytest.raises(ValueError, match="group secrecy: stands there twice"):
            parse(document)

    def test_with_a_group_on_a_tile_that_is_not_there(self, document: dict[str, Any]) -> None:
        del document["tiles"]["bribery"]
        with pytest.raises(ValueError, match="group vote_buying: there is no tile bribery"):
            parse(document)

    @pytest.mark.parametrize("key", ["default", "if_someone_is_hurt"])
    def test_with_a_tile_that_leads_nowhere(self, document: dict[str, Any], key: str) -> None:
        document["tiles"]["pressure_or_violence"][key] = "violence.gone"
        with pytest.raises(ValueError, match=r"tile pressure_or_violence: there is no kind violence\.gone"):
            parse(document)

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("slug", "secrecy.cash"),
            ("slug", "vote_buying.Cash"),
            ("slug", "vote_buying." + "x" * 60),
            ("default_severity", 6),
            ("default_severity", True),
            ("default_severity", "4"),
            ("counts_as", "crime"),
            ("public_precision", "exact"),
            ("graphic", "no"),
            ("label", {}),
            ("label", {"ru": "Деньги"}),
            ("label", {"en": " "}),
            ("definition", None),
        ],
    )
    def test_with_a_malformed_kind(self, document: dict[str, Any], key: str, value: object) -> None:
        document["categories"][0]["subcategories"][0][key] = value
        with pytest.raises(ValueError, match=f"kind .*{key}"):
            parse(document)

    @pytest.mark.parametrize("value", [None, [], ["coercion"], {}])
    def test_without_a_list_of_groups(self, document: dict[str, Any], value: object) -> None:
        document["categories"] = value
        with pytest.raises(ValueError, match="categories must be a list"):
            parse(document)

"""Every language says everything, with the same blanks to fill, in its own letters."""

from string import Formatter

import pytest
from babel import Locale
from babel.numbers import format_decimal

from app.accounts.roles import Role
from app.elections.taxonomy import CountsAs, PublicPrecision
from app.incidents.veracity import Veracity
from app.reports import facets
from app.reports.lifecycle import Triage
from app.web.messages import ENDONYMS, LANGUAGES, catalogue, choose_language, number, plural, translate

OTHERS = [language for language in LANGUAGES if language != "en"]
LETTERS_OF_ITS_OWN = {"ky": set("ңөү"), "uz-Cyrl": set("қғҳў"), "ru": set("ыщ")}


VOCABULARIES = {
    "counts_as": CountsAs,
    "knowledge": facets.Knowledge,
    "location_precision": facets.LocationPrecision,
    "may_refer": facets.MayRefer,
    "occurrence": facets.Occurrence,
    "party": facets.Party,
    "phase": facets.Phase,
    "place": PublicPrecision,
    "police_response": facets.PoliceResponse,
    "reporter_type": facets.ReporterType,
    "role": Role,
    "time_precision": facets.TimePrecision,
    "triage": Triage,
    "veracity": Veracity,
    "veracity_meaning": Veracity,
}


def sentences(language: str) -> dict[str, str]:
    return {key: text for key, text in catalogue(language).items() if not key.startswith("_")}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def plural_keys(language: str) -> set[str]:
    return {key.partition("#")[0] for key in sentences(language) if "#" in key}


def forms_of(language: str) -> set[str]:
    return {*Locale.parse(language, sep="-").plural_form.tags, "other"}


class TestCatalogues:
    @pytest.mark.parametrize("language", OTHERS)
    def test_say_everything_that_english_says_and_nothing_else(self, language: str) -> None:
        said = {key for key in sentences(language) if "#" not in key}
        assert said == {key for key in sentences("en") if "#" not in key}
        assert plural_keys(language) == plural_keys("en")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_have_every_plural_form_of_the_language(self, language: str) -> None:
        expected = {f"{key}#{form}" for key in plural_keys("en") for form in forms_of(language)}
        assert {key for key in sentences(language) if "#" in key} == expected

    @pytest.mark.parametrize("language", OTHERS)
    def test_leave_the_same_blanks_as_english(self, language: str) -> None:
        english = sentences("en")
        for key, text in sentences(language).items():
            base, is_plural, _ = key.partition("#")
            original = english[f"{base}#other" if is_plural else key]
            assert blanks(text) == blanks(original), key

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_have_no_empty_or_padded_sentence(self, language: str) -> None:
        assert [key for key, text in sentences(language).items() if not text or text != text.strip()] == []

    @pytest.mark.parametrize("language", OTHERS)
    def test_are_marked_as_drafts_and_written_in_their_own_letters(self, language: str) -> None:
        assert catalogue(language)["_status"] == "draft"
        assert set("".join(sentences(language).values())) >= LETTERS_OF_ITS_OWN[language]

    @pytest.mark.parametrize("language", OTHERS)
    def test_borrow_no_letter_from_a_neighbour(self, language: str) -> None:
        foreign = set().union(
            *(LETTERS_OF_ITS_OWN[other] for other in ("ky", "uz-Cyrl") if other != language)
        )
        assert [key for key, text in sentences(language).items() if foreign & set(text.lower())] == []

    @pytest.mark.parametrize("prefix", VOCABULARIES)
    def test_have_a_word_for_every_code(self, prefix: str) -> None:
        assert {f"{prefix}.{code}" for code in VOCABULARIES[prefix]} <= set(sentences("en"))

    def test_are_offered_in_their_own_words(self) -> None:
        assert " · ".join(ENDONYMS.values()) == "Кыргызча · Русский · Ўзбекча · English"


class TestTranslate:
    def test_fills_the_blanks(self) -> None:
        assert translate("en", "common.emergency", number="102").startswith("In danger? Call 102.")

    def test_speaks_the_language_asked_for(self) -> None:
        spoken = {language: translate(language, "veracity.verified") for language in LANGUAGES}
        assert spoken == {"ky": "Ырасталды", "ru": "Подтверждено", "uz-Cyrl": "Тасдиқланди", "en": "Verified"}

    def test_a_language_we_do_not_have_is_answered_in_english(self) -> None:
        assert translate("de", "common.yes") == "Yes"

    def test_a_key_that_nobody_has_is_a_mistake(self) -> None:
        with pytest.raises(KeyError):
            translate("ky", "no.such.key")


class TestPlural:
    @pytest.mark.parametrize(
        ("count", "expected"),
        [
            (0, "0 сообщений"),
            (1, "1 сообщение"),
            (3, "3 сообщения"),
            (11, "11 сообщений"),
            (21, "21 сообщение"),
        ],
    )
    def test_russian_has_three_forms(self, count: int, expected: str) -> None:
        assert plural("ru", "count.reports", count) == expected

    def test_english_has_two(self) -> None:
        assert [plural("en", "count.reports", count) for count in (1, 2)] == ["1 report", "2 reports"]

    def test_large_numbers_are_grouped_as_the_language_does(self) -> None:
        assert [number(language, 2475) for language in ("en", "ru")] == ["2,475", "2\u00a0475"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_numbers_are_written_as_the_library_of_the_languages_writes_them(self, language: str) -> None:
        for value in (0, 999, 1000, 12_345, 999_999, 1_000_000, 1_234_567_890):
            assert number(language, value) == format_decimal(value, locale=Locale.parse(language, sep="-"))

    def test_a_key_that_nobody_has_is_a_mistake(self) -> None:
        with pytest.raises(KeyError):
            plural("ru", "no.such.key", 1)


class TestChoosingALanguage:
    @pytest.mark.parametrize(
        ("query", "header", "expected"),
        [
            ("ky", "ru", "ky"),
            ("uz-Cyrl", None, "uz-Cyrl"),
            ("uz", None, "uz-Cyrl"),
            ("de", "ru", "ru"),
            ("", "ky-KG", "ky"),
            (None, "de,ru;q=0.5,ky;q=0.8", "ky"),
            (None, "en;q=0,ru;q=0.1", "ru"),
            (None, "ru;q=nan,ky;q=0.1", "ky"),
            (None, "*", "en"),
            (None, ",;;q=,=", "en"),
            (None, None, "en"),
        ],
    )
    def test_the_address_wins_over_the_browser(
        self, query: str | None, header: str | None, expected: str
    ) -> None:
        assert choose_language(query, header) == expected

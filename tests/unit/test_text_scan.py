"""What in a public text may give somebody away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publication.text_scan import TextFinding, not_acknowledged, scan

PLACES = ("Osh", "Ош", "Jalal-Abad region", "Central Election Commission", "Birimdik party")


def found(text: str, *sources: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in scan({"en": text}, sources=sources, places=PLACES)]


class TestFinds:
    @pytest.mark.parametrize(
        "number",
        [
            "+996 555 12 34 56", "+996555123456", "0555 123456", "0 (312) 62-34-56", "8-800-555-35-35",
            "998901234567", "62-34-56", "312-34-56",
        ],
    )  # fmt: skip
    def test_telephone_numbers(self, number: str) -> None:
        assert found(f"Call {number}, they said.") == [("phone", number)]

    @pytest.mark.parametrize("address", ["a.b@example.org", "бакыт@почта.kg"])
    def test_electronic_mail(self, address: str) -> None:
        assert found(f"Write to {address}.") == [("email", address)]

    @pytest.mark.parametrize("account", ["@asanov_b", "t.me/asanov", "instagram.com/asanov"])
    def test_accounts(self, account: str) -> None:
        assert found(f"posted by {account} there") == [("account", account)]

    @pytest.mark.parametrize("number", ["21503198501234", "31205855550012", "ID1234567", "AN 1234567"])
    def test_identity_numbers(self, number: str) -> None:
        assert found(f"his number {number} was copied") == [("identity_number", number)]

    @pytest.mark.parametrize(
        "plate", ["01 KG 123 ABC", "01KG123ABC", "B 1234 AB", "А123ВС77", "01 A 123 BC", "123 ABC 02"]
    )
    def test_plates(self, plate: str) -> None:
        assert found(f"a van, {plate}, stood there") == [("plate", plate)]

    @pytest.mark.parametrize(
        "name",
        [
            "Bakyt Asanov", "Бакыт Асанов", "Асанов Бакыт Усенович", "Асанова Айгүл", "Бакыт уулу Азамат",
            "Aigul kyzy Nazira", "Б. Асанов", "A. B. Asanov", "Асанов Б.", "Усеновна", "Нуриддин Ўрозов",
            "Салтанат Асанова-Усенова",
        ],
    )  # fmt: skip
    def test_names(self, name: str) -> None:
        assert found(f"said {name}, and left") == [("name", name)]
        assert found(f"{name} left.") == [("name", name)]

    def test_who_is_behind_reports(self) -> None:
        assert found("As kloop.kg wrote, the box was open.", "Kloop.kg") == [("source", "kloop.kg")]
        assert found("The kloopers were there.", "kloop") == []

    def test_says_where(self) -> None:
        texts = {"public_text.en": "Nothing.", "public_text.ru": "Позвоните 0555 123456."}

        (hit,) = scan(texts, sources=(), places=())

        assert (hit.where, hit.start, hit.text) == ("public_text.ru", 10, "0555 123456")


class TestPassesOver:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Three minibuses brought the same people twice.",
            "The Central Election Commission says that complaints are being investigated.",
            "In Osh an unknown man attacked a party leader at a station.",
            "В Ош привезли людей.",
            "On 2020-10-04 at 09:15 the box at station 1162 was open.",
            "04.10.2020 в 9:15 на участке 5031 не было света.",
            "About 1 200 people, at least 12 hurt, 300 of 2,475 stations.",
            "The Birimdik party denies it.",
            "Station T-0117 opened late.",
        ],
    )
    def test_what_names_nobody(self, text: str) -> None:
        assert found(text) == []


class TestAcknowledging:
    def test_the_same_words_need_to_be_looked_at_once(self) -> None:
        first = scan({"en": "Bakyt Asanov said so."}, sources=(), places=())
        later = scan({"en": "Later bakyt said. BAKYT.", "ru": "It was Bakyt  Asanov."}, sources=(), places=())

        assert not_acknowledged(later, [each.id for each in first]) == []
        assert not_acknowledged(later, []) == later

    def test_another_name_is_another_matter(self) -> None:
        first = scan({"en": "Bakyt Asanov said so."}, sources=(), places=())
        other = scan({"en": "Bakyt Usenov said so."}, sources=(), places=())

        assert not_acknowledged(other, [each.id for each in first]) == other


class TestLaws:
    @given(st.text("АБвгё abZ@.0123456789-+() KG", max_size=80), st.lists(st.text(max_size=6), max_size=3))
    def test_what_is_found_stands_there_and_nothing_twice(self, text: str, sources: list[str]) -> None:
        hits: list[TextFinding] = scan({"ky": text}, sources=sources, places=PLACES)

        for hit in hits:
            assert text[hit.start : hit.start + len(hit.text)] == hit.text
        letters = [at for hit in hits for at in range(hit.start, hit.start + len(hit.text))]
        assert len(letters) == len(set(letters))

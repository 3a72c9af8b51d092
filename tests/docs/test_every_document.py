"""Every document links to what is there, and shows commands, targets and settings that exist."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from app.cli.main import cli
from app.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTINGS = {f"APP_{name.upper()}" for name in Settings.model_fields}
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """`counts verify` and so on, with what they take."""
    top = typer.main.get_command(cli)
    assert isinstance(top, TyperGroup)
    for name, command in top.commands.items():
        if isinstance(command, TyperGroup):
            yield from ((f"{name} {inner}", below) for inner, below in command.commands.items())  # type: ignore[misc]
        else:
            yield name, command  # type: ignore[misc]


def shell_commands(document: Path) -> Iterator[list[str]]:
    """The words of each command in its shell blocks."""
    for block in SHELL.findall(document.read_text(encoding="utf-8")):
        begun = ""
        for line in block.replace("\\\n", " ").splitlines():
            begun += line + "\n"
            try:
                words = shlex.split(begun, comments=True)
            except ValueError:  # a quotation goes on in the next line
                continue
            begun = ""
            if words:
                yield words


def anchor(heading: str) -> str:
    """As the usual viewers make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_operator_finds_every_subcommand() -> None:
    rows = re.findall(r"^\| `pollwatch ([a-z-]+)` \|(.*)$", text_of("docs/operations.md"), re.MULTILINE)
    explained = {name: set(re.findall(r"`([a-z-]+)`", text)) for name, text in rows}

    found = list(commands())
    assert len(found) > 10
    for command, _ in found:
        group, _, inner = command.partition(" ")
        assert not inner or inner in explained[group], command
    assert explained.keys() == {command.partition(" ")[0] for command, _ in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
class TestDocument:
    def test_names_only_settings_that_exist(self, document: Path) -> None:
        named = re.findall(r"\bAPP_[A-Z0-9]+(?:_[A-Z0-9]+)*\b(?!_?\*)", document.read_text(encoding="utf-8"))

        assert set(named) <= SETTINGS

    def test_links_to_what_is_there(self, document: Path) -> None:
        for path, fragment in LINK.findall(document.read_text(encoding="utf-8")):
            target = document.parent / path if path else document
            assert target.exists(), path
            if fragment:
                headings = HEADING.findall(target.read_text(encoding="utf-8"))
                assert fragment in {anchor(heading) for heading in headings}, (path, fragment)

    def test_shows_commands_that_a_shell_can_read(self, document: Path) -> None:
        for block in SHELL.findall(document.read_text(encoding="utf-8")):
            subprocess.run(["sh", "-n"], input=block, text=True, check=True)

    def test_shows_targets_and_commands_that_exist(self, document: Path) -> None:
        targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.M))
        known = dict(commands())

        for given in shell_commands(document):
            words = [word for word in given if not re.match(r"^[A-Z_]+=", word)]
            if words and words[0] == "make":
                assert {word for word in words[1:] if "=" not in word} <= targets, words
            if words and Path(words[0]).name == "pollwatch":
                name = next((name for name in (" ".join(words[1:3]), words[1]) if name in known), None)
                assert name is not None, words
                options = {option for parameter in known[name].params for option in parameter.opts}
                assert {word for word in words if word.startswith("--")} <= options, words

"""docs/rules.md does what it says: its files are written, its rules tested, its commands run, from top to bottom."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from auditor.cli.main import main
from auditor.engine.declarations import DECLARATIONS, FACT, OPTIONAL, REQUIRED
from auditor.facts import vocabulary

PAGE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
PLACE = re.compile(r"(?:# |<!-- )([\w./-]+\.(?:yaml|toml|md))(?: -->)?\n")
HEAD = "id: page/{name}\ntitle: T\nseverity: low\ngroup: g\nrationale: R\nreferences: [x]\n"


def run(command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What a command line of the page prints; of ``| grep`` the lines that hold the word."""
    command, _, word = command.partition(" | grep ")
    code = main(shlex.split(command)[1:])
    captured = capsys.readouterr()
    lines = [line for line in captured.out.splitlines() if word in line]
    return code, "\n".join(lines + captured.err.splitlines()) + "\n"


def check_session(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command of a console block prints what stands below it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        assert run(command, capsys)[1] == expected, command


def test_the_page_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    fragments = 0
    for language, text in BLOCK.findall(PAGE):
        place = PLACE.match(text)
        if language == "console":
            check_session(text, capsys)
        elif place:
            path = Path(place[1])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            if path.parts[0] == "our-rules":
                assert run("auditor rules test our-rules --rules our-rules", capsys)[0] == (
                    0 if list(Path("our-rules").glob("backup/*")) else 1
                )
        else:
            assert language == "yaml", text
            fragments += 1
            path = Path(f"page/{yaml.safe_load(text)['kind']}-{fragments}.yaml")
            path.parent.mkdir(exist_ok=True)
            path.write_text(HEAD.format(name=path.stem) + text, "utf-8")
            assert run(f"auditor rules test {path}", capsys)[0] == 0, run(f"auditor rules test {path}", capsys)[1]
    assert fragments


def test_every_key_and_kind_is_on_the_page() -> None:
    for word in (*REQUIRED, *OPTIONAL, *FACT, *DECLARATIONS):
        assert f"`{word}`" in PAGE, word
    for option in (option for each in DECLARATIONS.values() for option in each.options):
        assert option in PAGE, option
    for facet in vocabulary.FACETS:
        assert f"`{facet}`" in PAGE

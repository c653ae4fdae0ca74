"""From a path to a parsed document, with the real parsers."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from auditor.documents.configuration import SUFFIXES
from auditor.errors import SourceError
from auditor.workspace.discovery import CONFIGURATION, File
from auditor.workspace.run import read


def file(name: str) -> File:
    return File(path=Path(name), shown=name)


def test_a_name_says_how_a_file_is_read(folder: Path) -> None:
    (folder / "plan.txt").write_text("# Plan\n\n8 GPUs\n")
    (folder / "plan.JSON").write_text('{"gpus": 8}')
    assert read(file("plan.txt")).kind == "markdown"
    configuration = read(file("plan.JSON"))
    assert configuration.kind == "configuration"
    assert configuration.blocks[0].label == "gpus"
    assert set(CONFIGURATION) == SUFFIXES


def test_standard_input_is_read_as_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO("\ufeff# Plän\r\n".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    document = read(File(path=None, shown="<stdin>"))
    assert (document.source.path, document.source.text, document.title) == ("<stdin>", "# Plän\n", "Plän")


@pytest.mark.parametrize("size", [3 << 20])
def test_standard_input_is_bounded(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"x" * size))
    monkeypatch.setattr(sys, "stdin", stream)
    with pytest.raises(SourceError, match="larger than"):
        read(File(path=None, shown="<stdin>"))
    assert stream.buffer.tell() < size


def test_a_pipe_named_like_a_document_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    with pytest.raises(SourceError, match="regular"):
        read(file("pipe.md"))

"""Bytes to text: what is refused, and how it is said."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from auditor.documents import reading
from auditor.documents.reading import decode, read_source
from auditor.errors import SourceError


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\nb", "a\nb"),
        (b"a\r\nb\rc\r\n", "a\nb\nc\n"),
        (b"\r\r\n\n", "\n\n\n"),
        (b"\xef\xbb\xbf# T", "# T"),
        ("\u00e9 \U0001f600".encode(), "\u00e9 \U0001f600"),
        ("a\u2028b\x0bc\x0cd\x85".encode(), "a\u2028b\x0bc\x0cd\x85"),
        ("64 GB\r\n".encode("utf-16"), "64 GB\n"),
        (b"\xfe\xff" + "64 GB".encode("utf-16-be"), "64 GB"),
    ],
)
def test_text_is_decoded(data: bytes, text: str) -> None:
    source = decode(data, "x.md")
    assert source.text == text
    assert source.path == "x.md"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ab\xff", "x.md:1: not UTF-8 at byte 2"),
        (b"a\n\nb\xc3(", "x.md:3: not UTF-8 at byte 4"),
        (b"\xef\xbb\xbfab\xff", "x.md:1: not UTF-8 at byte 5"),
        (b"\xed\xa0\x80", "x.md:1: not UTF-8 at byte 0"),
        (b"\xff\xfea", "x.md: not UTF-16 at byte 2"),
        (b"a\0b", "x.md: a binary file: it holds a NUL character"),
        (b"\x7fELF\x02\0\xff", "x.md: a binary file: it holds a NUL character"),
        ("a\0".encode("utf-16"), "x.md: a binary file: it holds a NUL character"),
        (b"a" * (reading.MAX_BYTES + 1), "x.md: larger than 2,097,152 bytes"),
        (b"\n" * (reading.MAX_LINES + 1), "x.md: longer than 50,000 lines"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data, "x.md")
    assert str(caught.value) == message


def test_the_limits_themselves_are_allowed() -> None:
    assert len(decode(b"a" * reading.MAX_BYTES, "x.md").text) == reading.MAX_BYTES
    assert decode(b"\n" * reading.MAX_LINES, "x.md").text.count("\n") == reading.MAX_LINES


def test_a_file_is_read_and_shown_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_bytes(b"\xef\xbb\xbf64 GB\r\n")
    source = read_source(path, "docs/plan.md")
    assert (source.path, source.text) == ("docs/plan.md", "64 GB\n")


def test_too_much_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a hole: it takes no room on the disk
    with pytest.raises(SourceError, match="larger than"):
        read_source(path, "plan.md")


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.fspath(path.relative_to(Path.cwd())))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "plan.md: no such file"),
        (lambda path: path.mkdir(), "plan.md: a directory"),
        (os.mkfifo, "plan.md: not a regular file"),
        (lambda path: path.symlink_to("/dev/zero"), "plan.md: not a regular file"),
        (lambda path: path.symlink_to("gone"), "plan.md: no such file"),
        (lambda path: path.symlink_to(path), "plan.md: cannot be read: Too many levels of symbolic links"),
        (unix_socket, "plan.md: cannot be read: No such device or address"),
    ],
    ids=["missing", "directory", "pipe", "device", "dangling", "loop", "socket"],
)
def test_only_regular_files_are_opened(
    make: object, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan.md"
    assert callable(make)
    make(path)
    with pytest.raises(SourceError) as caught:
        read_source(path, "plan.md")
    assert str(caught.value) == message


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    before = os.listdir("/proc/self/fd")  # noqa: PTH208 - a folder of the kernel
    for _ in range(50):
        with pytest.raises(SourceError):
            read_source(tmp_path, "x")
    assert len(os.listdir("/proc/self/fd")) == len(before)  # noqa: PTH208

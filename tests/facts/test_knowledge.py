"""Files of knowledge: what ships is sound and found by its names, what is broken is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import RuleError
from auditor.facts.knowledge import BEGINNINGS, Cell, Entry, is_named, library, plain
from auditor.facts.knowledge_file import load_library
from auditor.rational import Fraction

LIBRARIES = tuple(BEGINNINGS)
GOOD = """\
sources:
  book: "a book"
families:
  X1:
    names: [X1]
    entries:
      X1 SXM:
        marks: [SXM]
        cells:
          - {of: memory, value: 80, unit: GB, source: [book], confidence: high}
"""


def entries() -> list[Entry]:
    return [entry for name in LIBRARIES for entry in library(name).entries]


def values(entry: Entry, of: str, *narrowed: str) -> list[Fraction]:
    return [
        (cell.reading.low + cell.reading.high) / 2
        for cell in entry.cells
        if cell.of == of and cell.confidence != "low" and {*narrowed} <= cell.narrowed
    ]


def test_every_cell_has_a_value_a_unit_a_source_and_a_confidence() -> None:
    cells: list[Cell] = [cell for entry in entries() for cell in entry.cells]
    assert len(cells) > 1000
    for cell in cells:
        assert cell.reading.low > 0
        assert cell.sources
        assert cell.confidence in ("high", "medium", "low")
        assert cell.confidence == "low" or "no source at hand" not in cell.sources


def test_entries_of_a_family_have_marks_that_tell_them_apart() -> None:
    for name in LIBRARIES:
        by_family: dict[str, list[Entry]] = {}
        for entry in library(name).entries:
            by_family.setdefault(entry.family, []).append(entry)
        for family in by_family.values():
            assert len({entry.marks for entry in family}) == len(family)


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_document_that_has_a_name_gets_its_library(name: str) -> None:
    known = library(name)
    for written in known.names:
        line = f"GPU: {written}"
        assert is_named(name, line.lower()) or written == plain("OPT-13B") or written.startswith("opt"), written
    assert is_named("models", "opt-13b has 40 layers.")


@pytest.mark.parametrize(
    "text",
    [
        "A plan without numbers.",
        "The L4 load balancer passes 10 Gbit/s.",
        "T4 is a hormone; the A10 is a road.",
        "The options of optics: phi, a gem, a falcon.",
    ],
)
def test_everyday_documents_need_no_library(text: str) -> None:
    assert not any(is_named(name, text.lower()) for name in BEGINNINGS)


def test_sparse_peaks_are_twice_the_dense_ones() -> None:
    for entry in library("accelerators").entries:
        for precision in ("fp16", "fp8"):
            dense, sparse = (values(entry, "peak_compute", kind, precision) for kind in ("dense", "sparse"))
            assert all(any(abs(value / 2 - half) < 1 for half in dense) for value in sparse), entry.name


def test_both_directions_of_a_link_are_twice_one() -> None:
    for entry in (*library("accelerators").entries, *library("links").entries):
        one, both = (values(entry, "link_bandwidth", kind) for kind in ("direction", "total"))
        assert [value * 2 for value in one] == [value for value in both if value / 2 in one], entry.name


def test_the_kv_cache_follows_from_the_architecture() -> None:
    for entry in library("models").entries:
        if not values(entry, "kv_heads"):
            continue  # latent attention keeps something else
        (layers,), (heads,), (size,) = (values(entry, of) for of in ("layers", "kv_heads", "head_dim"))
        cached = values(entry, "kv_cache_per_token", "fp16")
        assert cached in ([], [2 * layers * heads * size * 2]), entry.name


def test_a_library_is_read_once_and_only_when_it_is_asked_for() -> None:
    assert library("links") is library("links")


@pytest.mark.parametrize(
    ("old", "new", "message", "place"),
    [
        ("value: 80", "value: many", "'many' is no number", (10, 33)),
        ("unit: GB", "unit: GiBB", "unknown unit 'GiBB'", (10, 43)),
        ("[book]", "[blog]", "unknown source 'blog'; expected one of book", (10, 55)),
        ("confidence: high", "confidence: sure", "expected one of high, medium, low", (10, 75)),
        (", confidence: high", "", "missing key 'confidence'", (10, 13)),
        ("of: memory", "off: memory", "unknown key 'off'", (10, 14)),
        ("marks: [SXM]", "marks: SXM", "expected a list of texts", (8, 16)),
        ("names: [X1]", "names: [X1, X-1]", "the name 'X-1' is also that of X1", (5, 12)),
        ("value: 80", "value: &a 80", "anchors (&name) are not allowed", (10, 33)),
        ("value: 80", "value: !!int 80", "tags (!name) are not allowed", (10, 33)),
        ("of: memory", "of: memory, of: memory", "duplicate key 'of'", (10, 26)),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, message: str, place: tuple[int, int]
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(RuleError) as caught:
        load_library(path, "knowledge/x.yaml")
    assert message in str(caught.value)
    assert caught.value.path == "knowledge/x.yaml"
    assert (caught.value.line, caught.value.column) == place
    assert "^" in str(caught.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD, "utf-8")
    (entry,) = load_library(path, "x.yaml").entries
    assert (entry.name, entry.family, entry.marks) == ("X1 SXM", "X1", {"sxm"})
    assert [(cell.text, cell.sources) for cell in entry.cells] == [("80 GB", ("a book",))]

"""The vocabulary: words as labels are compared, and files that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import RuleError
from auditor.facts.vocabulary import Vocabulary
from auditor.facts.vocabulary_files import load_vocabulary
from auditor.facts.words import contains, words
from auditor.quantities import units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Total GPUs", ("total", "gpu")),
        ("KV heads (per layer)", ("kv", "head", "per", "layer")),
        ("key-value heads", ("key-value", "head")),
        ("loss", ("loss",)),  # no plural
        ("bus", ("bus",)),
        ("gpu_memory", ("gpu", "memory")),
        ("A · B", ("a", "·", "b")),
        ("`P99`, 3×", ("p99", "3")),
        ("", ()),
    ],
)
def test_words_are_compared_without_case_and_plural(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "label", "at"),
    [
        ("the total gpu memory", "gpu memory", 2),
        ("gpu", "gpu", 0),
        ("gpu of memory", "gpu memory", -1),
        ("", "gpu", -1),
    ],
)
def test_a_label_stands_in_a_text_as_a_whole(text: str, label: str, at: int) -> None:
    assert contains(words(text), words(label)) == at


def test_every_concept_that_ships_can_be_named_and_measured(vocabulary: Vocabulary) -> None:
    for concept in vocabulary.concepts.values():
        units.factor(concept.unit)
        assert concept.labels or concept.keys, concept.id
        assert concept.gpu == "" or concept.gpu in vocabulary.concepts, concept.id
        assert concept.counts == "" or units.is_count(concept.counts), concept.id


def test_each_label_is_found_by_its_first_word_the_longest_first(vocabulary: Vocabulary) -> None:
    labels = [label for concept in vocabulary.concepts.values() for label in concept.labels]
    indexed = [
        label
        for found in vocabulary.by_first_word.values()
        for _, same in found
        for label, names in same.items()
        for _ in names
    ]
    assert sorted(indexed) == sorted(labels)
    for first, found in vocabulary.by_first_word.items():
        lengths = [length for length, _ in found]
        assert lengths == sorted(lengths, reverse=True)
        assert all(label[0] == first and len(label) == length for length, same in found for label in same)


def load(folder: Path, text: str, name: str = "llm.yaml") -> Vocabulary:
    (folder / name).write_text(text)
    return load_vocabulary(folder)


def test_a_vocabulary_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "facets.yaml").write_text("per: {gpu: [per GPU, one GPU]}\n")
    made = load(tmp_path, "disk_size: {unit: byte, labels: [disk, disk size], symbols: [D], better: lower}\n")
    disk = made.concepts["disk_size"]
    assert (disk.name, disk.labels, disk.symbols) == ("disk size", (("disk",), ("disk", "size")), {"D"})
    assert made.facets["per"] == ((("per", "gpu"), "gpu"), (("one", "gpu"), "gpu"))
    assert made.narrowing == {"per", "gpu", "one"}
    assert made.unit_of() == {"disk_size": "byte"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: {unit: parsec}", "unknown unit 'parsec'"),
        ("a: {lables: [x]}", "unknown key 'lables'"),
        ("a: {labels: x}", "expected a list"),
        ("a: {labels: [{b: c}]}", "expected a text"),
        ("a: [b]", "expected a mapping"),
        ("- a", "expected a mapping"),
        ("a: {better: faster}", "'faster' is no way to be better"),
        ("a: {}\na: {}", "a"),  # twice the same key
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message) as caught:
        load(tmp_path, f"{text}\n")
    assert caught.value.line


def test_a_label_that_another_folder_gave_away_is_refused_with_both_concepts(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
    (ours / "a.yaml").write_text('partition_count: {unit: "", labels: [partitions]}\n')
    (theirs / "b.yaml").write_text('topic_partitions: {unit: "", labels: [topics, partitions]}\n')
    with pytest.raises(RuleError, match=r"'partition' of 'topic_partitions' is one of .* 'partition_count'"):
        load_vocabulary(ours, theirs)
    (theirs / "b.yaml").write_text("partition_size: {unit: byte, labels: [partitions]}\n")  # told apart by its unit
    assert load_vocabulary(ours, theirs).concepts.keys() == {"partition_count", "partition_size"}

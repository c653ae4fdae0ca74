"""YAML that is only data: what comes out, and what is refused and where."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor.documents import yaml_guard
from auditor.documents.nodes import Mapping, Node, Scalar, Sequence
from auditor.documents.yaml_guard import load
from auditor.errors import RuleError, SourceError
from auditor.model import Source, Span


def plain(node: Node) -> object:
    """The tree without its places."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.value: plain(value) for key, value in node.entries}


def read(text: str) -> Node:
    return load(Source(path="rule.yaml", text=text), error=RuleError)


def scalars(node: Node) -> list[Scalar]:
    match node:
        case Scalar():
            return [node]
        case Sequence():
            return [scalar for item in node.items for scalar in scalars(item)]
        case Mapping():
            return [scalar for key, value in node.entries for scalar in (key, *scalars(value))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("# only a comment\n", ""),
        ("a: 1\nb: [x, 'y', \"z\\n\"]\n", {"a": "1", "b": ["x", "y", "z\n"]}),
        ("a: 3.10\nb: on\nc: 1:30\nd: 1e3\ne: 017\nf: 2026-11-21\ng: ~\nh:\n",
         {"a": "3.10", "b": "on", "c": "1:30", "d": "1e3", "e": "017", "f": "2026-11-21", "g": "~", "h": ""}),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", {"a": "x\ny\n", "b": "x y"}),
        ("- a\n- {b: c}\n- - d\n", ["a", {"b": "c"}, ["d"]]),
        ("'<<': 1\n", {"<<": "1"}),
        ("---\na: 1\n...\n", {"a": "1"}),
    ],
)  # fmt: skip
def test_every_scalar_arrives_as_written(text: str, value: object) -> None:
    assert plain(read(text)) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1", "rule.yaml:1:4: anchors (&name) are not allowed\n    a: &x 1\n       ^"),
        ("a: 1\nb: *x", "rule.yaml:2:4: aliases (*name) are not allowed\n    b: *x\n       ^"),
        ("a: !!python/object/apply:os.system [x]", ("rule.yaml:1:4: tags (!name) are not allowed\n"
         "    a: !!python/object/apply:os.system [x]\n       ^")),
        ("<<: {a: 1}", "rule.yaml:1:1: merge keys (<<) are not allowed\n    <<: {a: 1}\n    ^"),
        ("a: 1\nb: 2\na: 3", "rule.yaml:3:1: duplicate key 'a': it is already on line 1\n    a: 3\n    ^"),
        ("é: 1\n'é': 2", "rule.yaml:2:1: duplicate key 'é': it is already on line 1\n    'é': 2\n    ^"),
        ("[a]: 1", "rule.yaml:1:1: a key must be a plain text\n    [a]: 1\n    ^"),
        ("*a : 1", "rule.yaml:1:1: aliases (*name) are not allowed\n    *a : 1\n    ^"),
        ("a: 1\n---\nb: 2", "rule.yaml:2:1: more than one YAML document in a file\n    ---\n    ^"),
        ("é: b: c", "rule.yaml:1:5: mapping values are not allowed in this context\n    é: b: c\n        ^"),
    ],
)  # fmt: skip
def test_more_than_data_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "nested more than 64 deep"),
        ("- " * 70 + "a", "nested more than 64 deep"),
        ("".join(" " * n + "a:\n" for n in range(1000)), "nested more than 64 deep"),
        ("- a\n" * 100_001, "more than 100,000 values"),
        ("a" * (1024 * 1024 + 1), "more than 1,048,576 characters"),
        ("a: \x00", "a character that YAML does not allow"),
        ("a: \ud800", "a character that YAML does not allow"),
        ("{a: [1, 2", "did not find expected"),
        ("a:\n\t- b", "cannot start any token"),
    ],
)
def test_hostile_files_end_quickly(text: str, message: str) -> None:
    began = time.perf_counter()
    with pytest.raises(RuleError) as caught:
        read(text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 500
    assert time.perf_counter() - began < 5


def test_the_error_is_of_the_kind_asked_for() -> None:
    with pytest.raises(SourceError):
        load(Source(path="x.yaml", text="a: *b"), error=SourceError)


def test_places_count_characters() -> None:
    text = "\u00e9\U0001f600: '\U0001f600 64'\nlist:\n- x \u00e9\n-   y: [5, 6]\n\n# end\n"
    root = read(text)
    assert [text[s.span.start : s.span.end] for s in scalars(root)] == [
        "\u00e9\U0001f600", "'\U0001f600 64'", "list", "x \u00e9", "y", "5", "6",
    ]  # fmt: skip
    assert [s.plain for s in scalars(root)] == [True, False, True, True, True, True, True]
    assert isinstance(root, Mapping)
    assert text[root.span.start : root.span.end].endswith("[5, 6]")
    assert root.get("nothing") is None
    assert isinstance(root.get("list"), Sequence)


def test_the_parser_without_libyaml_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\u00e9: |\n  x\n  y\nb: [1, {c: 'd\U0001f600'}]\n"
    quick = read(text)
    monkeypatch.setattr(yaml_guard, "_LOADER", yaml.SafeLoader)
    assert read(text) == quick
    with pytest.raises(RuleError, match=r"rule.yaml:1:4: aliases"):
        read("a: *b")


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
def test_whatever_yaml_writes_is_read_back(value: object) -> None:
    text = yaml.dump(value, allow_unicode=True, default_style='"', Dumper=NoAliases)
    assert plain(read(text)) == value
    for scalar in scalars(read(text)):
        assert 0 <= scalar.span.start <= scalar.span.end <= len(text)


class NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@,? \n\t\\\x00\x85\u2028\ufeff\u00e9\U0001f600"))
def test_no_text_breaks_it(text: str) -> None:
    try:
        node = read(text)
    except RuleError:
        return
    for scalar in scalars(node):
        assert Span(start=0, end=0).start <= scalar.span.start <= scalar.span.end <= len(text)

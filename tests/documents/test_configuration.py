"""JSON, YAML and TOML: every value with its key path and its exact place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.documents.configuration import parse
from auditor.errors import SourceError
from auditor.model import Document, Source


def read(text: str, suffix: str) -> Document:
    return parse(Source(path=f"deploy/config.{suffix}", text=text))


def values(text: str, suffix: str) -> dict[str, str]:
    document = read(text, suffix)
    for block in document.blocks:
        assert "".join(text[offset] for offset in block.offsets) == block.text
        assert text[block.span(0, len(block.text)).start :].startswith(block.text)
    return {block.label: block.text for block in document.blocks}


JSON = """{
\t"hardware": {"gpu_count": 64, "gpu_memory_gb": 80.0, "name": "H100 \\u00e9"},
\t"parallel_strategy": {
\t\t"tensor_parallel_size":8,
\t\t"pipeline": [ 2 , 4, { "x": -1.5e3 } ]
\t},
\t"empty": "", "none": null, "on": true, "smile \\ud83d\\ude00": "\\ud83d\\ude00 5 GB"
}
"""
YAML = """\
# deployment
hardware:
  gpu_count: 64      # all of them
  gpu_memory: 80 GB
  name: 'H100 é'
empty: ""
none:
pipeline: [2, 4]
stages:
- size: "8"
  note: |
    5 GB
    6 GB
- 1:30
"""
TOML = """\
title = "plan 5"  # a comment
[hardware]
gpu_count = 64
gpu.memory = "80 GB"
when = 2026-11-21 07:32:00
ratio = +1_000.5e0
name = 'H100 é'
"quoted key" = 0x10
[[stage]]
size = 8
[stage.limits]
memory = 5
[[stage]]
size = 4
text = \"\"\"
size = 99
\"\"\"
list = [1, 2]
table = { a = 1 }
"""


def test_json() -> None:
    assert values(JSON, "json") == {
        "hardware.gpu_count": "64",
        "hardware.gpu_memory_gb": "80.0",
        "hardware.name": "H100 \\u00e9",
        "parallel_strategy.tensor_parallel_size": "8",
        "parallel_strategy.pipeline.0": "2",
        "parallel_strategy.pipeline.1": "4",
        "parallel_strategy.pipeline.2.x": "-1.5e3",
        "none": "null",
        "on": "true",
        "smile \U0001f600": "\\ud83d\\ude00 5 GB",
    }


@pytest.mark.parametrize("suffix", ["yaml", "yml", "YAML"])
def test_yaml(suffix: str) -> None:
    assert values(YAML, suffix) == {
        "hardware.gpu_count": "64",
        "hardware.gpu_memory": "80 GB",
        "hardware.name": "H100 é",
        "pipeline.0": "2",
        "pipeline.1": "4",
        "stages.0.size": "8",
        "stages.0.note": "5 GB\n    6 GB",
        "stages.1": "1:30",
    }


def test_toml() -> None:
    assert values(TOML, "toml") == {
        "title": "plan 5",
        "hardware.gpu_count": "64",
        "hardware.gpu.memory": "80 GB",
        "hardware.when": "2026-11-21 07:32:00",
        "hardware.ratio": "+1_000.5e0",
        "hardware.name": "H100 é",
        "hardware.quoted key": "0x10",
        "stage.0.size": "8",
        "stage.0.limits.memory": "5",
        "stage.1.size": "4",
    }


def test_a_document_of_settings() -> None:
    document = read(YAML, "yaml")
    assert document.kind == "configuration"
    assert document.title == "config.yaml"
    assert [section.span.end for section in document.sections] == [len(YAML)]
    first, second, third, *_ = document.blocks
    assert {block.kind for block in document.blocks} == {"setting"}
    assert first.group == second.group == third.group
    assert document.blocks[3].group != first.group
    assert (first.depth, document.blocks[-1].depth) == (1, 1)


@pytest.mark.parametrize("suffix", ["json", "yaml", "toml"])
def test_an_empty_file(suffix: str) -> None:
    if suffix == "json":
        with pytest.raises(SourceError, match=r"config.json:1:1: expected a JSON value"):
            read("", suffix)
    else:
        assert read("", suffix).blocks == ()


@pytest.mark.parametrize(
    ("suffix", "text", "message"),
    [
        ("json", '{"a": 1,\n "a": 2}', "2:2: duplicate key 'a': it is already on line 1\n     \"a\": 2}\n     ^"),
        ("json", '{"a": NaN}', '1:7: expected a JSON value\n    {"a": NaN}\n          ^'),
        ("json", '{"a": 01}', '1:7: expected a JSON value\n    {"a": 01}\n          ^'),
        ("json", '{"a": 1} 2', '1:10: more text after the end of the JSON value\n    {"a": 1} 2\n             ^'),
        ("json", '{"a" 1}', "1:6: expected ':'\n    {\"a\" 1}\n         ^"),
        ("json", "[1 2]", "1:4: expected ','\n    [1 2]\n       ^"),
        ("json", "[1,]", "1:4: expected a JSON value\n    [1,]\n       ^"),
        ("json", "{a: 1}", "1:2: expected a key in quotes\n    {a: 1}\n     ^"),
        ("json", '{"a": "x', ("1:7: a string that does not end, or holds a control character or an unknown escape\n"
         '    {"a": "x\n          ^')),
        ("json", "[" * 100_000, "1:65: nested more than 64 deep"),
        ("json", "[" + "1," * 100_001 + "1]", "1:200000: more than 100,000 values"),
        ("yaml", "a: *b", "1:4: aliases (*name) are not allowed\n    a: *b\n       ^"),
        ("toml", "a = 1\na = 2", "2:6: Cannot overwrite a value\n    a = 2\n         ^"),
        ("toml", "a = ", "1:5: Invalid value\n    a = \n        ^"),
        ("toml", "a = " + "[" * 10_000, "nested too deep"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(suffix: str, text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(text, suffix)
    place = f"deploy/config.{suffix}:"
    assert str(caught.value) == (place + message if message[0].isdigit() else f"{place} {message}")


@pytest.mark.parametrize("suffix", ["json", "toml"])
def test_too_large_a_file(suffix: str) -> None:
    with pytest.raises(SourceError, match="more than 1,048,576 characters"):
        read(" " * 1_048_577, suffix)


def test_other_files_are_refused() -> None:
    with pytest.raises(SourceError, match="not a JSON, YAML or TOML file"):
        read("a = 1", "ini")


leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
trees = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(trees, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_whatever_json_writes_has_its_places(tree: object, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps({"root": tree}, indent=indent, ensure_ascii=ascii_only)
    for block in read(text, "json").blocks:
        span = block.span(0, len(block.text))
        written = text[span.start - 1 : span.end + 1]
        value = json.loads(written if written[0] == '"' == written[-1] else block.text)
        assert value in flat(tree)


def flat(tree: object) -> list[object]:
    if isinstance(tree, dict):
        return [leaf for value in tree.values() for leaf in flat(value)]
    if isinstance(tree, list):
        return [leaf for value in tree for leaf in flat(value)]
    return [tree]


@given(st.sampled_from(["json", "yaml", "toml"]), st.text(alphabet="ab1:-[]{}=.,'\" \n\t\\|>é\U0001f600"))
def test_no_text_breaks_it(suffix: str, text: str) -> None:
    try:
        values(text, suffix)
    except SourceError:
        return

"""Folders of rules: what is loaded, what is refused, and that one file cannot stop the others."""

from __future__ import annotations

import os
from pathlib import Path

from auditor.engine.loader import load_rules

CONCEPTS = {
    "pipeline_parallel_size": "",
    "tensor_parallel_size": "",
    "sequence_parallel_size": "",
    "gpu_count": "gpu",
    "weights_total": "gigabyte",
    "weights_per_gpu": "gigabyte",
    "broken": "florp",
}

RULES = Path(__file__).with_name("rules")
WORLD_SIZE = (RULES / "llm/world-size.yaml").read_text()
EQUATION = (RULES / "arithmetic/equation.yaml").read_text()


def pack(folder: Path, **rules: str) -> Path:
    for name, text in rules.items():
        path = folder / name.replace("__", "/").replace("_", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(f"{path.name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_broken_file_stops_only_itself(tmp_path: Path) -> None:
    folder = pack(tmp_path / "rules", llm__world_size=WORLD_SIZE, llm__weights="id: [", arithmetic__equation=EQUATION)
    rules, errors = load_rules(folder, concepts=CONCEPTS)
    assert [rule.id for rule in rules] == ["arithmetic/equation", "llm/world-size"]
    assert [error.path for error in errors] == [(folder / "llm/weights.yaml").as_posix()]


def test_vocabulary_and_knowledge_and_other_files_are_no_rules(tmp_path: Path) -> None:
    folder = pack(tmp_path, vocabulary__a="x", knowledge__b="x", arithmetic__equation=EQUATION)
    (folder / "README.md").write_text("x")
    (folder / "arithmetic" / ".equation.yaml").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_text("x")
    (folder / "arithmetic" / "nested.yaml").mkdir()
    rules, errors = load_rules(folder, concepts=CONCEPTS)
    assert [rule.id for rule in rules] == ["arithmetic/equation"]
    assert errors == []


def test_a_folder_can_be_a_pack(tmp_path: Path) -> None:
    rules, errors = load_rules(pack(tmp_path / "arithmetic", equation=EQUATION), concepts=CONCEPTS)
    assert ([rule.id for rule in rules], errors) == (["arithmetic/equation"], [])


def test_two_files_with_one_id(tmp_path: Path) -> None:
    first = pack(tmp_path / "a", arithmetic__equation=EQUATION, llm__world_size=WORLD_SIZE)
    second = pack(tmp_path / "b", arithmetic__equation=EQUATION)
    rules, errors = load_rules(first, second, concepts=CONCEPTS)
    assert [rule.id for rule in rules] == ["llm/world-size"]
    assert len(errors) == 1
    assert errors[0].path == (second / "arithmetic/equation.yaml").as_posix()
    assert (first / "arithmetic/equation.yaml").as_posix() in errors[0].message


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "arithmetic" / "equation.yml"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + EQUATION.replace("\n", "\r\n").encode())
    rules, errors = load_rules(tmp_path, concepts=CONCEPTS)
    assert ([rule.title for rule in rules], errors) == (["Equations hold"], [])


def test_files_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("password: hunter2")
    folder = tmp_path / "rules" / "p"
    folder.mkdir(parents=True)
    (folder / "bytes.yaml").write_bytes(b"id: \xff")
    (folder / "dangling.yaml").symlink_to(folder / "nothing")
    (folder / "device.yaml").symlink_to("/dev/zero")
    (folder / "large.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    os.mkfifo(folder / "pipe.yaml")
    rules, errors = load_rules(tmp_path / "rules", concepts=CONCEPTS)
    assert rules == []
    assert [(Path(str(error.path)).stem, error.message) for error in errors] == [
        ("bytes", "not UTF-8 at byte 4"),
        ("dangling", "cannot be read: No such file or directory"),
        ("device", "a link that leads out of the rule folder"),
        ("large", "more than 1,048,576 bytes"),
        ("link", "a link that leads out of the rule folder"),
        ("loop", "cannot be read: Too many levels of symbolic links"),
        ("pipe", "not a regular file"),
    ]
    assert "hunter2" not in "".join(map(str, errors))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    rules, errors = load_rules(tmp_path / "none", concepts=CONCEPTS)
    assert rules == []
    assert [error.message for error in errors] == ["cannot be listed: No such file or directory"]

"""Which fences are calculation sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from auditor.documents.fences import code_reason
from auditor.model import Document

SHEETS = {
    "equations": """
        Storage = 100 × 30 / 2 = 1,500 GB = 1.5 TB
        Per_Indexer = 1,500 / 2 = 750 GB
        """,
    "settings and totals": """
        D=2,000 GB/day, N_IDX=24, ES enabled, Retention remote=1 year

        Cache_Days = 90
        Per_IDX local ≈ 90 TB / 24 ≈ 3.75 TB SSD/NVMe
          (+ binaries/OS on same partition)
        """,
    "labels": """
        API:       120 x 0.5  = 60 cores
        Workers:    30 x 2.0  = 60 cores
                        Total = 120 cores
        """,
    "comments": """
        # By CPU: 64 / 0.5 = 128 pods
        # By RAM: 256GB / 512Mi = 512 pods
        """,
    "box": """
        ┌──────────────────────────┐
        │  WORKER NODE SIZING      │
        │    nodes = max(5, 3) = 5 │
        └──────────────────────────┘
        """,
    "tree": """
        GPU-hours consumed:      2,846 hrs
          ├── A100 on-demand:      312 hrs x $3.06 =   $954.72
          └── T4 spot:             600 hrs x $0.35 =   $210.00
        """,
    "table": """
        name            time/op
        Counter         27.3ns ± 1%
        Counter-2       27.2ns ±11%
        """,
    "money": "Cost: $5,000\nTotal = $74K",
    "words that are commands": "node 1: 64 GB\nhead dim = 128\ntail latency: 5 ms\nsource data = 5 TB\nfind: 5 ms",
    "words that are keywords": "static memory: 2 GB\nclass A: 5 GB\nreturn traffic = 5 GB\nimport rate: 5 MB/s",
    "arrows": "(5 × 3) => 15 GB\n-> 12,000 QPS\n=> 12 TB",
    "snake case": "total_memory = weights + kv_cache\nweights = 70e9 * 2 = 140 GB",
    "latex": "6 \\times 70 \\\\\n= 420 \\\\",
}
CODE = {
    "shell session": "$ du -sh .\n2.3T",
    "commands": "kubectl get pods -n 5\ncurl -X POST http://localhost:8080/5",
    "flags": "python train.py \\\n  --tensor-parallel-size 4 \\\n  --num-layers 80",
    "variables": "MASTER_PORT=$PORT\nSEQ_LEN=2048\nexport CUDA_VISIBLE_DEVICES=0,1\ncd $HOME/x",
    "python": "import torch\nx = torch.zeros(1024)\nfor i in range(5):\n    print(i)",
    "go": 'func main() {\n\tx := 5\n\tlog.Print("hello")\n}',
    "javascript": "const x = 5;\nlet f = (a) => {\n  return a * 2;\n}",
    "json": '{\n  "gpu_count": 64,\n  "name": "x"\n}',
    "yaml": "resources:\n  limits:\n    cpu: 2\n    memory: 4Gi\n- name: x",
    "sql": "SELECT *\nFROM t\nWHERE x = 5",
    "log": "2026-11-21 07:32:00 started 5 workers\n2026-11-21 07:32:01 ready",
    "http": "GET /v1/nav?origin=1355\nHTTP/1.1 200",
    "addresses": "http://localhost:8080/3,01637037d6.jpg",
    "bibtex": "@misc{yuan2024llm,\n  title={LLM 5},\n  year={2024},\n}",
    "prompt": ">>> 2 ** 10\n1024",
    "kwargs": "pipe = pipeline('x', tp=8)\nout = pipe.run(batch_size=4)",
    "c": "#include <stdio.h>\nint x[5];\nx = 5;",
}

SAMPLES = [
    pytest.param(*kind_and_name.split(": "), text.split("\n"), id=kind_and_name)
    for kind_and_name, _, text in (
        sample.rstrip("\n").partition("\n")
        for sample in Path(__file__).with_name("fences.txt").read_text("utf-8").split("%%% ")[1:]
    )
]


@pytest.mark.parametrize(("kind", "name", "lines"), SAMPLES)
def test_sheets_and_code_of_all_kinds(kind: str, name: str, lines: list[str]) -> None:
    assert code_reason("", lines) == ("code" if kind == "code" else "")


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("tag", ["", "text", "TXT ", "plaintext"])
def test_calculation_sheets_are_read(name: str, tag: str) -> None:
    assert code_reason(tag, dedent(SHEETS[name]).split("\n")) == ""


@pytest.mark.parametrize("name", CODE)
def test_code_without_a_tag_is_not(name: str) -> None:
    assert code_reason("", CODE[name].split("\n")) == "code"


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("python", "code (python)"),
        ("python title='x.py'", "code (python)"),
        ("{.python .numberLines}", "code (python)"),
        ("Go,linenos", "code (go)"),
        ("mermaid", "code (mermaid)"),
        ("json", "code (json)"),
        ("math", ""),
    ],
)
def test_the_tag_decides(tag: str, reason: str) -> None:
    assert code_reason(tag, ["Total = 5 × 3 = 15 GB"]) == reason


@pytest.mark.parametrize("tag", ["bash", "sh"])
def test_a_shell_tag_on_a_sheet(tag: str) -> None:
    for name in ("labels", "comments"):
        assert code_reason(tag, dedent(SHEETS[name]).split("\n")) == ""
    script = ["# TP=4, PP=4 => 16 GPUs", "torchrun --nproc_per_node=8 train.py"]
    assert code_reason(tag, script) == f"code ({tag})"
    assert code_reason(tag, ["CUDA_VISIBLE_DEVICES=0 ./run", "CUDA_VISIBLE_DEVICES=1 ./run"]) == f"code ({tag})"


def test_lines_of_a_sheet(read: Callable[[str], Document]) -> None:
    document = read("""
        Memory:

        ```
        Total:      3 x 5 GB
          ├── a:    5 GB
          │     └── deep 1
        ┌──────┐
        │  b 2 │
        └──────┘
        \tc = 4
        ```

        > - ```text
        >   quoted = 5
        >   ```

        After

            indented = 6
              more = 7
        """)
    lines = [(block.text, block.depth, block.quoted) for block in document.blocks if block.kind == "line"]
    assert lines == [
        ("Total:      3 x 5 GB", 0, False),
        ("a:    5 GB", 6, False),
        ("deep 1", 12, False),
        ("b 2", 3, False),
        ("c = 4", 4, False),
        ("quoted = 5", 0, True),
        ("indented = 6", 0, False),
        ("more = 7", 2, False),
    ]
    groups = [block.group for block in document.blocks if block.kind == "line"]
    assert [len(set(groups[:5])), len(set(groups[5:6])), len(set(groups[6:])), len(set(groups))] == [1, 1, 1, 3]
    assert [block.text for block in document.blocks if block.kind == "paragraph"] == ["Memory:", "After"]


def test_what_is_not_read_is_named(read: Callable[[str], Document]) -> None:
    document = read("""
        ---
        weight: 5
        ---
        ```python
        x = 5
        ```

        <pre>
        6 GB
        </pre>

        ```
        no number
        ```

        > ```
        > $ ls 7
        > ```
        """)
    text = document.source.text
    assert [(passage.reason, text[passage.span.start : passage.span.end]) for passage in document.passed_over] == [
        ("front matter", "---\nweight: 5\n---\n"),
        ("code (python)", "```python\nx = 5\n```"),
        ("HTML", "<pre>\n6 GB\n</pre>"),
        ("code", "> ```\n> $ ls 7\n> ```"),
    ]
    assert document.blocks == ()


def test_what_is_nested_too_deep_is_named(read: Callable[[str], Document]) -> None:
    document = read(">" * 25 + " 5 GB")
    assert [passage.reason for passage in document.passed_over] == ["nested more than 20 deep"]
    assert document.blocks == ()


@pytest.mark.parametrize("tag", ["sh", "bash", "shell"])
def test_a_shell_command_that_rewrites_a_calculation_is_none(tag: str) -> None:
    assert code_reason(tag, ["sed -i 's/140 GB ÷ 8 = 17 GB/144 GB ÷ 8 = 18 GB/' plan.md"]) == f"code ({tag})"
    assert code_reason(tag, ["# 140 GB ÷ 8 = 17.5 GB"]) == ""

"""What looks like a statement with numbers and is none: no trap is reported, and its form with a wrong number still is.

``TRAPS`` are one example of each class; ``WRONG`` is the same form where something really is wrong.
"""

from __future__ import annotations

from functools import cache

import pytest

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Source
from auditor.rulebook import RuleBook, load


@cache
def book() -> RuleBook:
    return load()


def contradictions(text: str) -> list[str]:
    report = audit(parse(Source(path="plan.md", text=text + "\n")), [], book())
    return [f"{check.rule}: {check.place.text}" for check in report.checks if check.verdict == "contradicted"]


TRAPS = {
    # rates of different periods
    "periods-above-a-total": "- Storage per day: 50 GB\n- Storage per year: 18.25 TB\n- Total storage: 91.25 TB",
    # digits that measure nothing
    "version": "The image pins engine 0.6.3, driver 550.54 and toolkit 12.4 = one stack.",
    "build-string": "Wheel 2.6.0+hpu_1.21.2-76.gitabf798b works.",
    "iso-date": "Frozen on 2025-11-02, thawed 2025-11-09 = one week.",
    "slash-date": "The window opens 03/14/2025 at 09:30 PM, UTC+8.",
    "timestamp": "Built 2025-11-02T08:15:30Z, epoch 1735689600.",
    "clock": "It runs from 12:00-13:00 = 1 hour.",
    "time-point": "At 10:30 = start, at 11:45 = end.",
    "name-with-digits": "Llama-3-70B, Qwen-7B, GB300 and RTX 6000 Ada in Q4_K_M (W8A8) with sm90.",
    "product-name": "Two A100-40GB = the old rack, H100 80GB = the new one.",
    "protocol": "HTTP/2 + TLS 1.3 = fast.",
    "ip": "10.0.0.1/24 = 256 addresses.",
    "port": "It listens on :8000, then on 127.0.0.1:29500.",
    "url-path": "See https://example.org/v1/items/42/7=6 for more.",
    "query-string": "Call https://example.org/api?x=3*4=13 first.",
    "md-link": "[runs](https://example.org/?a=2*3=7) of last week.",
    "image": "![2 × 2 = 5](plot.png)",
    "hex": "0x1F = 32 is printed as 1f.",
    "hex-colour": "#ff8800 = orange, #123456 = blue.",
    "reference-number": "#4 + #5 = 10 are merged, see RFC 7231.",
    "footnote": "It costs ~$32.77[^4] per hour; notes 2,20,31 apply.",
    "ordinal": "The 3rd = 2nd + 1 after it.",
    "list-number": "1. 20 GB ÷ 8 = 2.5 GB\n2. 40 GB ÷ 8 = 5 GB",
    "percentile": "P99 = 20 ms, P50 = 8 ms.",
    "parameter": "TP=8, batch = 8 requests.",
    "bit-width": "A 32-bit × 4 = 128-bit register.",
    # signs that calculate nothing
    "range": "Layers 0-15 (16 layers), layers 16-31 (16 layers), GPUs 0-3 = 4 GPUs.",
    "fuzzy-range": "2-4 micro-batches at $10-15/hour are 3-5x faster.",
    "count-of-devices": "8x H100 with 64x OSFP ports = 1 node.",
    "shape": "A tensor of 14336x15360x2048, a torus of 16x20x28.",
    "Nx": "It is 2.4x faster, up to 4.6x on short prompts.",
    "slash-word": "I/O and TCP/IP 24/7, ISL/OSL 512/2048, d_k/d_v = 128.",
    "alternatives": "It peaked at 2250 / 4500 = small / large.",
    "fraction": "8/8 match.",
    "ratio-colon": "A ratio of 3:1 = 75%.",
    "modulo": "17 % 5 = 2 and 4 % 2 = 0.",
    "N+1": "N+1 = 4 nodes.",
    "plus-minus": "12500 ± 98 requests = the mean of ten runs.",
    "plus-suffix": "10K+ × 2 = 30K users.",
    "benchstat": "n=10 ~ p=0.32",
    "big-O": "O(n^2) = 5 steps.",
    "rank-tuple": "Ranks (0,8,16,24) hold `weight[:, :2048]`.",
    "before-after": "Memory: 354GB → 35GB.",
    # values that are quoted, taken back or conditions
    "negated": "It takes 34.25GB (not 25.5GB as was calculated).",
    "negated-equation": "It is not 20 GB ÷ 8 = 3 GB.",
    "corrected": "Utilization is 31.9% (corrected from 42.8%) of 80GB.",
    "formerly": "Previously 20 GB ÷ 8 = 3 GB.",
    "labelled-wrong": "**Wrong:** 20 GB ÷ 8 = 3 GB",
    "struck-out": "~~20 GB ÷ 8 = 3 GB~~",
    "condition": "Short sequences (<2048): ~200ms. Alert if latency > 80ms; target 100ms.",
    "limit-and-threshold": "Memory usage > 80% warns, the limit is 85%.",
    "bound": "Up to 4.6x faster than before, 3.0x on average.",
    "requirement-and-limit": "Context: 4,096 (config), 8,192 (model), 8K (tested).",
    # scopes that do not mix
    "scenario": "## Small\n\nMemory per GPU: 12.9GB\n\n## Large\n\nMemory per GPU: 12.3GB",
    "phase-and-percentile": "Prefill P50 is 20 ms, decode P50 8 ms, prefill P99 90 ms.",
    "rows-without-total": "| EP | Memory |\n|---|---|\n| 16 | 12.9GB |\n| 32 | 12.3GB |\n| 64 | 11.8GB |",
    "overlaid-degrees": "TP=2, PP=16 and EP=64 on 1024 GPUs.",
    "empty-cells": "| Run | Time |\n|---|---|\n| a | N/A |\n| b | — |\n| c | ~unchanged |\n| d | 3.4ms (2.4x) |",
    "annotated-adjustment": "| What | How | Size |\n|---|---|---|\n| URLs | 365B × 0.5 KB | 300 TB (with growth) |",
    # formulas that cannot be computed
    "variable-formula": "QPS = DAU × 5 / 86400 = 100",
    "symbolic": "12Ψ/8 = 19.5 GB",
    "code-formula": "4096 × batch_size = 8192",
    "index-formula": "[16i, 16(i+1)-1]",
    "code": "```python\nx = 20 / 8 = 3\n```",
    "flags": "Run `serve --nproc_per_node=8 --port=6379`.",
    "html-comment": "<!-- 20 GB ÷ 8 = 3 GB -->",
    # right, against first appearance
    "ceil": "1,157 ÷ 100 = 12 servers",
    "ceil-of-a-little": "260 ÷ 62 = 5 nodes",
    "less-than-one": "55GB ÷ 64GB = 1 GPU",
    "rounding-boundary-down": "39.8 GB ÷ 80 GB = 49.7%",
    "rounding-boundary-up": "39.8 GB ÷ 80 GB = 49.8%",
    "rounded-up": "35 × 1.53 = 53.6",
    "truncated-percent": "736 ÷ 1000 = 73%",
    "above-100-percent": "107% of 450 GB/s = 481.5 GB/s",
    "multiplied-factors": "1.5 × 2 × 1.3 = 3.9×",
    "binary-megabytes": "134,217,728 bytes = 128MB",
    "binary-kilobytes": "320KB = 327,680 bytes",
    "binary-K": "128K tokens = 131,072 tokens",
    "gb-tb-base": "51,750 GB ≈ 50.5 TB",
    "tib": "1 TiB = 1.1 TB",
    "bit-unit": "200 Gb/s = ~25 GB/s",
    "lowercase-unit": "30mb × 2 = 60mb",
    "M-suffix": "60M users × 2 = 120M users",
    "month-length": "1 TB/day = 30.4 TB/month",
    "rounded-month": "30M requests/month ÷ 2.5M seconds/month = 12 requests/s",
    "rate-chain": "120 GB/hour = 2.88 TB/day = 86.4 TB/month",
    "nines": "99.9% availability = 8.76 hours per year",
    "inherited-unit": "300 × 365 = 110 TB",
    "price-unit": "$0.023 × 1,000 GB = $23",
    "space-thousands": "1 618 × 2 = 3 236",
    "european-thousands": "1.000.000 × 2 = 2.000.000",
    "decimal-comma": "57,6 MW = 57.600 kW",
    "bare-decimal-point": "32 / .016 = 2,000",
    "scientific": "4.59E+14 × 2 = 9.18E+14",
    "power": "10<sup>6</sup> × 3 = 3,000,000",
    "escaped-operator": "10 \\* 20 = 200",
    "html-entity": "0.42&nbsp;s × 2 = 0.84&nbsp;s",
    "words-between": "96 layers / 6 per stage = 16 stages",
    "interval-ratio": "3.38 ÷ 2.59 = 1.31",
    "money-range": "$10-$15 × 2 = $20-$30",
    "counter-example": "20 GB ÷ 8 = 3 GB (wrong!)",
    "called-false": "The claim that 20 GB ÷ 8 = 3 GB is false.",
    "asked": "20 GB ÷ 8 = 3 GB? Nope.",
    "erratum": "20 GB ÷ 8 = 3 GB should read 2.5 GB.",
    "wrong-in-the-next-sentence": "An intern wrote 20 GB ÷ 8 = 3 GB. That number is wrong.",
    "wrong-in-the-next-paragraph": "> 20 GB ÷ 8 = 3 GB\n\nThis is incorrect.",
    "wrong-by-heading": "## Common mistakes\n\n20 GB ÷ 8 = 3 GB",
    "wrong-by-row": "| Claim | Verdict |\n|---|---|\n| 20 GB ÷ 8 = 3 GB | wrong |",
    "long-day": "1 day ≈ 100,000 s",
    "subtraction-word": "80 GB minus 20 GB = 60 GB",
    "code-fence": "```\nx = 20 / 8\nprint(2 + 2 == 5)\n```",
    "percent-range": "5% – 10% of 200 = 10 – 20",
    "relative-url": "GET /api?x=3*4=13",
    "code-flag": "`tool -n 4*2=9`",
    "shell-fence": "```bash\necho $((2 + 2 = 5))\n```",
    "missing-parens": "16*20*28 / 2*2 = 2,240",
    "price-unit-elided": "216 TB × $0.023 = $4,968",
}

WRONG = {
    "product-name": "H100 80GB × 2 = 190GB",
    "list-number": "1. 20 GB ÷ 8 = 3 GB",
    "bit-width": "A 64-bit × 2 = 100-bit register.",
    "count-of-devices": "8 GPUs × 4 = 12 GPUs",
    "range": "10-20 ms × 3 = 90 ms",
    "before-after": "5 × 20 ms → 120 ms",
    "condition": "250 ms < 200 ms ✓",
    "calculation-sheet": "```\n20 GB ÷ 8 = 3 GB\n```",
    "variable-formula": "QPS = 5M × 5 / 86400 = 2,890",
    "parameter": "TP=2 × PP=16 × EP=64 = 1024 GPUs",
    "labelled": "**Weights:** 20 GB ÷ 8 = 3 GB",
    "ceil": "1,157 ÷ 100 = 21 servers",
    "two-too-many": "260 ÷ 62 = 6 nodes",
    "rounding-boundary": "39.8 GB ÷ 80 GB = 59.8%",
    "above-100-percent": "107% of 450 GB/s = 641.5 GB/s",
    "multiplied-factors": "1.5 × 2 × 1.3 = 4.9×",
    "binary-megabytes": "134,217,728 bytes = 148MB",
    "binary-kilobytes": "320KB = 387,680 bytes",
    "gb-tb-base": "51,750 GB ≈ 5.05 TB",
    "tib": "1 TiB = 1.4 TB",
    "bit-unit": "200 Gb/s = ~250 GB/s",
    "lowercase-unit": "30mb × 2 = 90mb",
    "M-suffix": "60M users × 2 = 180M users",
    "month-length": "1 TB/day = 12 TB/month",
    "rounded-month": "30M requests/month ÷ 2.5M seconds/month = 120 requests/s",
    "rate-chain": "120 GB/hour = 2.88 TB/day = 8.64 TB/month",
    "inherited-unit": "300 × 365 = 150 TB",
    "price-unit": "$0.023 × 1,000 = $230",
    "space-thousands": "1 618 × 2 = 3 237",
    "european-thousands": "1.000.000 × 2 = 3.000.000",
    "bare-decimal-point": "32 / .016 = 3,000",
    "scientific": "4.59E+14 × 2 = 8.18E+14",
    "power": "10<sup>6</sup> × 3 = 30,000",
    "escaped-operator": "10 \\* 20 = 300",
    "html-entity": "0.42&nbsp;s × 2 = 1.84&nbsp;s",
    "words-between": "96 layers / 6 per stage = 26 stages",
    "interval-ratio": "3.38 ÷ 2.59 = 1.41",
    "parens": "16*20*28 / (2*2) = 3,240",
    "rows-with-total": "| What | Cost |\n|---|---|\n| GPUs | $100 |\n| Disk | $20 |\n| Total | $150 |",
}

MISSED = [
    pytest.param("Weights per GPU: 140 GB (140 GB ÷ 8)", id="self-as-divided"),
    pytest.param("1,024 × 1,024 × 4 bytes = 4 GB", id="binary-factor"),
    pytest.param("2-4 nodes × 8 GPUs = 16-40 GPUs", id="wrong-end"),
    pytest.param("2 × 3 = 6 = 7", id="last-link"),
    pytest.param("33 GPUs (8 nodes × 4 GPUs per node)", id="count-in-brackets"),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in TRAPS.items()])
def test_a_trap_is_not_reported(text: str) -> None:
    assert contradictions(text) == []


@pytest.mark.parametrize("text", [*(pytest.param(text, id=name) for name, text in WRONG.items()), *MISSED])
def test_the_same_form_with_a_wrong_number_is_reported(text: str) -> None:
    assert contradictions(text)


UNDECIDED = {
    "seconds-of-bytes": "20 GB × 8 = 160 s",
    "two-currencies": "12 × $5 = €60",
    "billion-twice": "7B × 2 = 14TB",
    "rate-in-another-time": "20M ÷ 86,400 = 230 requests/min",
    "minutes-called-seconds": "A day has 24 × 60 = 1,440 seconds",
    "events-called-bytes": "200M events a day × 30 = 6 GB a month",
    "memory-called-gpus": "8 GPUs × 80 GB = 640 GPUs",
    "versions": "1.10 > 1.9 ✅",
}
"""What the digits bear out, or a mark may say, and the units or the words do not: nobody vouches for it."""


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in UNDECIDED.items()])
def test_what_only_the_digits_say_is_not_vouched_for(text: str) -> None:
    report = audit(parse(Source(path="plan.md", text=text + "\n")), [], book())
    assert {check.verdict for check in report.checks} <= {"open"}

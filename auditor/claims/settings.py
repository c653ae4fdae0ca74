"""Settings of a configuration file: the number is the value, the unit stands in the key (``gpu_memory_gb: 80``)."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Block, Measure, Quantity
from auditor.patterns import regex
from auditor.quantities.notation import numeral
from auditor.quantities.readings import ONE, readings

_SUFFIXES: dict[str, tuple[int, str]] = {
    "bytes": (1, "byte"), "kb": (1, "kilobyte"), "mb": (1, "megabyte"), "gb": (1, "gigabyte"), "tb": (1, "terabyte"),
    "kib": (1, "kibibyte"), "mib": (1, "mebibyte"), "gib": (1, "gibibyte"), "tib": (1, "tebibyte"),
    "mbps": (1, "megabit / second"), "gbps": (1, "gigabit / second"), "tbps": (1, "terabit / second"),
    "tbs": (1, "terabyte / second"), "gbs": (1, "gigabyte / second"),
    "ns": (1, "nanosecond"), "us": (1, "microsecond"), "ms": (1, "millisecond"),
    "s": (1, "second"), "sec": (1, "second"), "seconds": (1, "second"),
    "minutes": (1, "minute"), "hours": (1, "hour"), "days": (1, "day"),
    "percent": (1, "percent"), "pct": (1, "percent"),
    "tflops": (1, "teraflop / second"), "gflops": (1, "gigaflop / second"),
    "rps": (1, "request / second"), "qps": (1, "query / second"), "usd": (1, "usd"), "watts": (1, "watt"),
    "billion": (10**9, ""), "million": (10**6, ""), "b": (10**9, ""),
}  # fmt: skip
"""The last word of a key, and the magnitude and unit that it stands for."""
_WRITTEN = {
    "byte": "bytes", "kilobyte": "KB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB",
    "kibibyte": "KiB", "mebibyte": "MiB", "gibibyte": "GiB", "tebibyte": "TiB",
    "megabit / second": "Mb/s", "gigabit / second": "Gb/s", "terabit / second": "Tb/s",
    "terabyte / second": "TB/s", "gigabyte / second": "GB/s",
    "nanosecond": "ns", "microsecond": "µs", "millisecond": "ms", "second": "s",
    "minute": "minutes", "hour": "hours", "day": "days",
    "percent": "%", "teraflop / second": "TFLOPS", "gigaflop / second": "GFLOPS",
    "request / second": "RPS", "query / second": "QPS", "usd": "USD", "watt": "W",
}  # fmt: skip
"""How a unit is shown beside the value of a setting."""
_NUMBER = regex(r"(-?)([0-9]+(?:\.[0-9]*)?)")
"""A sign and a plain number; a version, a word or an expression is none."""
_MAGNITUDES = {10**9: "billion", 10**6: "million"}


def setting(block: Block, index: int) -> Iterator[Measure]:
    """The measure of a setting, if its value is a number."""
    text = block.text.strip()
    printed = _NUMBER.fullmatch(text)
    value = numeral(printed[2]) if printed else None
    if printed is None or value is None:
        return
    _, scale, unit = split_key(block.label)
    magnitude = ((scale, ""),) if scale != 1 else ONE
    units = [((unit, ""),)] if unit else []
    found = readings(value, magnitude=magnitude, units=units, negative=bool(printed[1]))
    span = block.span(0, len(block.text))
    quantity = Quantity(text=_shown(text, scale, unit), span=span, readings=found, exact=found[0].low == found[0].high)
    yield Measure(span=span, text=block.text, block=index, label=block.label, quantity=quantity)


def _shown(text: str, scale: int, unit: str) -> str:
    """The value with its unit behind it, as a document would print it."""
    written = _MAGNITUDES.get(scale) or _WRITTEN.get(unit, "")
    return f"{text}%" if written == "%" else f"{text} {written}".strip()


def split_key(path: str) -> tuple[str, int, str]:
    """The key without its unit suffix, and the magnitude and unit that the suffix stands for."""
    key = path.rpartition(".")[2].lower()
    stem, _, suffix = key.rpartition("_")
    if stem and suffix in _SUFFIXES:
        scale, unit = _SUFFIXES[suffix]
        return stem, scale, unit
    return key, 1, ""

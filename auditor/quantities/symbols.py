"""The closed vocabulary of written units: which registry units a printed unit can mean.

Case counts: ``Gb`` is bits and ``GB`` bytes. The first meaning is the plain one; each further one carries the
assumption that it rests on. What is not listed here is no unit, and nothing is ever guessed from its spelling.
"""

from __future__ import annotations

from typing import TypeAlias

from auditor.quantities import languages

Meaning: TypeAlias = tuple[str, str]
"""A unit expression of the registry, and what one must suppose to read the symbol so."""

PREFIXES = (
    ("k", "kilo", "kibi"),
    ("m", "mega", "mebi"),
    ("g", "giga", "gibi"),
    ("t", "tera", "tebi"),
    ("p", "peta", "pebi"),
    ("e", "exa", "exbi"),
    ("z", "zetta", "zebi"),
)
"""The letter of a prefix, and its names in steps of 1000 and of 1024."""

TIMES = {
    "nanosecond": ("ns", "nsec", "nanosecond", "nanoseconds"),
    "microsecond": ("us", "µs", "μs", "usec", "microsecond", "microseconds"),
    "millisecond": ("ms", "msec", "millis", "millisecond", "milliseconds"),
    "second": ("s", "S", "sec", "secs", "Sec", "second", "seconds", "Seconds", "seonds"),
    "minute": ("min", "mins", "minute", "minutes", "Min"),
    "hour": ("h", "hr", "hrs", "hour", "hours", "Hours"),
    "day": ("d", "day", "days", "Days"),
    "week": ("wk", "wks", "week", "weeks"),
    "month": ("mo", "mos", "month", "months", "Months"),
    "year": ("y", "yr", "yrs", "year", "years", "Years"),
}

COUNTS = {
    "token": ("token", "tokens", "tok", "toks", "Tokens"),
    "request": ("request", "requests", "req", "reqs", "Requests"),
    "query": ("query", "queries"),
    "gpu": ("GPU", "GPUs", "gpu", "gpus"),
    "user": ("user", "users", "Users"),
    "layer": ("layer", "layers"),
    "head": ("head", "heads"),
    "expert": ("expert", "experts"),
    "node": ("node", "nodes"),
    "server": ("server", "servers", "Servers"),
    "parameter": ("parameter", "parameters", "param", "params"),
    "stage": ("stage", "stages"),
    "replica": ("replica", "replicas"),
    "sequence": ("sequence", "sequences"),
    "message": ("message", "messages", "msg", "msgs"),
    "event": ("event", "events"),
    "instance": ("instance", "instances"),
    "core": ("core", "cores"),
    "sample": ("sample", "samples"),
}

PLAIN_UNITS: dict[str, tuple[Meaning, ...]] = {
    "byte": (("byte", ""),),
    "bytes": (("byte", ""),),
    "Byte": (("byte", ""),),
    "Bytes": (("byte", ""),),
    "bit": (("bit", ""),),
    "bits": (("bit", ""),),
    "bps": (("bit / second", ""),),
    "Bps": (("byte / second", ""),),
    "%": (("percent", ""),),
    "percent": (("percent", ""),),
    "pct": (("percent", ""),),
    "x": (("", ""),),
    "X": (("", ""),),
    "×": (("", ""),),
    "times": (("", ""),),
    "USD": (("usd", ""),),
    "usd": (("usd", ""),),
    "dollars": (("usd", ""),),
    "EUR": (("eur", ""),),
    "euros": (("eur", ""),),
    "GBP": (("gbp", ""),),
    "cents": (("cent", ""),),
    "g": (("gram", ""),),
    "kg": (("kilogram", ""),),
    "tonne": (("tonne", ""),),
    "tonnes": (("tonne", ""),),
    "km": (("kilometre", ""),),
    "mW": (("milliwatt", ""),),
    "GW": (("gigawatt", ""),),
    "GWh": (("gigawatt_hour", ""),),
    "TWh": (("terawatt_hour", ""),),
    "kJ": (("kilojoule", ""),),
    "MJ": (("megajoule", ""),),
    "watts": (("watt", ""),),
    "W": (("watt", ""),),
    "kW": (("kilowatt", ""),),
    "MW": (("megawatt", ""),),
    "Wh": (("watt_hour", ""),),
    "kWh": (("kilowatt_hour", ""),),
    "MWh": (("megawatt_hour", ""),),
    "J": (("joule", ""),),
    "Hz": (("hertz", ""),),
    "kHz": (("kilohertz", ""),),
    "MHz": (("megahertz", ""),),
    "GHz": (("gigahertz", ""),),
    "m": (("minute", ""),),
    "QPS": (("query / second", ""),),
    "qps": (("query / second", ""),),
    "RPS": (("request / second", ""),),
    "rps": (("request / second", ""),),
    "TPS": (("request / second", ""),),
    "tps": (("token / second", ""),),
    "IOPS": (("operation / second", ""),),
    "EPS": (("event / second", ""),),
    "ops": (("operation", ""),),
    "op": (("operation", ""),),
}

CURRENCIES = {"$": "usd", "US$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr", "₩": "krw", "₽": "rub"}

MAGNITUDES: dict[str, tuple[tuple[int, str], ...]] = {
    "k": ((10**3, ""), (2**10, "k is 1024")),
    "K": ((10**3, ""), (2**10, "K is 1024")),
    "M": ((10**6, ""), (2**20, "M is 1024²")),
    "G": ((10**9, ""), (2**30, "G is 1024³")),
    "B": ((10**9, ""),),
    "b": ((10**9, ""),),
    "bn": ((10**9, ""),),
    "Bn": ((10**9, ""),),
    "T": ((10**12, ""), (2**40, "T is 1024⁴")),
    "mil": ((10**6, ""),),
    "bil": ((10**9, ""),),
    "MM": ((10**6, ""),),
    "thousand": ((10**3, ""),),
    "million": ((10**6, ""),),
    "Million": ((10**6, ""),),
    "billion": ((10**9, ""),),
    "Billion": ((10**9, ""),),
    "trillion": ((10**12, ""),),
    "Trillion": ((10**12, ""),),
    **{word: ((scale, ""),) for scale, words in languages.MAGNITUDE_WORDS.items() for word in words},
}

MAGNITUDE_UNITS: dict[str, tuple[Meaning, ...]] = {
    "B": (("byte", "B is bytes"),),
    "b": (("bit", "b is bits"), ("byte", "b is bytes")),
    "K": (("kilobyte", "K is kilobytes"),),
    "M": (("megabyte", "M is megabytes"),),
    "G": (("gigabyte", "G is gigabytes"),),
    "T": (("terabyte", "T is terabytes"),),
}
"""Magnitude letters that can also be a unit of information: ``64G`` of memory, ``127 B`` a record."""


def _information() -> dict[str, tuple[Meaning, ...]]:
    """``KB``, ``Gb``, ``MiB``, ``Gbps`` … in the spellings that documents use."""
    table: dict[str, tuple[Meaning, ...]] = {}
    for letter, decimal, binary in PREFIXES:
        upper = letter.upper()
        byte, bit = f"{decimal}byte", f"{decimal}bit"
        for written in (f"{upper}B", f"{letter}B", f"{upper}Bs", f"{letter}b", f"{decimal}byte", f"{decimal}bytes"):
            table[written] = ((byte, ""), (f"{binary}byte", f"{written} counts in steps of 1024"))
        for written in (f"{upper}iB", f"{upper}i", f"{letter}iB"):
            table[written] = ((f"{binary}byte", ""),)
        for written in (f"{upper}bit", f"{upper}bits", f"{letter}bit", f"{decimal}bit", f"{decimal}bits"):
            table[written] = ((bit, ""),)
        table[f"{upper}b"] = ((bit, ""), (byte, f"{upper}b is meant as {decimal}bytes"))
        for written in (f"{upper}bps", f"{letter}bps", f"{upper}bit/s"):
            table[written] = ((f"{bit} / second", ""),)
        table[f"{upper}Bps"] = (
            (f"{byte} / second", ""),
            (f"{binary}byte / second", f"{upper}B counts in steps of 1024"),
        )
        table[f"{upper}iBps"] = ((f"{binary}byte / second", ""),)
    return table


def _computing() -> dict[str, tuple[Meaning, ...]]:
    """``FLOP``, ``GFLOPs``, ``TFLOPS``: work or a rate, told apart by the last letter and by what fits."""
    table: dict[str, tuple[Meaning, ...]] = {}
    for letter, decimal in (("", ""), *((letter.upper(), decimal) for letter, decimal, _ in PREFIXES)):
        unit = f"{decimal}flop"
        rate = f"{unit} / second"
        for written in (f"{letter}FLOP", f"{letter}Flop", f"{letter}flop"):
            table[written] = ((unit, ""),)
        for written in (f"{letter}FLOPs", f"{letter}Flops", f"{letter}flops"):
            table[written] = ((unit, ""), (rate, f"{written} is per second"))
        table[f"{letter}FLOPS"] = ((rate, ""), (unit, f"{letter}FLOPS is an amount of work"))
        spelled = f"{decimal}flop"
        table[spelled] = table[f"{decimal.capitalize()}FLOP"] = ((unit, ""),)
        for written in (f"{spelled}s", f"{decimal.capitalize()}FLOPs"):
            table[written] = ((unit, ""), (rate, f"{written} is per second"))
        table[f"{decimal.capitalize()}FLOPS"] = table[f"{letter}FLOPS"]
    table["TFlops"] = table["TFLOPS"]
    return table


def _spelled(units: dict[str, tuple[str, ...]]) -> dict[str, tuple[Meaning, ...]]:
    """Turn a unit with its spellings round."""
    return {written: ((unit, ""),) for unit, spellings in units.items() for written in spellings}


def _calendar() -> dict[str, tuple[Meaning, ...]]:
    """Months and years, with the lengths that authors reckon with."""
    month: tuple[Meaning, ...] = (
        ("month", ""),
        ("julian_month", "a month is 30.44 days"),
        ("calendar_month", "a month is 365/12 days"),
        ("round_month", "a month is 2.5 million seconds"),
    )
    year: tuple[Meaning, ...] = (
        ("year", ""),
        ("julian_year", "a year is 365.25 days"),
        ("commercial_year", "a year is 12 months of 30 days"),
    )
    table = dict.fromkeys((*TIMES["month"], *languages.TIMES["month"]), month)
    return table | dict.fromkeys((*TIMES["year"], *languages.TIMES["year"]), year)


def _binary(unit: str) -> tuple[Meaning, ...]:
    """The meaning of a multiple of the byte in steps of 1024."""
    note = f"{unit}s count in steps of 1024"
    return tuple((f"{binary}byte", note) for _, name, binary in PREFIXES if unit == f"{name}byte")


SYMBOLS: dict[str, tuple[Meaning, ...]] = {
    **_spelled(languages.TIMES),
    **_spelled(languages.COUNT_WORDS),
    **{word: ((unit, ""), *_binary(unit)) for unit, words in languages.INFORMATION.items() for word in words},
    **_spelled(TIMES),
    **_spelled(COUNTS),
    **_calendar(),
    **PLAIN_UNITS,
    **_computing(),
    **_information(),
}
"""Every written unit and what it can mean."""

TIME_WORDS = frozenset(word for table in (TIMES, languages.TIMES) for words in table.values() for word in words)

LONG_WORD = 4
"""From so many letters on the case of a word says nothing: ``Requests``, ``GIGABYTES``."""


def meanings(word: str) -> tuple[Meaning, ...] | None:
    """What a written unit can mean; ``None`` for a word that is no unit."""
    return SYMBOLS.get(word) or (SYMBOLS.get(word.lower()) if len(word) >= LONG_WORD else None)


def magnitudes(word: str) -> tuple[tuple[int, str], ...] | None:
    """What a magnitude multiplies by; ``None`` for a word that is none."""
    return MAGNITUDES.get(word) or (MAGNITUDES.get(word.lower()) if len(word) >= LONG_WORD else None)


def is_time(word: str) -> bool:
    """Whether a word is a unit of time."""
    return word in TIME_WORDS or (len(word) >= LONG_WORD and word.lower() in TIME_WORDS)

"""Times of several programs taken in turns, and what may be said of them: only ratios within one round."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from peer_programs import NotObtainedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds of each program in each round, and why those are missing that are."""

    rounds: tuple[Mapping[str, float], ...]
    missing: Mapping[str, NotObtainedError] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a program has a time in every round."""
        return bool(self.rounds) and all(name in each for each in self.rounds)

    def seconds(self, name: str) -> float:
        """The median of the rounds."""
        return statistics.median(each[name] for each in self.rounds)

    def ratio(self, over: str, under: str) -> float:
        """The median of one program's time ÷ another's, each pair of the same round."""
        return statistics.median(self._ratios(over, under))

    def spread(self, over: str, under: str) -> tuple[float, float]:
        """The least and the greatest of those ratios: where they lie far apart, the median says little."""
        ratios = self._ratios(over, under)
        return min(ratios), max(ratios)

    def _ratios(self, over: str, under: str) -> list[float]:
        return [each[over] / each[under] for each in self.rounds]


def in_turns(names: Sequence[str], rounds: int, timed: Callable[[str], float]) -> Times:
    """Rounds of all the programs, each second one backwards, after one that does not count.

    A program whose run raises ``NotObtainedError`` is not run again, and has no times.
    """
    missing: dict[str, NotObtainedError] = {}
    kept = []
    for number in range(rounds + 1):
        row = {}
        for name in names if number % 2 else reversed(names):
            if name not in missing:
                try:
                    row[name] = timed(name)
                except NotObtainedError as error:
                    missing[name] = error
        if number:
            kept.append(row)
    complete = [{name: spent for name, spent in row.items() if name not in missing} for row in kept]
    return Times(rounds=tuple(complete), missing=missing)

"""Where the characters of a text stand in the file, without a number for each of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload


class Runs(Sequence[int]):
    """Offsets that count up one by one but for a few jumps.

    The run ``i`` begins at index ``starts[i]`` with the offset ``offsets[i]``; the first begins at index 0.
    """

    __slots__ = ("_length", "_offsets", "_starts")

    def __init__(self, starts: Sequence[int], offsets: Sequence[int], length: int) -> None:
        self._starts = tuple(starts)
        self._offsets = tuple(offsets)
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[int, ...]: ...

    def __getitem__(self, index: int | slice) -> int | tuple[int, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(self._length)))
        at = index + self._length if index < 0 else index
        if not 0 <= at < self._length:
            raise IndexError("no such character")
        run = bisect_right(self._starts, at) - 1
        return self._offsets[run] + at - self._starts[run]

    def __iter__(self) -> Iterator[int]:
        for start, end, offset in self.pieces(0, self._length):
            yield from range(offset, offset + end - start)

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The runs that ``start`` to ``end`` is made of: start, end, and the offset of the start."""
        run = bisect_right(self._starts, start) - 1
        while start < end:
            following = self._starts[run + 1] if run + 1 < len(self._starts) else end
            stop = min(following, end)
            yield start, stop, self._offsets[run] + start - self._starts[run]
            start, run = stop, run + 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(other) == self._length and all(map(int.__eq__, self, other))

    def __hash__(self) -> int:
        return hash((self._starts, self._offsets, self._length))

    def __repr__(self) -> str:
        return f"Runs({self._starts}, {self._offsets}, {self._length})"


def lines_place(content: str, starts: Sequence[int]) -> Runs | range:
    """Where the characters of lines stand that begin at ``starts``."""
    if len(starts) == 1:
        return range(starts[0], starts[0] + len(content))
    lengths = [len(line) + 1 for line in content.split("\n")]
    # White space that only Unicode calls so may have been a last line.
    return Runs([0, *accumulate(lengths[:-1])], starts[: len(lengths)], len(content))

"""Numbers of headings: 一、 （一） 1. （1）, in the order that GB/T 9704-2012 (7.3.3) lays down."""

from __future__ import annotations

LEVELS = 4
_DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 100 in Chinese numerals.

    >>> [chinese(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def number_of(level: int, count: int) -> str:
    """The number that stands before the `count`-th heading of a level.

    >>> [number_of(level, 2) for level in (1, 2, 3, 4)]
    ['二、', '（二）', '2.', '（2）']
    """
    return (f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}.", f"（{count}）")[level - 1]


class Counter:
    """Counts headings; a heading starts the levels below it anew."""

    def __init__(self) -> None:
        self._counts = [0] * LEVELS

    def next(self, level: int) -> str:
        """The number of the next heading of this level. ValueError for a level that the standard does not have."""
        if not 1 <= level <= LEVELS:
            raise ValueError(f"headings have level 1 to {LEVELS}, not {level}")
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (LEVELS - level)
        return number_of(level, self._counts[level - 1])

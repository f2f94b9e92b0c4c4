"""Numbers as Chinese official writing has them: 20, ２０, 二十, 二〇二五, 10万, 1.5亿."""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
SMALL_POWERS = {"十": 10, "百": 100, "千": 1000}
LARGE_POWERS = {"万": 10_000, "亿": 100_000_000}

#: Characters of a Chinese number, for use inside a regular-expression class.
CHINESE = "〇零一二两三四五六七八九十百千万亿"

#: Full-width digits, letters and signs to half width, one character to one, so that positions stay.
HALF_WIDTH = {
    **{ord("０") + i: ord("0") + i for i in range(10)},
    **{ord("Ａ") + i: ord("A") + i for i in range(26)},
    **{ord("ａ") + i: ord("a") + i for i in range(26)},
    ord("％"): ord("%"),
    ord("．"): ord("."),
    ord("＋"): ord("+"),
    ord("\u3000"): ord(" "),
    ord("\xa0"): ord(" "),
}


def half_width(text: str) -> str:
    """The same text with half-width digits, letters and percent signs; its length is unchanged.

    >>> half_width("达到２０．５％")
    '达到20.5%'
    """
    return text.translate(HALF_WIDTH)


def parse_chinese(text: str) -> int | None:
    """The value of a number in Chinese characters, or None where it is none.

    >>> [parse_chinese(t) for t in ("十", "二十三", "一百零五", "两千", "十万", "二〇二五", "万")]
    [10, 23, 105, 2000, 100000, 2025, None]
    """
    if not text or any(c not in CHINESE for c in text):
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in SMALL_POWERS:
            if digit is None and (char != "十" or section % 100):
                return None
            section += (1 if digit is None else digit) * SMALL_POWERS[char]
            digit = None
        else:
            section += digit or 0
            if not section:
                return None
            total = (total + section) * LARGE_POWERS[char]
            section, digit = 0, None
    return total + section + (digit or 0)


def to_chinese(value: int) -> str:
    """A whole number from 1 to 99 as a heading writes it.

    >>> [to_chinese(n) for n in (4, 10, 12, 20, 35)]
    ['四', '十', '十二', '二十', '三十五']
    """
    names = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    if not 0 < value < 100:
        return str(value)
    return ("" if not tens else "十" if tens == 1 else names[tens] + "十") + (names[ones] if ones else "")


def parse_number(text: str) -> int | float | None:
    """A number in any script the plans use, with its 万 or 亿; None where it is none.

    >>> [parse_number(t) for t in ("20", "10万", "1.5亿", "1,200", "２０", "五", "百")]
    [20, 100000, 150000000, 1200, 20, 5, None]
    """
    text = half_width(text).replace(",", "").replace(" ", "")
    power = 1
    while text and text[0] in "0123456789" and text[-1] in "十百千万亿":
        power *= (SMALL_POWERS | LARGE_POWERS)[text[-1]]
        text = text[:-1]
    try:
        value = float(text)
    except ValueError:
        return parse_chinese(text)
    return plain(value * power)


def plain(value: float) -> int | float:
    """An int where the value is whole; otherwise rounded to ten digits against binary noise."""
    value = round(value, 10)
    return int(value) if value == int(value) else value

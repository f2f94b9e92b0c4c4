"""The measures of GB/T 9704-2012 in the units of WordprocessingML, and the fonts with what stands in for them."""

from __future__ import annotations

from dataclasses import dataclass

# Page, in millimetres (5.1, 5.2.1): A4, upper margin 37, binding margin 28, type area 156 × 225.
PAGE = (210, 297)
TOP, LEFT, RIGHT, BOTTOM = 37, 28, 26, 35
WIDTH, HEIGHT = 156, 225
LINES, CHARACTERS = 22, 28  # 5.2.3

# Sizes of type in points: 2号, 3号, 4号, 小四.
SIZE_TITLE, SIZE_BODY, SIZE_PAGE_NUMBER, SIZE_TABLE = 22, 16, 14, 12
POINT = 72 / 25.4  # points per millimetre
# Pitch of lines and characters in twentieths of a point: 225 mm ÷ 22 and 156 mm ÷ 28, rounded down so that the last one fits.
LINE = int(HEIGHT * POINT * 20 / LINES)
CHARACTER = int(WIDTH * POINT * 20 / CHARACTERS)
TITLE_LINE, TABLE_LINE = 700, 360
# What 28 characters of the body need between each other to fit, in twentieths of a point. Set as spacing of the type and not as a
# grid of characters, because LibreOffice sets such a grid twice as wide as Word does.
CHARACTER_SPACE = CHARACTER - SIZE_BODY * 20
# The dash of the page number stands 7 mm below the type area (7.5); it lies half a line below the top of its line.
FOOTER = BOTTOM - 7 - SIZE_PAGE_NUMBER / 2 / POINT
RED = "E60012"


@dataclass(frozen=True, slots=True)
class Font:
    """A typeface with other names under which the same design is sold, and its family for a machine that has none of them."""

    name: str
    others: str
    family: str
    panose: str


TITLE = Font("方正小标宋简体", "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,Noto Serif CJK SC,宋体", "roman", "02010601030101010101")
BODY = Font("仿宋_GB2312", "FangSong_GB2312,仿宋,FangSong,华文仿宋,方正仿宋_GBK,Noto Serif CJK SC,宋体", "roman", "02010609030101010101")
KAI = Font("楷体_GB2312", "KaiTi_GB2312,楷体,KaiTi,华文楷体,STKaiti,方正楷体_GBK,Noto Serif CJK SC,宋体", "roman", "02010609030101010101")
HEI = Font("黑体", "SimHei,华文黑体,STHeiti,方正黑体_GBK,Noto Sans CJK SC,微软雅黑", "swiss", "02010609060101010101")
SONG = Font("宋体", "SimSun,华文宋体,STSong,方正书宋_GBK,Noto Serif CJK SC", "roman", "02010600030101010101")
FONTS = (TITLE, BODY, KAI, HEI, SONG)
LATIN = "Times New Roman"


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * POINT * 20)

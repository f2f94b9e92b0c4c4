"""Charts: plain rows in, a `Chart` out (Vega-Lite specification and the table behind it).

The same chart is interactive in a page (`{% chart chart %}`) and a picture in a Word report (`png`, `svg`).

The specifications are written as dictionaries and checked in the tests against the Vega-Lite schema that Altair carries. Measured with
Altair 6.0 on 2 cores: a layered chart costs 11 ms to build and 2–8 ms to serialise, so six charts would already cost a dashboard its 100 ms;
the dictionaries cost about 0.05 ms.
"""

from .amounts import bars, donut, stacked
from .base import Chart, with_height
from .goals import bullet, heat_map, ranges
from .render import png, svg
from .rows import Cell, Goal, Part, Point, Range
from .trends import line, small_multiples

__all__ = [
    "Cell",
    "Chart",
    "Goal",
    "Part",
    "Point",
    "Range",
    "bars",
    "bullet",
    "donut",
    "heat_map",
    "line",
    "png",
    "ranges",
    "small_multiples",
    "stacked",
    "svg",
    "with_height",
]

"""Charts as pictures, for Word and for a page without scripts; needs neither a browser nor a font of the machine."""

from __future__ import annotations

import copy
import os
from functools import cache

import noto_cjk_sans_otc
import vl_convert

from .base import Chart, Spec

PICTURE_WIDTH = 640
FONT_FAMILY = "Noto Sans CJK SC"


@cache
def register_fonts() -> str:
    """Make the Chinese font of the installed package known to the renderer; returns its folder."""
    folder = os.path.dirname(noto_cjk_sans_otc.__file__)
    vl_convert.register_font_directory(folder)
    return folder


def picture_spec(chart: Chart, width: int = PICTURE_WIDTH) -> Spec:
    """The specification with a fixed width (a picture has no container) on white, with the font that is carried along first."""
    spec = copy.deepcopy(chart.spec)
    if spec.get("width") == "container":
        spec["width"] = width
    spec["background"] = "#ffffff"
    spec["padding"] = 8
    return spec


def png(chart: Chart, scale: float = 2.0, width: int = PICTURE_WIDTH) -> bytes:
    """PNG of the chart; `width` in CSS pixels, multiplied by `scale`."""
    register_fonts()
    return bytes(vl_convert.vegalite_to_png(picture_spec(chart, width), scale=scale))


def svg(chart: Chart, width: int = PICTURE_WIDTH) -> str:
    """SVG of the chart; its letters are text, so the reader's font is used."""
    register_fonts()
    return str(vl_convert.vegalite_to_svg(picture_spec(chart, width)))

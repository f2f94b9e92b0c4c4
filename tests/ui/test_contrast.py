"""Colour pairs of the tokens reach WCAG 2.2 AA: 4.5 for text, 3 for marks and borders; the large-type mode reaches 7 for text."""

import re
from pathlib import Path

import pytest

import kepu.ui

STATIC = Path(kepu.ui.__file__).parent / "static" / "ui"
STATUSES = ("green", "amber", "red", "grey")


def tokens() -> dict[str, dict[str, str]]:
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    found = {}
    for selector, body in re.findall(r"(:root|html\[data-elder\]|body\.wallscreen) \{(.*?)\n\}", text, re.S):
        found[selector] = dict(re.findall(r"--c-([\w-]+): (#[0-9a-f]{6});", body))
    base = found[":root"]
    return {
        "light": base,
        "elder": base | found["html[data-elder]"],
        "wallscreen": base | found["body.wallscreen"],
    }


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_agrees_with_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("page", "surface", "surface-2", "surface-3")],
    *[(ink, ground) for ink in ("link", "red") for ground in ("page", "surface", "surface-2", "surface-3")],
    *[(status, ground) for status in (*STATUSES, "info") for ground in (f"{status}-soft", "surface", "page")],
    *[("ink", f"{status}-soft") for status in (*STATUSES, "info")],
    ("primary-ink", "primary"),
    ("primary-ink", "primary-strong"),
    ("primary-strong", "primary-soft"),
    ("primary-strong", "surface"),
    ("primary", "surface"),
    ("ink-2", "primary-soft"),
    ("accent", "accent-soft"),
    ("accent", "surface"),
]
MARK_PAIRS = [
    *[(f"{status}-mark", ground) for status in STATUSES for ground in ("surface", "page", "surface-2")],
    *[("line-strong", ground) for ground in ("surface", "page", "surface-2")],
    *[("focus", ground) for ground in ("surface", "page", "surface-3")],
]


@pytest.mark.parametrize("mode", ["light", "elder", "wallscreen"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(mode, ink, ground):
    colours = tokens()[mode]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "link", *STATUSES])
def test_large_type_mode_has_enhanced_contrast(ink):
    colours = tokens()["elder"]
    assert contrast(colours[ink], colours["surface"]) >= 7


@pytest.mark.parametrize("mode", ["light", "elder", "wallscreen"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_marks_and_borders_can_be_seen(mode, mark, ground):
    colours = tokens()[mode]
    assert contrast(colours[mark], colours[ground]) >= 3

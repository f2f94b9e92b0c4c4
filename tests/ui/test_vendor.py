"""The script that draws charts is the one that the installed vl-convert makes, and needs no `eval`."""

from kepu.ui.vendor import BUNDLE, bundle


def test_the_bundle_is_what_the_installed_package_makes():
    assert BUNDLE.read_text(encoding="utf-8") == bundle(), "run: python -m kepu.ui.vendor"


def test_the_bundle_carries_the_expression_interpreter():
    assert "expressionInterpreter" in bundle()


def test_the_licences_stand_beside_the_bundle():
    text = (BUNDLE.parent / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("vega", "vega-lite", "vega-embed", "vega-interpreter", "lodash.debounce", "d3-array"):
        assert f"\n{name} " in text

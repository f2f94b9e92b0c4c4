"""Writes the third-party script that draws charts in the browser: `python -m kepu.ui.vendor`."""

from __future__ import annotations

from pathlib import Path

import vl_convert

BUNDLE = Path(__file__).parent / "static" / "ui" / "vendor" / "vega.js"


def bundle() -> str:
    """Vega, Vega-Lite, Vega-Embed and the expression interpreter as one script; the same text for the same vl-convert."""
    # The stub of the package asks for a snippet; at run time there is a default one, which puts vegaEmbed on the window.
    return str(vl_convert.javascript_bundle())  # type: ignore[call-arg]


if __name__ == "__main__":
    BUNDLE.write_text(bundle(), encoding="utf-8")

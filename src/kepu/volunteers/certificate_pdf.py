"""A certificate as one page of PDF: drawn as SVG, with its Chinese font embedded."""

from __future__ import annotations

import vl_convert
from django.template.loader import render_to_string
from django.utils import timezone
from segno import make_qr

from kepu.ui.charts.render import FONT_FAMILY, register_fonts
from kepu.ui.formats import cn_date

from .models import Certificate
from .queries.people import in_hours

QR_SIZE = 110


def certificate_pdf(certificate: Certificate, address: str) -> bytes:
    """The page; `address` is where everybody can verify it."""
    register_fonts()
    return bytes(vl_convert.svg_to_pdf(certificate_svg(certificate, address)))


def certificate_svg(certificate: Certificate, address: str) -> str:
    """The page as SVG of 595 × 842 points (A4)."""
    code = make_qr(address, error="m")
    modules = code.symbol_size(border=0)[0]
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix_iter(border=0)) for x, dark in enumerate(row) if dark)
    context = {
        "certificate": certificate,
        "font": FONT_FAMILY,
        "hours": in_hours(certificate.minutes),
        "first_day": cn_date(certificate.first_day),
        "last_day": cn_date(certificate.last_day),
        "issued_on": cn_date(timezone.localtime(certificate.issued_at).date()),
        "stars": "★" * certificate.stars,
        "code": spaced(certificate.code),
        "squares": squares,
        "scale": round(QR_SIZE / modules, 4),
        "address": address,
    }
    return render_to_string("volunteers/certificate.svg", context)


def spaced(code: str) -> str:
    """ABCD EFGH JKLM, as a person reads it out."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))

"""An address as a QR code."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString

# Four modules of white around it, as the standard asks; without them some phones see nothing.
QUIET = 4


def qr_code(address: str) -> SafeString:
    """The code of an address as SVG, black on white in every appearance; empty if none holds it."""
    try:
        made = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        return SafeString("")
    svg = made.svg_inline(
        border=QUIET, omitsize=True, light="#fff", dark="#000", svgclass="qr__svg"
    )
    return SafeString(svg.replace("<svg ", '<svg role="img" aria-label="QR code of this page" ', 1))

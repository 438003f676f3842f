"""Drawing: a text as a QR code that the page itself carries."""

import io

import segno
from django.utils.safestring import SafeString


def qr(text: str) -> SafeString:
    """The QR code as SVG, as large as the page makes it; without styles, which the security policy of pages forbids."""
    out = io.BytesIO()
    # Without width and height the drawing has a view box, and is scaled; with them it would be cut off.
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True, svgclass="qr",
        lineclass=None,
    )  # fmt: skip
    return SafeString(out.getvalue().decode())

"""Drawing: a text as a QR code that the page itself carries."""

import io

import segno
from django.utils.safestring import SafeString


def qr(text: str, *, scale: int = 5) -> SafeString:
    """The QR code as SVG without styles, which the content security policy would not let through."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=scale, border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=False,
        svgclass="qr", lineclass=None,
    )  # fmt: skip
    return SafeString(out.getvalue().decode())

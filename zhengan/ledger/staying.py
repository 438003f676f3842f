"""Asking another server, and no other: an answer that points elsewhere is not followed.

Whom we ask is named by the firm; where such a server sends us is not, and may be a service inside the firm's network
that speaks to nobody else (SSRF).
"""

from typing import Any
from urllib.request import HTTPRedirectHandler, build_opener


class _Stay(HTTPRedirectHandler):
    """Goes nowhere else than where it was sent; the answer that points elsewhere is an HTTPError."""

    def redirect_request(self, *_given: Any) -> None:
        """Follow nothing."""


STAYING = build_opener(_Stay)

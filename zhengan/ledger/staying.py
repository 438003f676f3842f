"""Asking addresses of the configuration over HTTP: nowhere else than where one was sent."""

from typing import Any
from urllib.request import HTTPRedirectHandler, build_opener


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        """Follow nothing: a redirect is an error."""


opener = build_opener(_Stay)

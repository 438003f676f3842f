"""A signed-in security officer who visits pages, for the benchmarks of the web face."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.test import Client

from zhengan.faces.cli.settling import settle
from zhengan.identity.models import OfficeHeld


class Visitor:
    """Somebody who runs the security of the firm, with a browser."""

    def __init__(self, office: str = "security_officer") -> None:
        settings.ALLOWED_HOSTS = ["*"]
        held = OfficeHeld.objects.filter(office=office, user__is_active=True).select_related("user").first()
        assert held is not None, f"the demonstration firm has a {office}"
        held.user.must_change_password = False
        held.user.save(update_fields=["must_change_password"])
        self.user = held.user
        self._client = Client()
        self._client.force_login(held.user)
        settle()  # as the server does

    def get(self, path: str) -> Any:
        """Visit a page."""
        answer: Any = self._client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer

    def post(self, path: str, data: Mapping[str, Any]) -> Any:
        """Send a form that must be taken."""
        answer: Any = self._client.post(path, data)
        assert answer.status_code == 302, (path, answer.status_code, answer.content[:500])
        return answer

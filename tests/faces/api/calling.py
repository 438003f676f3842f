"""How the tests call the API."""

import json
from typing import Any

from django.test import Client

UNITS = "/api/organization/unit/"


def send(client: Client, method: str, url: str, body: Any = None, **headers: str) -> Any:
    content = body if isinstance(body, (bytes, str)) else json.dumps(body or {})
    return client.generic(method, url, content, content_type="application/json", headers=headers)


def told(answer: Any) -> dict[str, Any]:
    return answer.json()["error"]

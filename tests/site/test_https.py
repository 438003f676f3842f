"""With `ZHENGAN_HTTPS=1`, as a firm runs it: nothing of anybody goes over a line that others can read."""

import json
import logging
import re
from pathlib import Path

from django.conf import settings

from tests.program import python

ASKING = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0, interactive=False)
page = Client().get("/sign-in/", secure=True)
chosen = Client().post("/i18n/setlang/", {"language": "en"}, secure=True)
plain = {path: Client().get(path) for path in ("/sign-in/", "/api/")}
print(json.dumps({
    "headers": dict(page.headers),
    "cookies": {name: dict(one) for answer in (page, chosen) for name, one in answer.cookies.items()},
    "plain": {path: [one.status_code, one.headers.get("Location", "")] for path, one in plain.items()},
    "names": [settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME],
}))
"""


def test_over_tls_alone(tmp_path: Path) -> None:
    told = json.loads(python(tmp_path, ASKING, ZHENGAN_HTTPS="1", ZHENGAN_HOSTS="testserver").splitlines()[-1])
    assert told["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    # Pages lead on to TLS; a program that forgot it is refused, or it would go on telling its token to everybody.
    assert told["plain"]["/sign-in/"] == [301, "https://testserver/sign-in/"]
    assert told["plain"]["/api/"] == [403, ""]
    assert told["names"] == ["__Host-session", "__Host-known"]
    assert {"__Host-csrftoken", "__Host-language"} <= told["cookies"].keys()
    for name, cookie in told["cookies"].items():
        assert name.startswith("__Host-")
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Lax"), name


def test_the_servers_log_says_when_with_its_offset() -> None:
    said = settings.LOGGING["formatters"]["line"]
    line = logging.Formatter(said["format"], said["datefmt"]).format(logging.makeLogRecord({"msg": "x"}))
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ", line)

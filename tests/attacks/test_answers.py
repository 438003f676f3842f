"""What every answer says to browsers and proxies: keep nothing of it, run nothing but ours."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.attacks.live import content_of
from tests.attacks.test_forgery import addresses
from tests.cast import Cast
from tests.faces.web.conftest import make_system
from zhengan.faces.web.places import record_url


def test_cache_of_private_pages(cast: Cast, judged: None) -> None:
    """No page, file or refusal for somebody who is signed in is kept by a browser or a proxy."""
    system = make_system(cast, code="TRADE", name="網路下單系統")
    client = cast.client("it_manager")
    mine = [record_url(system.register, system.no, *more) for more in ((), ("print",))]
    for url in [*addresses().values(), *mine]:
        answer = client.get(url)
        assert answer.status_code < 500, url
        content_of(answer)
        assert "no-store" in answer.headers["Cache-Control"], (url, answer.status_code)
        assert "public" not in answer.headers["Cache-Control"], url


def test_cache_of_answers_of_the_api(cast: Cast, judged: None) -> None:
    """What a program reads in somebody's name is his alone: list, record, history, description, refusals."""
    client, no = cast.client("it_manager"), cast.units["it"].no
    for path in ("", "openapi.json", "clauses/", "clauses/7.1/", "organization/unit/", f"organization/unit/{no}/",
                 f"organization/unit/{no}/history/", f"organization/unit/{no}/attachments/", "nowhere/"):  # fmt: skip
        for one in (client, Client()):
            answer = one.get(f"/api/{path}")
            assert "no-store" in answer.headers["Cache-Control"], path
            assert "Authorization" in answer.headers["Vary"], path


def test_static_files_are_nobodys_and_are_kept(db: None) -> None:
    """What is the same for everybody may be kept: it says so, and holds nothing of anybody."""
    answer = Client().get("/static/zhengan/zhengan.js")
    assert content_of(answer)
    assert "max-age" in answer.headers["Cache-Control"]
    assert "no-store" not in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_framing_sniffing_and_inline_script(cast: Cast) -> None:
    """No page is framed, guessed at, or runs what stands in it."""
    answer = cast.client("employee").get(reverse("today"))
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/sign-in/", "/", "/api/"])
def test_nothing_answers_to_trace(cast: Cast, address: str) -> None:
    """A request that was meant to show a proxy what it sent shows no script the cookies of somebody."""
    assert cast.client("employee").generic("TRACE", address).status_code == 405

"""Saved views and personal looks at their edges: told why, nothing lost, no way out of the site."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from zhengan.faces.web.places import register_url
from zhengan.kernel.models import SavedView
from zhengan.kernel.register import register

ONE = register("assets.info_system")
URL = register_url(ONE, "saved-views")


@pytest.mark.parametrize("name", ["", "   "])
def test_a_view_needs_a_name(cast: Cast, name: str) -> None:
    answer = cast.client("it_manager").post(URL, {"name": name, "query": "kind=web"})
    assert answer.status_code == 400
    assert "請為檢視命名" in answer.text or "名稱" in answer.text
    assert "kind=web" in answer.text
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_views_but_a_known_one_can_be_renewed(cast: Cast) -> None:
    client = cast.client("it_manager")
    for number in range(20):
        client.post(URL, {"name": f"檢視{number}", "query": "q=a"})
    answer = client.post(URL, {"name": "再一個", "query": "q=b"})
    assert answer.status_code == 400
    assert "20" in answer.text
    assert client.post(URL, {"name": "檢視3", "query": "q=c&page=7"}).url == f"{register_url(ONE)}?q=c"
    assert SavedView.objects.count() == 20
    assert SavedView.objects.get(name="檢視3").query == "q=c"


@pytest.mark.parametrize("forget", ["²", "9" * 40, "x", "-1"])
def test_forgetting_what_is_no_view_forgets_nothing(cast: Cast, forget: str) -> None:
    client = cast.client("it_manager")
    client.post(URL, {"name": "檢視", "query": "q=a"})
    assert client.post(URL, {"forget": forget}).status_code in (302, 400)
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "kept"), [("en", "en"), ("xx", settings.LANGUAGE_CODE), ("", settings.LANGUAGE_CODE)]
)
def test_who_is_not_signed_in_chooses_a_tongue_too(db: None, given: str, kept: str) -> None:
    client = Client()
    answer = client.post(reverse("set-language"), {"language": given, "next": reverse("sign-in")})
    assert answer.url == reverse("sign-in")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == kept
    assert f'lang="{"en" if kept == "en" else "zh-Hant-TW"}"' in client.get(reverse("sign-in")).text


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_choice_never_leads_out_of_the_site(cast: Cast, away: str) -> None:
    for name, data in (("set-language", {"language": "en"}), ("set-theme", {"theme": "dark"})):
        assert cast.client("employee").post(reverse(name), data | {"next": away}).url == "/"


def test_an_odd_look_is_that_of_the_device(cast: Cast) -> None:
    cast.client("employee").post(reverse("set-theme"), {"theme": "pink"})
    assert cast.user("employee").theme == "auto"

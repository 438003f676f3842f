"""A form that is posted twice is carried out once, and leads to the same place."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.faces.web.test_records import course, typed
from tests.faces.web.test_report import SAID, incidents
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel.models import Attachment, Comment
from zhengan.kernel.register import register
from zhengan.ledger.models import Entry

# As a browser sends it: masked anew on every page that is shown.
ONE_PAGE, OTHER_PAGE = ({"csrfmiddlewaretoken": letter * 64} for letter in "ab")
TRAININGS = register("organization.training")


def test_a_new_record_is_recorded_once(cast: Cast) -> None:
    client, url = cast.client("hr"), register_url(TRAININGS, "new")
    first, again = (client.post(url, course(cast) | ONE_PAGE) for _ in range(2))
    assert TRAININGS.record.objects.count() == 1
    assert first.url == again.url == record_url(TRAININGS, TRAININGS.record.objects.get().no)
    client.post(url, course(cast) | OTHER_PAGE)
    client.post(url, course(cast, title="另一門課") | ONE_PAGE)  # back, and another is meant
    assert TRAININGS.record.objects.count() == 3


def test_what_was_wrong_may_be_posted_again(cast: Cast) -> None:
    client, url = cast.client("it_manager"), register_url(register("assets.info_system"), "new")
    wrong = typed(cast, code="") | ONE_PAGE
    assert [client.post(url, wrong).status_code for _ in range(2)] == [400, 400]
    assert client.post(url, typed(cast) | ONE_PAGE).status_code == 302
    # An act that refuses, not the form: nothing is remembered of it.
    same = typed(cast) | OTHER_PAGE
    assert [client.post(url, same).status_code for _ in range(2)] == [400, 400]


def test_a_change_is_saved_once(cast: Cast, trading: Any) -> None:
    client, url = cast.client("it_manager"), record_url(trading.register, trading.no, "edit")
    mine = typed(cast, code="TRADE", version=1) | ONE_PAGE
    assert [client.post(url, mine).status_code for _ in range(2)] == [302, 302]
    trading.refresh_from_db()
    assert trading.version == 2


@pytest.mark.parametrize(
    ("address", "data", "model"),
    [("talk", {"text": "請看"}, Comment), ("attach", {"note": "檢測"}, Attachment)],
    ids=["remark", "file"],
)
def test_a_remark_and_a_file_are_added_once(
    cast: Cast, trading: Any, address: str, data: dict[str, Any], model: Any
) -> None:
    client, url = cast.client("it_manager"), record_url(trading.register, trading.no, address)
    sent = [
        client.post(url, data | ONE_PAGE | {"files": SimpleUploadedFile("a.txt", b"x")}).status_code for _ in range(2)
    ]
    assert (sent, model.objects.count()) == ([302, 302], 1)


def test_an_incident_is_reported_once(client: Client, cast: Cast) -> None:
    answers = [client.post(reverse("incident-report"), SAID | ONE_PAGE) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("incident-thanks")] * 2
    assert incidents().count() == 1
    assert incidents().get().no in client.get(reverse("incident-thanks")).text


def test_a_sheet_is_brought_in_once(cast: Cast) -> None:
    one = register("organization.unit")
    client, url = cast.client("hr"), register_url(one, "import")
    sheet = SimpleUploadedFile("units.csv", b"code,name,kind\nB1,x,branch\n")
    preview = client.post(url, {"sheet": sheet} | ONE_PAGE).context
    confirm = {"file": preview["file"], "digest": preview["preview"].digest, "confirm": "1"} | OTHER_PAGE
    assert [client.post(url, confirm).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.filter(act="import_file").count() == 1


def test_a_step_is_taken_once_and_the_second_is_told_why(cast: Cast, change: Any) -> None:
    client, url = cast.client("developer"), record_url(change.register, change.no, "move", "submitted")
    client.post(url, {"version": change.version} | ONE_PAGE)
    again = client.post(url, {"version": change.version} | ONE_PAGE)
    assert again.status_code in (403, 409)
    assert Entry.objects.filter(act="move:draft-submitted").count() == 1

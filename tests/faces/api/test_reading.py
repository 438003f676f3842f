"""Reading through the API: the same rules as everywhere, every outcome in JSON."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.cast import Cast
from tests.faces.api.calling import UNITS, told
from tests.samples import sample
from zhengan.kernel.register import Register, registers
from zhengan.ledger.models import Entry


def test_the_index_lists_what_one_may_open(cast: Cast) -> None:
    everything = {one["code"]: one for one in cast.client("ciso").get("/api/").json()["registers"]}
    assert set(everything) == {one.code for one in registers()}
    few = {one["code"] for one in cast.client("employee").get("/api/").json()["registers"]}
    assert "access.account" not in few
    assert everything["organization.unit"]["may_create"] is False
    assert cast.client("hr").get(everything["organization.unit"]["url"]).status_code == 200


def test_a_list_in_pages_with_filters_as_in_the_web(cast: Cast) -> None:
    client = cast.client("hr")
    first = client.get(f"{UNITS}?size=3&order=code").json()
    assert (first["total"], first["pages"], len(first["results"])) == (len(cast.units), 3, 3)
    last = client.get(f"{UNITS}?size=3&order=code&page=3").json()
    assert len(last["results"]) == len(cast.units) - 6
    assert client.get(f"{UNITS}?page=99").json()["results"] == []
    (only,) = client.get(f"{UNITS}?q=資訊部").json()["results"]
    assert only["values"]["code"] == "I10"
    assert client.get(f"{UNITS}?size=100000").json()["size"] == 200


@pytest.mark.parametrize(
    "query", ["kind=moon", "nonsense=1", "page=0", "page=x", "size=-1", "order=password", "page=٣"]
)
def test_a_filter_that_means_nothing_is_an_error(cast: Cast, query: str) -> None:
    answer = cast.client("hr").get(f"{UNITS}?{query}")
    assert (answer.status_code, told(answer)["code"]) == (400, "filter")


@pytest.mark.parametrize("one", registers(), ids=lambda one: one.code)
def test_a_list_takes_few_queries_however_many_rows(one: Register, cast: Cast) -> None:
    client = cast.client("ciso")
    if not cast.actor("ciso").holds(*one.readers, *one.makers):
        pytest.skip("not for this office")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/api/{one.path}/").status_code == 200
        return len(found)

    sample(one)
    few = queries()
    for _ in range(4):
        sample(one)
    assert queries() == few <= 12


def test_one_record_with_lines_moves_and_submission(cast: Cast) -> None:
    course = make.training(cast, [cast.employee], state="held")
    found = cast.client("other_hr").get(f"/api/organization/training/{course.no}/").json()
    assert found["values"]["hours"] == "3"
    assert found["lines"]["attendees"][0]["person"] == {
        "id": cast.employee.pk, "no": cast.employee.no, "text": "曾雅文"
    }  # fmt: skip
    (confirm,) = [move for move in found["moves"] if move["target"] == "confirmed"]
    assert confirm["is_approval"] is True
    assert len(found["submission"]["digest"]) == 64


def test_nobody_reads_what_is_not_his_and_the_try_is_recorded(cast: Cast) -> None:
    account = make.account(cast, make.info_system(cast))
    client = cast.client("customer_service")
    answer = client.get(f"/api/access/account/{account.no}/")
    assert (answer.status_code, told(answer)["code"]) == (403, "refused")
    entry = Entry.objects.get(act="refused")
    assert (entry.record_no, entry.via, entry.actor_id) == (account.no, "api", cast.user("customer_service").pk)
    assert client.get("/api/access/account/ACC-2026-9999/").status_code == 404


def test_confidential_fields_are_shown_on_request_to_who_may_and_that_is_an_act(cast: Cast) -> None:
    finding = make.finding(cast)
    url = f"/api/assurance/finding/{finding.no}/"
    hidden = set(finding.register.confidential)
    client = cast.client("ciso")
    assert not hidden & set(client.get(url).json()["values"])
    assert told(client.get(f"{url}?reveal=1"))["code"] == "reason"
    assert not Entry.objects.filter(act="read").exists()
    assert hidden <= set(client.get(f"{url}?reveal=1&reason=audit").json()["values"])
    assert Entry.objects.get(act="read").record_no == finding.no
    seeing = [office for names in finding.register.confidential.values() for office in names]
    reader = next(
        name
        for name in cast.names
        if cast.actor(name).holds(*finding.register.readers) and not cast.actor(name).holds(*seeing)
    )
    assert not hidden & set(cast.client(reader).get(f"{url}?reveal=1&reason=audit").json()["values"])
    body = json.dumps(client.get(f"{url}history/").json())
    assert not any(f'"{name}"' in body for name in hidden)


def test_history_newest_first(cast: Cast) -> None:
    course = make.training(cast, [cast.employee], state="held")
    found = cast.client("hr").get(f"/api/organization/training/{course.no}/history/").json()["results"]
    assert [one["act"] for one in found] == ["move:planned-held", "create"]
    assert found[1]["body"]["after"]["title"] == "資安宣導"

"""SQL in what people ask for: it finds nothing more, changes nothing, and breaks nothing."""

import pytest
from django.urls import reverse

from tests.attacks.planted.conftest import Firm
from zhengan.kernel.register import register, registers

SQL = ("' OR '1'='1", "1) OR (1=1", "x'; DROP TABLE organization_unit; --", "%' OR 1=1 --", "\\' OR 1=1 #", '" OR ""="')


@pytest.mark.parametrize("text", SQL)
def test_sql_injection_in_a_search(firm: Firm, text: str) -> None:
    """Records that hold none of the words are not found."""
    manager = firm.cast.client("it_manager")
    listed = manager.get("/api/organization/unit/", {"q": text}).json()
    assert listed["results"] == []
    found = manager.get(reverse("search"), {"q": text})
    assert found.status_code == 200
    assert manager.get("/api/organization/unit/").json()["total"] > 5


def test_sql_injection_in_filters(firm: Firm) -> None:
    """Each filter of every third register, and the order and the columns: a plain answer and never more rows."""
    for one in registers()[::3]:
        browser = firm.browser(one)
        for name in (*one.filters, "order", "state", "ids", "columns"):
            answer = browser.get(f"/api/{one.path}/", {name: SQL[0]})
            assert answer.status_code in (200, 400), (one.code, name)
            if answer.status_code == 200 and name not in ("order", "columns"):
                assert answer.json()["results"] == [], (one.code, name)
    assert register("organization.unit").record.objects.exists()

"""Joining: every row gets what it points to, with one query for each table, and nothing is asked twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.cast import Cast
from zhengan.kernel.joining import join
from zhengan.kernel.register import register

pytestmark = pytest.mark.django_db


def test_one_query_for_each_table(cast: Cast) -> None:
    system = make.info_system(cast)
    for _number in range(3):
        make.asset(cast, info_system=system)
    make.asset(cast)
    assets = register("assets.asset")
    rows = list(assets.record.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as asked:
        join(rows, assets.points)
    assert len(asked) == 3  # people, units, systems
    with CaptureQueriesContext(connection) as asked:
        assert {row.owner.name for row in rows} == {cast.business_owner.name}
        assert {row.custodian.name for row in rows} == {cast.system_admin.name}
        assert [row.info_system for row in rows] == [system, system, system, None]
        join(rows, assets.points)
        join([], assets.points)
    assert len(asked) == 0


def test_what_a_row_holds_already_is_kept(cast: Cast) -> None:
    asset = make.asset(cast)
    asset.owner = cast.hr
    join([asset], ("owner",))
    assert asset.owner is cast.hr

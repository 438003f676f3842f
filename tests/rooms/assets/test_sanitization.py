"""Erasure before repair or disposal: approved, carried out by one, witnessed by another, with a certificate (6.1.7)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts, evidence
from zhengan.kernel.errors import NotPossible, Refused


@pytest.mark.parametrize(
    "lack",
    [
        {"certificate": None},
        {"irrecoverable": False},
        {"license_removed": False},
        {"method": "not_possible", "remark": "硬碟無法讀取。"},
    ],
    ids=lambda lack: next(iter(lack)),
)
def test_nothing_is_disposed_of_without_method_licences_removed_and_certificate(cast, lack):
    erasure = make.sanitization(cast, state="approved", **lack)
    for name in ("system_admin", "general_affairs"):
        with pytest.raises(NotPossible):
            acts.move(erasure, "executed", by=cast.actor(name))
    erasure.refresh_from_db()
    assert erasure.state == "approved"


def test_what_is_lacking_may_still_be_filled_in_after_the_approval(cast):
    erasure = make.sanitization(cast, state="approved", certificate=None)
    certificate = evidence.keep_bytes(b"paper", name="paper.pdf")
    erasure = acts.change(erasure, {"certificate": certificate}, by=cast.actor("system_admin"))
    assert acts.move(erasure, "executed", by=cast.actor("system_admin")).executor == cast.system_admin
    with pytest.raises(NotPossible):
        acts.change(erasure, {"certificate": None}, by=cast.actor("system_admin"))


def test_for_a_repair_nobody_needs_a_certificate(cast):
    erasure = make.sanitization(cast, "repair", certificate=None, irrecoverable=False, method="remove")
    assert erasure.state == "executed"


def test_data_that_stay_on_it_are_protected_otherwise(cast):
    maker = cast.actor("system_admin")
    erasure = make.sanitization(cast, "repair", state="draft", method="not_possible")
    with pytest.raises(NotPossible):
        acts.move(erasure, "submitted", by=maker)
    erasure = acts.change(erasure, {"remark": "廠商於現場修復，全程陪同。"}, by=maker)
    assert acts.move(erasure, "submitted", by=maker).state == "submitted"
    assert make.sanitization(cast, "repair", state="submitted", method="not_possible", classification_found="none")


def test_who_erased_is_not_the_witness(cast):
    asset = make.asset(cast, has_storage=True)
    erasure = make.sanitization(cast, asset=asset, state="approved")
    retire(cast, asset)
    erasure = acts.move(erasure, "executed", by=cast.actor("general_affairs"))
    with pytest.raises(Refused):
        acts.move(erasure, "witnessed", by=cast.actor("general_affairs"))
    assert acts.move(erasure, "witnessed", by=cast.actor("security_officer")).witness == cast.security_officer


def test_the_device_is_disposed_of_by_the_witness_and_not_before(cast):
    asset = make.asset(cast, has_storage=True)
    erasure = make.sanitization(cast, asset=asset)
    with pytest.raises(NotPossible):
        acts.move(erasure, "witnessed", by=cast.actor("auditor"))
    retire(cast, asset)
    asset.refresh_from_db()
    assert asset.state == "retired"
    for name in ("general_affairs", "it_manager", "system_admin", "auditor"):
        with pytest.raises((Refused, NotPossible)):
            acts.move(asset, "disposed", by=cast.actor(name), reason="報廢")
    acts.move(erasure, "witnessed", by=cast.actor("auditor"))
    asset.refresh_from_db()
    assert asset.state == "disposed"


def test_what_stores_nothing_is_disposed_of_by_general_affairs(cast):
    asset = make.asset(cast)
    retire(cast, asset)
    asset.refresh_from_db()
    assert acts.move(asset, "disposed", by=cast.actor("general_affairs"), reason="回收").state == "disposed"


def retire(cast, asset):
    make.asset_change(cast, "retire", asset=asset)


def test_it_is_of_a_device_or_of_a_medium(cast):
    for given in ({"asset": make.asset(cast), "medium": make.medium(cast)}, {"medium": None}):
        with pytest.raises(ValidationError):
            make.sanitization(cast, state="draft", **given)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'witnessed', checker_id = NULL",
        "state = 'witnessed', witness_id = executor_id",
        "state = 'witnessed', witness_id = NULL",
        "certificate_id = NULL",
        "irrecoverable = FALSE",
        "method = 'not_possible'",
        "checker_id = maker_id",
        "asset_id = NULL",
    ],
)
def test_the_database_refuses_a_disposal_that_lacks_something(cast, change):
    erasure = make.sanitization(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE assets_sanitization SET {change} WHERE id = %s", [erasure.pk])  # noqa: S608

"""Asset changes: nothing of the inventory changes, and nothing leaves, but by an approved request (5.1.4, 6.2.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts, spreadsheet
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock


@pytest.mark.parametrize(
    ("field", "value"), [("owner", "ciso"), ("classification", "sensitive"), ("secure_area", "ARA-2026-0001")]
)
def test_owner_class_and_place_of_an_active_asset_are_not_edited(cast, field, value):
    asset = make.asset(cast, remark="已說明。")
    given = {field: getattr(cast, value) if field == "owner" else value}
    for name in ("it_manager", "system_admin", "business_owner", "general_affairs"):
        with pytest.raises(ValidationError) as refused:
            acts.change(asset, given, by=cast.actor(name), reason="更正")
        assert field in refused.value.message_dict
    draft = make.asset(cast, state="draft", remark="已說明。")
    acts.change(draft, given, by=cast.actor("system_admin"))


def test_an_import_does_not_slip_them_in(cast):
    asset = make.asset(cast, remark="已說明。")
    content = f"no,classification\n{asset.no},sensitive\n".encode()
    preview = spreadsheet.read(register("assets.asset"), cast.actor("system_admin"), content, name="a.csv")
    assert preview.errors
    with pytest.raises(ValidationError):
        acts.bring_in(
            register("assets.asset"),
            [],
            [(asset, {"classification": "sensitive"}, None)],
            by=cast.actor("system_admin"),
            source_file="",
            reason="更正",
        )


def test_what_was_approved_is_entered_and_the_request_closed(cast):
    area = make.area(cast)
    hands = {"new_owner": cast.ciso, "new_custodian": cast.operator, "new_unit": cast.units["security"]}
    change = make.asset_change(cast, "transfer", new_area=area.no, **hands)
    asset = change.asset
    asset.refresh_from_db()
    assert (asset.owner, asset.custodian, asset.unit) == (cast.ciso, cast.operator, cast.units["security"])
    assert (asset.secure_area, asset.state) == (area.no, "active")
    assert (change.state, change.applied_to_inventory_at) == ("closed", clock.now())


def test_a_change_of_class_is_one_by_the_owner_of_today(cast):
    asset = make.asset(cast, remark="僅存放公開資料。")
    with clock.standing_at(clock.now() + timedelta(days=3)):
        make.asset_change(cast, "reclassify", asset=asset, new_classification="general")
        asset.refresh_from_db()
        assert (asset.classification, asset.classified_on) == ("general", clock.today())
    assert asset.classified_by == asset.owner


def test_a_class_that_the_ratings_do_not_allow_is_not_asked_for(cast):
    with pytest.raises(ValidationError) as refused:
        make.asset_change(cast, "reclassify", state="draft", new_classification="general")
    assert "new_classification" in refused.value.message_dict


def test_neither_who_wrote_it_nor_who_asked_approves(cast):
    asset = make.asset(cast)
    for requester, approver in (("developer", "it_manager"), ("it_manager", "business_owner")):
        maker = cast.actor("it_manager")
        values = {"asset": asset, "kind": "retire", "reason": "汰換", "requested_by": getattr(cast, requester)}
        change = acts.create(register("assets.asset_change"), values, by=maker)
        change = acts.move(change, "submitted", by=maker)
        with pytest.raises(Refused):
            acts.move(change, "approved", by=cast.actor("it_manager"))
        if approver != "it_manager":
            assert acts.move(change, "approved", by=cast.actor(approver)).state == "approved"
    other = make.asset_change(cast, "retire", asset=asset, requested_by=cast.business_owner, state="submitted")
    with pytest.raises(Refused):
        acts.move(other, "approved", by=cast.actor("business_owner"))


def test_nothing_is_carried_out_before_it_is_approved(cast):
    change = make.asset_change(cast, "take_out", state="submitted")
    for target in ("done", "closed"):
        with pytest.raises(NotPossible):
            acts.move(change, target, by=cast.actor("general_affairs"))
    change.refresh_from_db()
    assert change.out_at is None


def test_people_do_not_move_the_asset_itself(cast):
    asset = make.asset(cast)
    for name in ("it_manager", "system_admin", "business_owner", "general_affairs"):
        for target in ("repair", "retired"):
            with pytest.raises(Refused):
                acts.move(asset, target, by=cast.actor(name), reason="汰換")


@pytest.mark.parametrize(("kind", "reason"), [("repair", "repair"), ("retire", "disposal")])
def test_a_device_with_storage_does_not_leave_before_its_storage_was_checked(cast, kind, reason):
    asset = make.asset(cast, has_storage=True)
    change = make.asset_change(cast, kind, asset=asset, state="approved")
    make.sanitization(cast, reason, asset=asset, state="submitted")
    make.sanitization(cast, "repair" if kind == "retire" else "disposal", asset=asset)
    make.sanitization(cast, reason)
    with pytest.raises(NotPossible):
        acts.move(change, "done", by=cast.actor("general_affairs"))
    make.sanitization(cast, reason, asset=asset, state="approved")
    acts.move(change, "done", by=cast.actor("general_affairs"))
    asset.refresh_from_db()
    assert asset.state == {"repair": "repair", "retire": "retired"}[kind]


def test_the_check_before_the_last_repair_does_not_serve_for_the_next(cast):
    asset = make.asset(cast, has_storage=True)
    make.sanitization(cast, "repair", asset=asset)
    change = make.asset_change(cast, "repair", asset=asset)
    with clock.standing_at(clock.now() + timedelta(days=5)):
        acts.move(change, "closed", by=cast.actor("system_admin"), values={"returned_at": clock.now()})
        again = make.asset_change(cast, "repair", asset=asset, state="approved")
        with pytest.raises(NotPossible):
            acts.move(again, "done", by=cast.actor("general_affairs"))
        make.sanitization(cast, "repair", asset=asset)
        assert acts.move(again, "done", by=cast.actor("general_affairs")).state == "done"


def test_what_was_repaired_is_in_use_again_once_it_is_back(cast):
    change = make.asset_change(cast, "repair")
    change.asset.refresh_from_db()
    assert (change.state, change.asset.state, change.out_at) == ("done", "repair", clock.now())
    for moment in (clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)):
        with pytest.raises(ValidationError):
            acts.move(change, "closed", by=cast.actor("system_admin"), values={"returned_at": moment})
    with pytest.raises(ValidationError):
        acts.move(change, "closed", by=cast.actor("system_admin"))
    acts.move(change, "closed", by=cast.actor("system_admin"), values={"returned_at": clock.now()})
    change.asset.refresh_from_db()
    assert change.asset.state == "active"


@pytest.mark.parametrize("missing", ["to_location", "return_due", "what"])
def test_what_is_taken_out_says_what_where_to_and_until_when(cast, missing):
    with pytest.raises(ValidationError) as refused:
        make.asset_change(cast, "take_out", state="draft", **{missing: None if missing == "return_due" else ""})
    assert missing in refused.value.message_dict


def test_everybody_may_ask_and_asks_for_himself(cast):
    asset = make.asset(cast, state="active", secure_area="ARA-2026-0001")
    values = {"asset": asset, "kind": "take_out", "what": "equipment", "reason": "居家辦公", "to_location": "家中"}
    change = acts.create(
        register("assets.asset_change"), values | {"return_due": clock.today()}, by=cast.actor("employee")
    )
    assert (change.requested_by, change.from_location) == (cast.employee, "ARA-2026-0001")


def test_the_database_refuses_what_left_without_a_time_or_came_back_before(cast):
    change = make.asset_change(cast, "take_out")
    for statement in (
        "UPDATE assets_assetchange SET out_at = NULL WHERE id = %s",
        "UPDATE assets_assetchange SET checker_id = maker_id WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [change.pk])
    early = change.out_at - timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assets_assetchange SET state = 'closed', returned_at = %s WHERE id = %s", [early, change.pk]
        )


def test_what_is_not_in_use_is_not_changed(cast):
    draft = make.asset(cast, state="draft")
    change = make.asset_change(cast, "add", asset=draft, state="approved")
    with pytest.raises(NotPossible):
        acts.move(change, "done", by=cast.actor("general_affairs"))
    acts.move(draft, "active", by=cast.actor("it_manager"))
    acts.move(change, "done", by=cast.actor("general_affairs"))
    change.refresh_from_db()
    assert change.state == "closed"

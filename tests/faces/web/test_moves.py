"""Moves, decisions on the frozen request, bulk moves."""

import re
from itertools import pairwise

import pytest

from tests import make
from tests.cast import Cast
from tests.faces.web.conftest import make_change, make_system
from zhengan.faces.web.path import main_line
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel import acts
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import Submission
from zhengan.kernel.register import register, registers


@pytest.fixture
def submitted(cast: Cast, change):
    return acts.move(change, "submitted", by=cast.actor("developer"))


def decide(cast: Cast, record, name: str = "it_manager", **data: object):
    submission = acts.open_submission(record)
    sent = {"digest": submission.digest if submission else "", "version": record.version} | data
    return cast.client(name).post(record_url(record.register, record.no, "decide"), sent)


def test_one_click_hands_a_draft_in(cast: Cast, change):
    client = cast.client("developer")
    address = record_url(change.register, change.no, "move", "submitted")
    assert address in client.get(record_url(change.register, change.no)).text
    client.post(address, {"version": change.version})
    change.refresh_from_db()
    assert change.state == "submitted"


def test_what_a_step_asks_for_and_can_do_without_may_stay_empty(cast: Cast):
    """At the door the time is the moment of the click: nobody has to type it, in one form or for several at once."""
    first, second = (make.entry(cast, state="authorised") for _ in range(2))
    client = cast.client("operator")
    page = client.get(record_url(first.register, first.no, "move", "inside")).text
    asked_for = re.search(r'<input[^>]*name="entered_at"[^>]*>', page)
    assert asked_for is not None
    assert "required" not in asked_for[0]
    client.post(record_url(first.register, first.no, "move", "inside"), {"version": first.version, "entered_at": ""})
    sent = {"act": "inside", "row": [str(second.pk)], "confirm": "1", "entered_at": ""}
    client.post(f"{register_url(second.register)}bulk/", sent)
    for entry in (first, second):
        entry.refresh_from_db()
        assert (entry.state, entry.entered_at is None) == ("inside", False)


def test_a_file_that_is_there_is_not_asked_for_again(cast: Cast):
    """An exercise whose report was uploaded before is reported without sending it a second time."""
    drill = make.drill(cast, (cast.developer, "reported"), state="held")
    client = cast.client("system_admin")
    page = client.get(record_url(drill.register, drill.no, "move", "reported")).text
    asked_for = re.search(r'<input type="file"[^>]*name="report"[^>]*>', page)
    assert asked_for is not None
    assert "required" not in asked_for[0]
    client.post(record_url(drill.register, drill.no, "move", "reported"), {"version": drill.version, "result": "ok"})
    before = drill.report
    drill.refresh_from_db()
    assert (drill.state, drill.report) == ("reported", before)


def test_what_a_step_cannot_do_without_must_be_filled(cast: Cast):
    """A report is not handed in without what came out of it: the page says so, and so does every other door."""
    test = make.security_test(cast, state="planned")
    client = cast.client("system_admin")
    page = client.get(record_url(test.register, test.no, "move", "tested")).text
    for name, needed in (("tested_on", True), ("items_shown", False)):
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert field is not None
        assert ("required" in field[0]) is needed
    answer = client.post(record_url(test.register, test.no, "move", "tested"), {"version": test.version})
    test.refresh_from_db()
    assert test.state == "planned"
    assert answer.status_code == 400


def test_the_decision_shows_the_frozen_request_and_two_buttons(cast: Cast, submitted):
    shown = cast.client("it_manager").get(record_url(submitted.register, submitted.no)).text
    assert acts.open_submission(submitted).digest in shown
    assert 'value="approve"' in shown
    assert 'value="refuse"' in shown
    other = cast.client("operator").get(record_url(submitted.register, submitted.no)).text
    assert 'value="approve"' not in other
    assert "資訊部主管" in other


def test_exactly_the_frozen_request_is_approved(cast: Cast, submitted):
    assert decide(cast, submitted, act="approve").status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == "approved"
    assert submitted.checker_id == cast.user("it_manager").pk


def test_another_digest_is_not_approved(cast: Cast, submitted):
    decide(cast, submitted, act="approve", digest="0" * 64)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_sending_back_wants_a_reason(cast: Cast, submitted):
    decide(cast, submitted, act="refuse")
    submitted.refresh_from_db()
    assert submitted.state == "submitted"
    decide(cast, submitted, act="refuse", reason="回復方式不足")
    submitted.refresh_from_db()
    assert submitted.state == "rejected"
    assert Submission.objects.get(record_id=submitted.pk, register=submitted.register.code).reason == "回復方式不足"


def test_a_decision_from_who_may_not_is_refused(cast: Cast, submitted):
    assert decide(cast, submitted, "operator", act="approve").status_code == 403
    assert decide(cast, submitted, "developer", act="approve").status_code == 403
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_a_frozen_record_cannot_be_edited(cast: Cast, submitted):
    client = cast.client("developer")
    assert client.get(record_url(submitted.register, submitted.no, "edit")).status_code == 409


def test_a_second_request_is_compared_with_the_one_sent_back(cast: Cast):
    one = register("policy.notice")
    by = cast.actor("security_officer")
    values = {
        "subject": "釣魚警示",
        "kind": "phishing",
        "audience": ("staff",),
        "channel": ("email",),
        "body": "勿點連結",
    }
    record = acts.move(acts.create(one, values, by=by), "submitted", by=by)
    record = acts.move(record, "draft", by=cast.actor("ciso"), reason="寫清楚")
    record = acts.change(record, {"body": "勿點連結，請通報資安處"}, by=by)
    record = acts.move(record, "submitted", by=by)
    shown = cast.client("ciso").get(record_url(one, record.no)).text
    assert "<del>勿點連結</del>" in shown
    assert "<ins>勿點連結，請通報資安處</ins>" in shown


def test_a_step_that_does_not_exist_is_told(cast: Cast, change):
    client = cast.client("it_manager")
    assert client.get(record_url(change.register, change.no, "move", "closed")).status_code == 409
    assert client.get(record_url(change.register, change.no, "move", "nowhere")).status_code == 404


def test_bulk_shows_first_and_then_moves_each(cast: Cast, trading):
    one = register("development.change_request")
    mine = [make_change(cast, trading, f"例行 {number}") for number in range(3)]
    done = acts.move(mine[0], "submitted", by=cast.actor("developer"))
    client = cast.client("developer")
    rows = [record.pk for record in mine]
    preview = client.post(register_url(one, "bulk"), {"act": "submitted", "row": rows})
    assert preview.status_code == 200
    assert preview.text.count('name="row"') == 2
    assert "無法轉為" in preview.text
    assert one.record.objects.filter(state="submitted").count() == 1
    client.post(register_url(one, "bulk"), {"act": "submitted", "row": rows, "confirm": "1"})
    assert one.record.objects.filter(state="submitted").count() == 3
    done.refresh_from_db()
    assert done.version == 2


def test_bulk_never_approves_ones_own(cast: Cast):
    one = register("assets.info_system")
    rows = [make_system(cast, code=f"S{number}", name=f"系統{number}").pk for number in range(2)]
    answer = cast.client("it_manager").post(register_url(one, "bulk"), {"act": "active", "row": rows, "confirm": "1"})
    assert answer.status_code == 400
    assert one.record.objects.filter(state="planned").count() == 2
    cast.client("business_owner").post(register_url(one, "bulk"), {"act": "active", "row": rows, "confirm": "1"})
    assert one.record.objects.filter(state="active").count() == 2


def test_bulk_takes_only_what_the_actor_sees(cast: Cast, change):
    answer = cast.client("contractor").post(
        register_url(change.register, "bulk"), {"act": "submitted", "row": [change.pk], "confirm": "1"}
    )
    assert answer.status_code == 403
    change.refresh_from_db()
    assert change.state == "draft"


def test_bulk_without_a_tick_or_with_nonsense_does_nothing(cast: Cast, change):
    client = cast.client("developer")
    url = register_url(change.register, "bulk")
    assert client.post(url, {"act": "submitted"}).status_code == 409
    assert client.post(url, {"act": "submitted", "row": ["x", "-1"]}).status_code == 409
    assert client.post(url, {"act": "nowhere", "row": [change.pk]}).status_code == 404


@pytest.mark.parametrize("code", [one.code for one in registers()])
def test_the_line_of_states_starts_at_the_first_and_holds_every_state_once(code: str):
    flow = register(code).flow
    for state in flow.states:
        line = main_line(flow, state)
        assert line[0] == flow.initial
        assert state in line
        assert len(line) == len(set(line))
        for source, target in pairwise(line):
            assert flow.between(source, target)


def test_the_line_of_states_leaves_side_ways_out():
    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(source="submitted", target="rejected", by=("ciso",)),
            Move(source="submitted", target="approved", by=("ciso",), not_same_as=("maker",)),
            Move(source="approved", target="suspended", by=("ciso",)),
            Move(source="suspended", target="approved", by=("ciso",)),
            Move(source="approved", target="closed", by=("system",)),
        ),
    )
    assert main_line(flow, "draft") == ["draft", "submitted", "approved", "closed"]
    assert main_line(flow, "rejected") == ["draft", "submitted", "rejected"]
    assert main_line(flow, "suspended") == ["draft", "submitted", "approved", "suspended"]


def test_the_line_of_states_is_the_way_that_the_record_came():
    flow = Flow(
        initial="booked",
        moves=(
            Move(source="booked", target="authorised", by=("ciso",), not_same_as=("maker",)),
            Move(source="authorised", target="booked", by=("ciso",), reason=True),
            Move(source="authorised", target="inside", by=("operator",)),
            Move(source="booked", target="inside", by=("system",)),
        ),
    )
    assert main_line(flow, "inside") == ["booked", "inside"]
    assert main_line(flow, "inside", come_by=["booked", "authorised", "inside"]) == ["booked", "authorised", "inside"]
    assert main_line(flow, "inside", come_by=["inside"]) == ["booked", "inside"], "an import says no more"
    assert main_line(flow, "booked", come_by=["authorised", "booked"])[0] == "booked", "what was sent back starts anew"


def test_what_waits_is_sent_back_from_the_panel(cast: Cast):
    """A step back with a reason is the second button, and no button of its own, wherever the flow begins."""
    system = make.info_system(cast)
    make.account(cast, system)
    campaign = make.recertification(cast, system, state="submitted")
    finding = make.finding(cast, state="done")
    for record, name in ((campaign, "ciso"), (finding, "security_officer")):
        address = record_url(record.register, record.no)
        page = cast.client(name).get(address).text
        assert 'name="act" value="refuse"' in page, record.no
        assert f"{address}move/" not in page, record.no
        assert decide(cast, record, name, act="refuse", reason="尚缺佐證。").status_code == 302
        record.refresh_from_db()
        assert record.state in ("deciding", "planned")


def test_a_decision_names_those_whose_it_is(cast: Cast):
    """The policy is the president's to approve, and other documents are not."""
    for kind, topic, whose, other in (
        ("policy", "security_policy", "總經理", "資訊部主管"),
        ("rule", "email_use", "資訊部主管", "總經理"),
    ):
        document = make.document(cast, state="submitted", doc_type=kind, topic=topic)
        page = cast.client("president").get(record_url(document.register, document.no)).text
        said = re.search(r"由([^<]+)決定", page)
        assert said, kind
        assert whose in said.group(1)
        assert other not in said.group(1)


def test_what_a_decision_fills_in_is_no_difference(cast: Cast):
    """Who approved the version in force, and when, is not struck out in the request for the next one."""
    make.document(cast, doc_type="policy", topic="security_policy", doc_no="IS-1")
    following = make.document(
        cast, state="submitted", doc_type="policy", topic="security_policy", doc_no="IS-1", edition="2.0"
    )
    assert following.supersedes is not None
    page = cast.client("president").get(record_url(following.register, following.no)).text
    differs = page.partition('class="diff"')[2].partition("</table>")[0]
    assert "2.0" in differs
    assert "核定" not in differs

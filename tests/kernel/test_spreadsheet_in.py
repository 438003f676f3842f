"""Imports: a dry run that writes nothing and says what is wrong where; then the act writes exactly what was shown."""

import pytest
from django.core.files.base import ContentFile

from tests import make
from tests.cast import Cast
from tests.sheets import csv_of, errors_of
from zhengan.kernel import acts, spreadsheet
from zhengan.kernel.errors import NotPossible, OutOfDate, Refused
from zhengan.kernel.models import Card
from zhengan.kernel.register import register
from zhengan.kernel.sheet_file import Unreadable
from zhengan.ledger.models import Entry

UNITS = register("organization.unit")
PEOPLE = register("organization.person")
ACCOUNTS = register("access.account")


def test_new_units_in_chinese_headings(cast: Cast) -> None:
    hr = cast.actor("hr")
    content = csv_of(
        "單位代碼,單位名稱,單位類別,上級單位", "B21,士林分公司,分公司,UNT-2026-0005", "B22,板橋分公司,branch,"
    )
    before = Entry.objects.count()

    preview = spreadsheet.read(UNITS, hr, content, language="zh-hant")

    assert errors_of(preview) == []
    assert [row.values["name"] for row in preview.new] == ["士林分公司", "板橋分公司"]
    assert preview.new[0].values["parent"] == cast.units["brokerage"]
    assert Entry.objects.count() == before  # a dry run is no act

    assert spreadsheet.carry_out(preview, actor=hr, digest=preview.digest) == (2, 0, 0)
    made = UNITS.record.objects.get(code="B21")
    assert (made.source, made.source_file, made.maker) == ("import", preview.sha256, hr.user)
    assert Card.objects.filter(no=made.no).exists()
    assert Entry.objects.filter(act="import_file", register="organization.unit").count() == 1


def test_the_natural_key_finds_what_is_there(cast: Cast) -> None:
    hr = cast.actor("hr")
    preview = spreadsheet.read(UNITS, hr, csv_of("code,name", "I10,資訊處", "S10,資訊安全處"))
    assert (len(preview.new), len(preview.changed), preview.unchanged) == (0, 1, 1)
    (row,) = preview.changed
    assert [(one.before, one.after) for one in row.differences] == [("資訊部", "資訊處")]
    spreadsheet.carry_out(preview, actor=hr)
    changed = UNITS.record.objects.get(code="I10")
    assert (changed.name, changed.version) == ("資訊處", 2)
    assert UNITS.record.objects.get(code="S10").version == 1


def test_columns_that_are_not_in_the_file_stay(cast: Cast) -> None:
    hr = cast.actor("hr")
    spreadsheet.carry_out(spreadsheet.read(PEOPLE, hr, csv_of("staff_no,job_title", "A203,營業襄理")), actor=hr)
    person = PEOPLE.record.objects.get(staff_no="A203")
    assert (person.job_title, person.name, person.email) == ("營業襄理", "曾雅文", "a203@broker.example")


def test_only_makers_import(cast: Cast) -> None:
    with pytest.raises(Refused):
        spreadsheet.read(UNITS, cast.actor("auditor"), csv_of("code", "B1"))
    with pytest.raises(Refused):
        spreadsheet.keep_file(UNITS, cast.actor("employee"), ContentFile(b"code", name="x.csv"))


def test_confidential_fields_are_unknown_columns_to_others(cast: Cast) -> None:
    findings = register("assurance.finding")
    make.finding(cast)
    hidden = next(iter(findings.confidential))
    maker = next(
        name
        for name in cast.names
        if cast.actor(name).holds(*findings.makers) and not cast.actor(name).holds(*findings.confidential[hidden])
    )
    out = spreadsheet.export(findings, cast.actor(maker), findings.record.objects.all(), kind="csv", language="en")
    with out.content as file:
        heading = file.read().decode("utf-8-sig").splitlines()[0]
    assert str(findings.record._meta.get_field(hidden).verbose_name) not in heading
    preview = spreadsheet.read(findings, cast.actor(maker), csv_of(f"no,{hidden}", "FND-2026-0001,x"))
    assert preview.ignored == [hidden]


def test_between_two_requests_the_file_is_kept_and_the_digest_says_what_was_seen(cast: Cast) -> None:
    hr = cast.actor("hr")
    kept = spreadsheet.keep_file(UNITS, hr, ContentFile(csv_of("code,name", "I10,資訊處"), name="units.csv"))
    seen = spreadsheet.preview_from_evidence(UNITS, hr, kept)
    acts.change(cast.units["it"], {"kind": "branch"}, by=hr)
    now = spreadsheet.preview_from_evidence(UNITS, hr, kept)
    with pytest.raises(OutOfDate):
        spreadsheet.carry_out(now, actor=hr, digest=seen.digest)
    with pytest.raises(OutOfDate):
        spreadsheet.carry_out(seen, actor=hr, digest=seen.digest)
    assert spreadsheet.carry_out(now, actor=hr, digest=now.digest).changed == 1
    assert "imported before" not in "".join(now.warnings)
    with pytest.raises(Unreadable):
        spreadsheet.preview_from_evidence(UNITS, hr, "0" * 64)


def test_the_same_file_twice_is_told(cast: Cast) -> None:
    hr = cast.actor("hr")
    content = csv_of("code,name,kind", "B80,甲,branch")
    spreadsheet.carry_out(spreadsheet.read(UNITS, hr, content), actor=hr)
    again = spreadsheet.read(UNITS, hr, content, language="en")
    assert again.warnings == ["This file was imported before."]
    assert again.unchanged == 1


def test_a_state_in_the_file_is_not_imported_but_told(cast: Cast) -> None:
    preview = spreadsheet.read(UNITS, cast.actor("hr"), csv_of("code,state", "I10,retired"), language="en")
    assert preview.warnings == ["States are not imported: 1 rows name another state than the record has."]
    assert preview.unchanged == 1


def test_a_complete_record_is_corrected_with_a_reason_only(cast: Cast) -> None:
    asset = make.asset(cast)
    by = cast.actor("system_admin")
    preview = spreadsheet.read(register("assets.asset"), by, csv_of("no,brand", f"{asset.no},Acme"))
    assert preview.needs_reason
    with pytest.raises(NotPossible):
        spreadsheet.carry_out(preview, actor=by)
    spreadsheet.carry_out(
        spreadsheet.read(register("assets.asset"), by, csv_of("no,brand", f"{asset.no},Acme")),
        actor=by,
        reason="型號抄錯",
    )
    asset.refresh_from_db()
    assert asset.brand == "Acme"


def test_what_stays_open_needs_no_reason(cast: Cast) -> None:
    asset = make.asset(cast)
    content = csv_of("no,last_verified_on", f"{asset.no},2026-11-01")
    assert not spreadsheet.read(register("assets.asset"), cast.actor("system_admin"), content).needs_reason


def test_a_frozen_record_is_not_changed(cast: Cast) -> None:
    change = make.change_request(cast, make.info_system(cast), state="submitted")
    preview = spreadsheet.read(
        change.register, cast.actor("developer"), csv_of("no,remark", f"{change.no},改了"), language="en"
    )
    assert [error.message for error in preview.errors] == [
        "The record waits for approval and is frozen until it is decided or sent back."
    ]


def test_accounts_that_their_system_no_longer_has_are_disabled(cast: Cast) -> None:
    by = cast.actor("system_admin")
    system, other = make.info_system(cast), make.info_system(cast)
    kept = make.account(cast, system, login="kept")
    left = make.account(cast, system, login="left")
    elsewhere = make.account(cast, other, login="elsewhere")
    content = csv_of(
        "info_system,login,kind,auth_method",
        f"{system.no},kept,personal,password",
        f"{system.no},new,personal,password",
    )
    partial = spreadsheet.read(ACCOUNTS, by, content)
    assert partial.gone == []
    assert partial.may_be_complete
    whole = spreadsheet.read(ACCOUNTS, by, content, complete=True)
    assert errors_of(whole) == []
    assert whole.gone == [left]
    assert spreadsheet.carry_out(whole, actor=by) == (1, len(whole.changed), 1)
    for one, state in ((kept, "active"), (left, "disabled"), (elsewhere, "active")):
        one.refresh_from_db()
        assert one.state == state


def test_unchanged_accounts_are_noted_as_seen_again(cast: Cast) -> None:
    from datetime import timedelta

    from zhengan.ledger import clock

    by = cast.actor("system_admin")
    account = make.account(cast, make.info_system(cast))
    with clock.standing_at(clock.now() + timedelta(days=30)):
        preview = spreadsheet.read(
            ACCOUNTS, by, csv_of("info_system,login", f"{account.info_system.no},{account.login}")
        )
        assert preview.unchanged == 1
        spreadsheet.carry_out(preview, actor=by)
        account.refresh_from_db()
        assert account.imported_at == clock.now()


@pytest.mark.parametrize("more", [[], ["B2,乙,branch"]], ids=["one", "many"])
def test_what_somebody_else_took_meanwhile_is_told(cast: Cast, more: list[str]) -> None:
    hr = cast.actor("hr")
    preview = spreadsheet.read(UNITS, hr, csv_of("code,name,kind", "B1,甲,branch", *more))
    make.made("organization.unit", {"code": "B1", "name": "先", "kind": "branch"}, by=hr)
    with pytest.raises(spreadsheet.ImportRefused):
        spreadsheet.carry_out(preview, actor=hr)
    assert not UNITS.record.objects.filter(code="B2").exists()
    assert UNITS.record.objects.filter(code="B1").count() == 1

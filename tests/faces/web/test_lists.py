"""Lists: filters, columns, order, saved views, the rows behind a verdict, export and import."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from tests.cast import Cast
from tests.faces.web.conftest import make_system
from tests.grown import grown
from zhengan.catalogue import catalogue
from zhengan.checks.declare import check_of
from zhengan.checks.verdict import parts_of
from zhengan.faces.web.behind import rows_url
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel.models import SavedView
from zhengan.kernel.register import register, registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


@pytest.fixture
def systems(cast: Cast):
    return [make_system(cast, code=code, name=name) for code, name in (("A1", "帳務"), ("B2", "風控"), ("C3", "錄音"))]


def test_a_list_is_narrowed_ordered_and_shows_the_columns_asked_for(cast: Cast, systems):
    one = register("assets.info_system")
    client = cast.client("it_manager")
    shown = client.get(f"{register_url(one)}?q=風控").text
    assert "風控" in shown
    assert record_url(one, systems[0].no) not in shown
    ordered = client.get(f"{register_url(one)}?order=code").text
    assert ordered.index(systems[0].no) < ordered.index(systems[2].no)
    assert 'aria-sort="ascending"' in ordered
    chosen = client.get(f"{register_url(one)}?cols=code&cols=production_environment").text
    assert "內湖機房" in chosen
    assert 'data-key="name"' not in chosen


def test_changing_a_filter_keeps_columns_and_order(cast: Cast, systems):
    one = register("assets.info_system")
    shown = cast.client("it_manager").get(f"{register_url(one)}?cols=code&order=-code&tier=core")
    chip = shown.context["filters"]["chips"][0]
    left = parse_qs(urlsplit(chip["remove_url"]).query)
    assert left == {"cols": ["code"], "order": ["-code"]}


def test_odd_queries_show_the_list_and_say_what_was_left_out(cast: Cast, systems):
    client = cast.client("it_manager")
    one = register("assets.info_system")
    for query in ("tier=nonsense", "order=passwords", "page=x", "page=99", "tier_reviewed_on_from=never", "cols=odd"):
        shown = client.get(f"{register_url(one)}?{query}")
        assert shown.status_code == 200, query
        assert systems[0].no in shown.text, query


def test_a_long_list_is_paged(cast: Cast):
    one = register("assets.info_system")
    grown(one, 120, maker=cast.user("president"))
    client = cast.client("it_manager")
    first = client.get(register_url(one))
    assert len(first.context["rows"]) == 50
    assert 'rel="next"' in first.text
    assert len(client.get(f"{register_url(one)}?page=3").context["rows"]) == 20


def test_a_view_is_saved_and_forgotten_by_its_owner_alone(cast: Cast):
    one = register("assets.info_system")
    client = cast.client("it_manager")
    saving = register_url(one, "saved-views")
    assert client.post(saving, {"name": "", "query": "tier=core"}).status_code == 400
    client.post(saving, {"name": "核心", "query": "tier=core&page=2"})
    view = SavedView.objects.get()
    assert view.query == "tier=core"
    assert [view["title"] for view in client.get(register_url(one)).context["filters"]["views"]] == ["全部", "核心"]
    other = cast.client("business_owner")
    assert [view["title"] for view in other.get(register_url(one)).context["filters"]["views"]] == ["全部"]
    other.post(saving, {"forget": view.pk})
    assert SavedView.objects.exists()
    client.post(saving, {"forget": view.pk})
    assert not SavedView.objects.exists()


def test_confidential_columns_are_not_offered_to_who_may_not_see_them(cast: Cast):
    from zhengan.faces.web.views.listing import all_columns

    for one in registers():
        for name in one.confidential:
            assert name not in all_columns(one, cast.actor("contractor"))


def test_what_is_seen_is_exported_and_the_export_recorded(cast: Cast, systems):
    one = register("assets.info_system")
    client = cast.client("auditor")
    answer = client.get(f"{register_url(one)}export.xlsx?q=風控")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    text = str(book.get_sheet_by_index(0).to_python())
    assert "風控" in text
    assert "帳務" not in text
    assert Entry.objects.filter(act="export", register=one.code).count() == 1
    assert client.get(f"{register_url(one)}export.pdf").status_code == 404
    assert client.get(f"{register_url(one)}template.xlsx").status_code == 403
    assert cast.client("it_manager").get(f"{register_url(one)}template.xlsx").status_code == 200


def test_what_is_seen_is_printed_and_the_print_recorded(cast: Cast, systems):
    one = register("assets.info_system")
    sheet = cast.client("auditor").get(f"{register_url(one)}?q=風控&print=1").text
    assert "風控" in sheet
    assert "帳務" not in sheet
    assert 'class="paper' in sheet
    assert Entry.objects.get(act="print", register=one.code).payload.body["rows"] == 1


def exported(cast: Cast, kind: str = "csv") -> bytes:
    one = register("assets.info_system")
    return b"".join(cast.client("it_manager").get(f"{register_url(one)}export.{kind}").streaming_content)


def test_our_own_export_comes_back_with_one_change(cast: Cast, systems):
    one = register("assets.info_system")
    client = cast.client("it_manager")
    sheet = exported(cast).replace("風控".encode(), "風險控管".encode())
    preview = client.post(register_url(one, "import"), {"sheet": SimpleUploadedFile("系統.csv", sheet)})
    assert preview.status_code == 200, preview.text[-3000:]
    assert preview.context["counts"] == {"new": 0, "changed": 1, "unchanged": 2, "gone": 0, "errors": 0}
    assert "<del>風控</del>" in preview.text
    assert not one.record.objects.filter(name="風險控管").exists()
    sent = {"file": preview.context["file"], "digest": preview.context["preview"].digest, "confirm": "1"}
    done = client.post(register_url(one, "import"), sent)
    assert done.status_code == 302
    assert one.record.objects.filter(name="風險控管").count() == 1


def test_only_a_sheet_that_the_same_person_uploaded_here_is_brought_in(cast: Cast, systems):
    """Otherwise whoever knows the digest of any kept file could have it read back to him, row by row."""
    one = register("assets.info_system")
    client, url = cast.client("it_manager"), register_url(one, "import")
    sheet = exported(cast).replace("風控".encode(), "風險控管".encode())
    seen = client.post(url, {"sheet": SimpleUploadedFile("系統.csv", sheet)}).context
    sent = {"digest": seen["preview"].digest, "confirm": "1"}
    for who, reference in ((client, seen["preview"].sha256), (cast.client("system_admin"), seen["file"])):
        answer = who.post(url, sent | {"file": reference})
        assert answer.status_code in (400, 403)
    elsewhere = register_url(register("organization.unit"), "import")
    assert cast.client("hr").post(elsewhere, sent | {"file": seen["file"]}).status_code == 400
    assert not one.record.objects.filter(name="風險控管").exists()
    assert client.post(url, sent | {"file": seen["file"]}).status_code == 302


def test_a_sheet_with_errors_names_row_and_column_and_writes_nothing(cast: Cast, systems):
    one = register("assets.info_system")
    sheet = exported(cast).replace(b"2026-03-01", "不是日期".encode())
    answer = cast.client("it_manager").post(
        register_url(one, "import"), {"sheet": SimpleUploadedFile("系統.csv", sheet)}
    )
    assert answer.status_code == 400
    assert answer.context["counts"]["errors"] == 3
    assert "不是日期" in answer.text
    assert 'name="confirm"' not in answer.text
    forced = {"file": answer.context["preview"].sha256, "confirm": "1"}
    assert cast.client("it_manager").post(register_url(one, "import"), forced).status_code == 400
    assert not Entry.objects.filter(act="import_file").exists()


def test_what_changed_since_the_preview_stops_the_import(cast: Cast, systems):
    from zhengan.kernel import acts

    one = register("assets.info_system")
    client = cast.client("it_manager")
    sheet = exported(cast).replace("風控".encode(), "風險控管".encode())
    preview = client.post(register_url(one, "import"), {"sheet": SimpleUploadedFile("系統.csv", sheet)})
    acts.change(systems[1], {"name": "別人先改"}, by=cast.actor("business_owner"))
    sent = {"file": preview.context["file"], "digest": preview.context["preview"].digest, "confirm": "1"}
    assert client.post(register_url(one, "import"), sent).status_code == 400
    assert one.record.objects.filter(name="別人先改").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01nonsense", b"PK\x03\x04broken"])
def test_a_file_that_is_no_sheet_is_refused_with_words(cast: Cast, content: bytes):
    one = register("assets.info_system")
    answer = cast.client("it_manager").post(
        register_url(one, "import"), {"sheet": SimpleUploadedFile("x.xlsx", content)}
    )
    assert answer.status_code == 400
    assert 'class="msg bad"' in answer.text


def judged() -> list[str]:
    return [clause for clause in catalogue().clauses if check_of(clause) is not None]


@pytest.mark.parametrize("population", [False, True])
def test_the_rows_behind_every_number_can_be_listed(cast: Cast, population: bool):
    """For every check of the house: the address leads to a page that lists exactly the rows the verdict counted."""
    clauses = judged()
    assert clauses
    client = cast.client("ciso")
    cast_auditor = cast.client("chief_auditor")
    for clause in clauses:
        for number, part in enumerate(parts_of(clause, on=clock.today())):
            answer = client.get(rows_url(clause, number, population=population), follow=True)
            if answer.status_code == 403:
                answer = cast_auditor.get(rows_url(clause, number, population=population), follow=True)
            assert answer.status_code == 200, (clause, number)
            rows = part.population if population else part.exceptions
            if rows.model is getattr(answer.context.get("register"), "record", None):
                shown = answer.context["page"]["total"].replace(",", "")
                assert int(shown) == rows.count(), (clause, number)


def test_rows_of_no_check_are_not_found(cast: Cast):
    client = cast.client("ciso")
    assert client.get(rows_url("7.1.3.6", 99)).status_code == 404
    assert client.get("/policy/99.99/rows/0/").status_code == 404
    assert client.get("/assets/info-system/?clause=99.9&part=0").status_code == 404


def test_a_new_row_is_shown_by_the_words_of_its_choices_not_by_their_codes(cast: Cast, systems):
    one = register("access.account")
    sheet = b"info_system,login,kind,enabled,auth_method\nOMS,newcomer,personal,1,password\n"
    answer = cast.client("system_admin").post(
        register_url(one, "import"), {"sheet": SimpleUploadedFile("accounts.csv", sheet)}
    )
    (row,) = answer.context["new_rows"]
    assert "newcomer" in row.text
    assert "個人" in row.text
    assert "personal" not in row.text

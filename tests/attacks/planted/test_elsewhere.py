"""What people typed, where many registers meet: search, calendar, today, packs, API, mail, file names."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from icalendar import Calendar

from tests.attacks import hostile
from tests.attacks.live import Page
from tests.attacks.planted.conftest import Firm
from zhengan.checks import packs
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel import acts, evidence
from zhengan.kernel.models import Attachment, Card
from zhengan.kernel.packing import paper
from zhengan.kernel.register import register, registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

SYSTEMS = register("assets.info_system")
NAMES = (
    hostile.FILE,
    "../../../../etc/passwd",
    "..\\..\\autorun.exe",
    "a\r\nSet-Cookie: session=planted.txt",
    'a"; filename="b.html',
    "photo\u202egpj.html",
)


def test_html_injection_where_many_registers_meet(firm: Firm) -> None:
    """Titles of records, names of views, remarks: on every page that gathers them."""
    manager = firm.cast.client("it_manager")
    record = firm.records[SYSTEMS.code]
    query = {"name": hostile.TEXT[:60], "query": f"q={hostile.SHORT}"}
    assert manager.post(f"{register_url(SYSTEMS)}views/", query).status_code == 302
    manager.post(reverse("clause-comment", args=["7.1"]), {"text": hostile.TEXT})
    entry = Entry.objects.filter(act="create", record_no=record.no).values_list("pk", flat=True).get()
    # On a day of its own, so that the calendar has room for it.
    Card.objects.filter(no=record.no).update(due_on=clock.today() + timedelta(days=2))
    pages = {
        "today": reverse("today"),
        "search": f"{reverse('search')}?q={hostile.ELEMENT}",
        "suggest": f"{reverse('search-suggest')}?q={hostile.ELEMENT}",
        "calendar": f"{reverse('calendar')}?whose=all",
        "calendar by chapter": f"{reverse('calendar')}?whose=all&view=chapter",
        "entry": reverse("ledger-entry", args=[entry]),
        "views": f"{register_url(SYSTEMS)}views/",
        "clause": f"{reverse('clause', args=['7.1'])}?tab=talk",
        "evidence": f"{record_url(SYSTEMS, record.no)}?tab=evidence",
        "talk": f"{record_url(SYSTEMS, record.no)}?tab=talk",
        "label": f"{register_url(SYSTEMS)}?print=labels",
        "sheet": f"{register_url(SYSTEMS)}?print=1",
    }
    for name, address in pages.items():
        page = Page(manager.get(address).text)
        assert not page.live, (name, page.live)
        assert f"<{hostile.ELEMENT}" in page.words, name


def test_reflected_xss_through_each_part_of_an_address(firm: Firm) -> None:
    """What stands in an address is text too, also where it is nonsense."""
    nonsense = dict.fromkeys(
        ("q", "order", "page", "kind", "columns", "tab", "next", "month", "act", "x"), hostile.TEXT
    )
    manager = firm.cast.client("it_manager")
    no = firm.records[SYSTEMS.code].no
    for address in (register_url(SYSTEMS), record_url(SYSTEMS, no), reverse("search"), reverse("ledger"),
                    register_url(SYSTEMS, "new"), reverse("sign-in")):  # fmt: skip
        answer = manager.get(address, nonsense)
        assert answer.status_code < 500
        assert not Page(answer.text).live, address
    answer = manager.post(register_url(SYSTEMS, "new"), {**nonsense, "name": hostile.TEXT, "kind": "<zz>"})
    page = Page(answer.text)
    assert answer.status_code == 400
    assert hostile.TEXT in page.words
    assert not page.live


def test_template_injection(firm: Firm) -> None:
    """Nothing that is typed is read as a template: what a person wrote comes back letter by letter, on paper too."""
    for one in registers()[::6]:
        counted = Page(firm.browser(one).get(record_url(one, firm.records[one.code].no, "print")).text).words
        assert ("{{7*7}}" in counted) or hostile.TEXT not in map(hostile.text_for, hostile.texts_of(one)), one.code


def test_stored_xss_through_each_file_name(firm: Firm) -> None:
    """A name shows as a name, leads nowhere, and the file is handed out as a download that no browser runs."""
    manager = firm.cast.client("it_manager")
    record = firm.records[SYSTEMS.code]
    for number, name in enumerate(NAMES):
        file = SimpleUploadedFile("x", hostile.SVG + bytes([number]), content_type="text/html")
        file.name = name  # as a browser of the attacker's own sends it
        file._name = name
        sent = manager.post(f"{record_url(SYSTEMS, record.no)}evidence/", {"files": file, "note": hostile.TEXT})
        assert sent.status_code == 302
        kept = Attachment.objects.order_by("-pk")[0]
        assert not set(kept.name) & set("/\\\r\n\0"), name
        got = manager.get(record_url(SYSTEMS, record.no, "evidence", kept.pk))
        assert got.headers["Content-Disposition"].startswith("attachment"), name
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in got.headers
        assert b"".join(got.streaming_content) == hostile.SVG + bytes([number])
    page = Page(manager.get(f"{record_url(SYSTEMS, record.no)}?tab=evidence").text)
    assert not page.live
    assert hostile.FILE in page.words


def test_path_traversal_in_the_names_of_evidence(firm: Firm) -> None:
    """The store names a file by its content alone: no name that is sent chooses a place on the disk."""
    for number, name in enumerate(NAMES):
        content = f"evidence {number}".encode()
        kept = evidence.keep_bytes(content, name=name)
        assert kept.name == Path(kept.name).name
        assert evidence.path_of(kept.sha256).replace("/", "").endswith(kept.sha256)
        with evidence.read(kept) as file:
            assert file.read() == content
    manager = firm.cast.client("it_manager")
    for address in ("/log/../../etc/passwd", "/log/tile/0/../../../key", "/static/../settings.py",
                    "/static/..%2f..%2fsettings.py", "/log/%2e%2e/%2e%2e/etc/passwd"):  # fmt: skip
        assert manager.get(address).status_code == 404, address


def test_stored_xss_through_a_pack(firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of an evidence pack are opened from a disk, where no header of ours protects whoever reads them."""
    monkeypatch.setattr(paper, "RECORDS_AT_MOST", 0)
    pages = 0
    for one in registers()[::4]:
        record = firm.records[one.code]
        packs.of_record(record.no, folder=tmp_path / one.code, by=firm.cast.actor("auditor"))
        for path in sorted((tmp_path / one.code).rglob("*")):
            assert not set(path.name) & set('<>:"|?*\\'), path
            if path.suffix == ".html":
                pages += 1
                page = Page(path.read_text("utf-8"))
                assert not page.live, (path, page.live)
                assert f"<{hostile.ELEMENT}" in page.words or "records" not in str(path), path
    assert pages > 15


def test_html_in_answers_of_the_api(firm: Firm) -> None:
    """What a program asks for is JSON and says so: no browser takes it for a page."""
    for one in registers()[::5]:
        no = firm.records[one.code].no
        for more in ("", f"{no}/", f"{no}/history/"):
            answer = firm.browser(one).get(f"/api/{one.path}/{more}")
            assert answer.headers["Content-Type"] == "application/json", one.code
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            json.loads(answer.content)


def test_injection_into_the_calendar_feed(firm: Firm, client: Any) -> None:
    """A title with line ends adds no event, no alarm and no address to somebody's calendar."""
    manager = firm.cast.client("it_manager")
    shown = Page(manager.post(reverse("settings-feed"), {"act": "make"}).text)
    address = next(word for word in shown.words.split() if word.endswith(".ics"))
    title = "x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTACH:http://evil.example/\r\nEND:VALARM"
    me = firm.cast.user("it_manager")
    Card.objects.filter(register=SYSTEMS.code).update(title=title, due_on=clock.today(), owner=me)
    content = client.get(address[address.index("/calendar/") :]).content
    feed = Calendar.from_ical(content)
    assert [str(one["summary"]) for one in feed.walk("VEVENT") if "VALARM" in str(one["summary"])]
    assert not feed.walk("VALARM")
    assert not [one for one in feed.walk() if "attach" in one]


def test_a_line_end_in_a_reason_stays_in_it(firm: Firm) -> None:
    """What is entered in the ledger is one value, whatever it holds."""
    record = firm.records[SYSTEMS.code]
    acts.void(record, reason="x\r\n\r\n\u2028HTTP/1.1 200 OK", by=firm.cast.actor("it_manager"))
    entry = Entry.objects.filter(act="void", record_no=record.no).select_related("payload").get()
    assert entry.payload.body["reason"] == "x\r\n\r\n\u2028HTTP/1.1 200 OK"

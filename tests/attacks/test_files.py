"""Files that deceive: entities, bombs, names that climb out of a folder, through every door that reads a file."""

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.faces.api.calling import send
from tests.sheets import xlsx_of
from zhengan.faces.cli import backup
from zhengan.faces.web.places import register_url
from zhengan.kernel.models import Attachment
from zhengan.kernel.register import register
from zhengan.kernel.sheet_file import Unreadable, tables_of
from zhengan.ledger.models import Entry

UNITS = register("organization.unit")
MEGABYTE = 1024 * 1024
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


def sheet(change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A good sheet of units, each member as `change` makes it, and more members."""
    made = io.BytesIO()
    good = xlsx_of(("x", [["code", "name", "kind"], ["ZZ1", "MARK", "branch"]]))
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(member.filename, change(member.filename, source.read(member)))
        for name, content in more.items():
            target.writestr(name, content)
    return made.getvalue()


def declared(told: str, name: str = "") -> Callable[[str, bytes], bytes]:
    """Put a document type into one member, or into all, and its entity where the name of the unit stands."""

    def change(member: str, content: bytes) -> bytes:
        if not member.endswith((".xml", ".rels")) or (name and not member.endswith(name)):
            return content
        head, mark, rest = content.partition(b"?>")
        return head + mark + f"<!DOCTYPE x [{told}]>".encode() + rest.replace(b"MARK", b"&zz;")

    return change


def refused(cast: Cast, content: bytes) -> None:
    """The sheet is refused with words at the door, and nothing was written."""
    before = Entry.objects.exclude(act="import_file").count()
    answer = cast.client("hr").post(register_url(UNITS, "import"), {"sheet": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 400
    assert answer.context["error"]
    assert "root:" not in answer.text
    assert Entry.objects.exclude(act="import_file").count() == before
    assert not UNITS.record.objects.filter(code="ZZ1").exists()


@pytest.mark.parametrize(
    "member", ["sheet1.xml", "sharedStrings.xml", "workbook.xml", "workbook.xml.rels", "styles.xml"]
)
@pytest.mark.parametrize("place", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_xxe_in_a_sheet(cast: Cast, member: str, place: str) -> None:
    """An entity from elsewhere is neither fetched nor shown, in whichever part of a workbook it stands."""
    refused(cast, sheet(declared(f'<!ENTITY zz SYSTEM "{place}">', member)))


def test_entity_bomb_in_a_sheet(cast: Cast) -> None:
    """A billion laughs: refused before one of them is told."""
    tracemalloc.start()
    refused(cast, sheet(declared(f'<!ENTITY l0 "ha">{LAUGHS}<!ENTITY zz "&l9;">')))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50 * MEGABYTE


def test_entity_in_another_encoding(cast: Cast) -> None:
    """What declares an entity in UTF-16 is seen through as well."""

    def change(member: str, content: bytes) -> bytes:
        made = declared('<!ENTITY zz "&#65;">', "sheet1.xml")(member, content)
        return made.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16") if member.endswith("sheet1.xml") else made

    refused(cast, sheet(change))


def test_zip_bomb(cast: Cast) -> None:
    """A small archive that unpacks to a gigabyte is refused, also where it lies about its sizes, and costs little."""
    member = b"<worksheet>" + b" " * (160 * MEGABYTE)
    content = sheet(lambda _name, content: content, **{"xl/worksheets/sheet9.xml": member})
    assert len(content) < MEGABYTE
    lying = content.replace(len(member).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    del member
    for one in (content, lying):
        tracemalloc.start()
        with pytest.raises(Unreadable):
            tables_of(one)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 20 * MEGABYTE


def test_zip_slip_in_a_sheet(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members that name a place outside are read as what they are or not at all: nothing is unpacked to a disk."""
    monkeypatch.chdir(tmp_path)
    content = sheet(lambda _name, content: content, **{"../../slip.xml": b"<x/>", f"{tmp_path}/slip.xml": b"<x/>"})
    answer = cast.client("hr").post(register_url(UNITS, "import"), {"sheet": SimpleUploadedFile("../x.xlsx", content)})
    assert answer.status_code in (200, 400)
    assert not list(tmp_path.rglob("*"))
    assert not (tmp_path.parent.parent / "slip.xml").exists()


NAMES = ["../../x", "..\\..\\x", "/etc/passwd", "..", "a\r\nSet-Cookie: session=planted", "x\u202egpj.exe", "a" * 200]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["the file", "beside it"])
def test_path_traversal_in_the_name_of_an_upload(cast: Cast, name: str, where: str) -> None:
    """Sent as JSON, where no parser of forms has cleaned the name: it is kept as the plain name of a file."""
    hr, no = cast.client("hr"), cast.units["it"].no
    body = {"file": {"name": name, "base64": "eno="}} if where == "the file" else {
        "file": {"name": "x", "base64": "eno="}, "name": name
    }  # fmt: skip
    assert send(hr, "POST", f"/api/organization/unit/{no}/attachments/", body).status_code == 201
    kept = Attachment.objects.get()
    assert kept.name.isprintable()
    assert Path(kept.name).name == kept.name != ".."
    got = hr.get(f"/organization/unit/{no}/evidence/{kept.pk}/")
    assert (got.status_code, b"".join(got.streaming_content)) == (200, b"zz")
    assert "Set-Cookie" not in got.headers


# -- the archive of a backup ---------------------------------------------------------------------------------------


def tar_of(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    manifest = json.dumps({"engine": "sqlite", "members": {}, "tables": {}}).encode()
    head = tarfile.TarInfo("manifest.json")
    head.size = len(manifest)
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for info, content in ((head, manifest), *members):
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


ARCHIVES = {
    "climbs": tar_of((member("../slip"), b"x")),
    "climbs in the middle": tar_of((member("evidence/../../slip"), b"x")),
    "link out": tar_of((member("evidence/a", tarfile.SYMTYPE, "/etc/passwd"), b"")),
    "link out and through": tar_of((member("evidence", tarfile.SYMTYPE, ".."), b""), (member("evidence/slip"), b"x")),
    "hard link": tar_of((member("evidence/a", tarfile.LNKTYPE, "manifest.json"), b"")),
    "device": tar_of((member("evidence/a", tarfile.CHRTYPE), b"")),
    "pipe": tar_of((member("evidence/a", tarfile.FIFOTYPE), b"")),
    "link inside": tar_of((member("evidence/a", tarfile.SYMTYPE, "../manifest.json"), b"")),
    "compressed": gzip.compress(tar_of((member("evidence/a"), b"\0" * MEGABYTE))),
}  # fmt: skip


@pytest.mark.parametrize("content", ARCHIVES.values(), ids=ARCHIVES)
def test_zip_slip_in_an_archive(tmp_path: Path, content: bytes) -> None:
    """A backup that is none: unpacked by the real function, it leaves nothing behind, outside or inside."""
    archive = tmp_path / "in" / "x.tar"
    archive.parent.mkdir()
    archive.write_bytes(content)
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    with pytest.raises(backup.NotRestored) as told:
        backup._unpack(archive, folder)
    assert "多餘" not in str(told.value), "it is the member itself that is refused"
    assert not [path for path in tmp_path.rglob("*") if path.name in ("slip", "passwd")]
    assert not [
        path for path in folder.rglob("*") if path.is_symlink() or (path.is_file() and path.name != "manifest.json")
    ]

"""The papers of the year: sign-in sheets, signed reviews and screenshots, attached to the records that they prove."""

import struct
import zlib
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile

from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

EVERY = 14
WHO = "江承翰"
SIGNED_AT_MOST = 40
WIDTH, HEIGHT = 240, 96


def plan(stage: Stage) -> None:
    """Plan a round of filing every second week: what was finished since the last one gets its paper."""
    filed: set[tuple[str, int]] = set()
    for ago in range(396, 0, -EVERY):
        stage.plan(stage.at(stage.today - timedelta(days=ago), 17, 40), partial(_file, stage, filed))


def _file(stage: Stage, filed: set[tuple[str, int]]) -> None:
    for record in _new("organization.training", ("confirmed",), filed):
        names = [line.person.name for line in record.attendees.select_related("person").order_by("pk")[:SIGNED_AT_MOST]]
        lines = [
            f"課程：{record.title}",
            f"日期：{record.held_on}",
            f"時數：{record.hours}",
            "簽到：",
            *_in_rows(names),
        ]
        _attach(stage, record, pdf("教育訓練簽到表", lines), "簽到表.pdf", "紙本簽到表掃描")
    for record in _new("access.recertification", ("executed",), filed):
        lines = [
            f"審查：{record}",
            f"編號：{record.no}",
            f"完成日：{record.completed_on}",
            "逐筆確認保留或停用，無其他意見。",
            "業務單位主管（簽章）",
        ]
        _attach(stage, record, pdf("使用者權限審查確認單", lines), "權限審查確認單.pdf", "主管簽章掃描")
    for record in _new("incidents.incident", ("closed",), filed):
        _attach(stage, record, png(record.no), f"處理畫面-{record.no}.png", "事件處理當時之監控畫面")
    for record in _new("assurance.finding", ("closed",), filed):
        text = f"改善追蹤會議紀錄\n{record.no} {record}\n出席：稽核室、資訊安全處、受查單位\n決議：改善措施已完成，同意結案。\n"
        _attach(stage, record, text.encode(), f"會議紀錄-{record.no}.txt", "結案會議紀錄")


def _new(code: str, states: Iterable[str], filed: set[tuple[str, int]]) -> list[Any]:
    """The records that came into these states and have no paper yet."""
    seen = {key for one, key in filed if one == code}
    found = list(the(code).record.objects.in_state(*states).exclude(pk__in=seen).order_by("pk"))
    filed |= {(code, record.pk) for record in found}
    return found


def _attach(stage: Stage, record: Any, content: bytes, name: str, note: str) -> None:
    acts.attach(record, ContentFile(content, name=name), by=stage.by(WHO), note=note)


def _in_rows(names: list[str]) -> list[str]:
    return ["  ".join(names[first : first + 6]) for first in range(0, len(names), 6)]


def pdf(title: str, lines: Iterable[str]) -> bytes:
    """Return one A4 page of Chinese text; the font is one that every reader of PDF brings along."""
    text = f"BT /F 16 Tf 72 770 Td <{_hex(title)}> Tj /F 11 Tf 0 -14 Td"
    text += "".join(f" 0 -20 Td <{_hex(line)}> Tj" for line in lines) + " ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/MSung-Light/Encoding/UniCNS-UTF16-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/MSung-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(CNS1)/Supplement 4>>/DW 1000/FontDescriptor 7 0 R>>",
        "<</Type/FontDescriptor/FontName/MSung-Light/Flags 4/FontBBox[-160 -249 1015 888]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    )
    content, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj{one}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    content += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    return content.encode("ascii")


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def png(seed: str) -> bytes:
    """Return a small picture like that of a monitor: a curve on a grid, another for each seed."""
    points = [zlib.crc32(f"{seed}{place}".encode()) % (HEIGHT // 2) + HEIGHT // 4 for place in range(WIDTH // 8 + 1)]
    rows = []
    for y in range(HEIGHT):
        row = bytearray(b"\x00")
        for x in range(WIDTH):
            on_curve = abs(y - points[x // 8]) < 2
            on_grid = x % 40 == 0 or y % 24 == 0
            row += b"\x2e\xc4\x6f" if on_curve else b"\x33\x3d\x4b" if on_grid else b"\x14\x1a\x22"
        rows.append(bytes(row))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )

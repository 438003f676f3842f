"""Undertakings: the papers of everybody who was here, three of which are missing, and the signatures of who joins."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import cast, documents, firm, story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

UNDERTAKING = "organization.undertaking"
TEXT_NO, PERSONNEL = "HR-001", "吳佩芸"
WRITTEN_AGO, SCANNED_AGO = 322, 318


def plan(stage: Stage) -> None:
    """Plan the text, the index of the scanned papers, and the signature of each who joins after that."""
    text = {"topic": "other", "doc_no": TEXT_NO, "title": "保密切結書", "writer": PERSONNEL}
    stage.plan(stage.at(stage.day(WRITTEN_AGO), 14, 5), lambda: documents.write(stage, [text]))
    stage.plan(stage.at(stage.day(SCANNED_AGO), 9, 10), lambda: _scanned(stage))
    for number in range(firm.JOINERS // 2):
        ago = 370 - number * 33
        if ago < SCANNED_AGO:
            late = 12 if number == story.SIGNED_LATE else 1
            stage.plan(stage.at(stage.day(ago), 11, 0), partial(_hand_out, stage, late))


def text() -> Any:
    """The text in force that everybody signs."""
    found: Any = the("policy.policy_document").record.objects.in_force()
    return found.get(doc_no=TEXT_NO)


def agree(stage: Stage, person: Any) -> str:
    """Have somebody sign the agreement on his own device; returns its number."""
    values = {
        "kind": "byod", "person": person, "document": stage.documents.get("mobile_own") or text(),
        "covers_restrictions": True, "covers_liability": True,
    }  # fmt: skip
    issued = stage.create(UNDERTAKING, values, by=stage.by(PERSONNEL))
    return str(acts.move(issued, "signed", by=stage.by_person(person)).no)


def _scanned(stage: Stage) -> None:
    """Human resources bring in what everybody signed on paper when he came; of three nothing can be found."""
    here = firm.active(stage)
    staying = {story.person_of(stage, leaver).pk for leaver in story.leavers(stage)}
    lost = [
        one
        for one in here
        if one.unit.code == "B07" and one.name not in cast.NAMES and one.grade == "一般職員" and one.pk not in staying
    ][: story.PAPERS_LOST]
    common = {"kind": "confidentiality", "document": text()}
    signed = [common | {"person": one, "signed_on": one.joined_on} for one in here if one not in lost]
    stage.create_many(UNDERTAKING, signed, by=stage.by(PERSONNEL), source="import", source_file="7" * 64)
    asked = [common | {"person": one} for one in lost]
    stage.create_many(UNDERTAKING, asked, by=stage.by(PERSONNEL), source="manual")


def _hand_out(stage: Stage, days: int) -> None:
    """Two who came today get the text, and sign it on the next day, or so many days later."""
    today = stage.now.date()
    came = [one for one in firm.active(stage) if one.joined_on == today]
    rows = [{"kind": "confidentiality", "document": text(), "person": one} for one in came]
    made = stage.create_many(UNDERTAKING, rows, by=stage.by(PERSONNEL), source="manual")
    for one in made:
        stage.plan(stage.at(today + timedelta(days=days), 9, 30), partial(_sign, stage, one))


def _sign(stage: Stage, issued: Any) -> None:
    acts.move(issued, "signed", by=stage.by_person(issued.person))

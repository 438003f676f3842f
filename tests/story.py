"""What the demonstration's story promises, held against the verdicts on whatever day it was played."""

from datetime import date

from zhengan.checks.models import ClauseVerdict
from zhengan.checks.status import Status
from zhengan.faces.cli.demonstration import story, trainings

WRONG = (Status.NOT_MET, Status.ATTENTION)


def shows(clause: str, flaw: story.Flaw, *, on: date) -> None:
    """Assert that a planned flaw shows in a clause, with as many rows as planned."""
    verdict = ClauseVerdict.objects.get(clause=clause)
    running = flaw.advised or flaw.soon or (flaw.attention and trainings.counted_year(on) == on.year)
    wrong = Status.ATTENTION if running else Status.NOT_MET
    counted = "warnings" if flaw.soon else "exceptions"
    found = [part[counted] for part in verdict.parts if part["status"] == wrong.value]
    # What is only behind does not judge a clause that waits for more registers.
    assert verdict.status == wrong or (running and verdict.kind == "not_yet"), (clause, verdict.sentence_zh)
    assert flaw.count in found, (clause, verdict.sentence_zh)


def nothing_else_is_wrong() -> None:
    """Assert that no condition fails but those of the story; a heading may be worse than its own, by its children."""
    planned = {clause for flaw in story.FLAWS for clause in flaw.clauses}
    wrong = ClauseVerdict.objects.filter(status__in=WRONG).exclude(clause__in=planned)
    wrong = wrong.exclude(status=Status.ATTENTION, clause__in=story.AHEAD)
    surprises = {one.clause: one.sentence_zh for one in wrong if any(part["status"] in WRONG for part in one.parts)}
    assert surprises == {}

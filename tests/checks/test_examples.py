"""Every check, on firms that keep the clause and on firms that break it, and on the empty firm."""

import pytest

from tests.checks.examples import Example, all_examples
from tests.checks.rows import TODAY
from zhengan.catalogue import catalogue
from zhengan.checks.declare import check_of
from zhengan.checks.status import Status, worst
from zhengan.checks.verdict import judge

EXAMPLES = all_examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.id for one in EXAMPLES])
def test_an_example_is_seen_as_what_it_is(db: None, example: Example) -> None:
    example.build()
    (verdict,) = judge([example.clause], on=TODAY)
    check = check_of(example.clause)
    assert check is not None
    seen = worst(Status(part["status"]) for part in verdict.parts)
    assert seen is example.seen, verdict.parts
    if example.exceptions is not None:
        assert verdict.exceptions == example.exceptions, verdict.parts
    if catalogue().clause(example.clause).children:
        return  # the children have their say as well
    if check.is_partial and seen in (Status.MET, Status.ATTENTION):
        assert verdict.status is Status.NO_DATA
    else:
        assert verdict.status is seen
    assert "%(" not in verdict.sentence["zh-hant"] + verdict.sentence["en"]

"""Log reviews: by whoever is named, never of one's own use alone, verified by another; the unusual is an incident."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock
from zhengan.rooms.logs.opening import MOST, open_reviews

SEEN = {"event_count": 10, "unusual": "無", "conclusion": "normal"}


def test_it_goes_from_reader_to_supervisor(cast):
    review = make.log_review(cast, state="verified")
    assert (review.state, review.reviewed_at, review.verified_at) == ("verified", clock.now(), clock.now())
    assert (review.supervisor.user, review.incident) == (cast.actor("it_manager").user, None)


def test_nobody_but_the_reader_named_reads(cast):
    review = make.log_review(cast)
    for office in ("security_officer", "it_manager", "system_admin"):
        with pytest.raises(Refused):
            acts.move(review, "reviewed", by=cast.actor(office), values=SEEN)


@pytest.mark.parametrize("missing", sorted(SEEN))
def test_the_reader_says_what_he_saw(cast, missing):
    review = make.log_review(cast)
    given = {name: value for name, value in SEEN.items() if name != missing}
    by = Actor.of(review.reviewer.user, via="web")
    if missing == "event_count":
        assert acts.move(review, "reviewed", by=by, values=given).state == "reviewed"
    else:
        with pytest.raises(ValidationError) as refused:
            acts.move(review, "reviewed", by=by, values=given)
        assert missing in refused.value.message_dict


def test_the_reader_does_not_verify_himself_even_as_supervisor(cast):
    review = make.log_review(cast, state="reviewed")
    with pytest.raises(Refused):
        acts.move(review, "verified", by=replace(cast.actor("operator"), offices=frozenset({"it_manager"})))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE logs_logreview SET state = 'verified', supervisor_id = reviewer_id WHERE id = %s", [review.pk]
        )


def test_nobody_alone_reads_a_time_in_which_he_used_the_highest_rights(cast):
    use = make.privileged_use(cast, state="ended")
    source = make.log_source(cast, info_system=use.info_system, reviewer=cast.system_admin)
    by = cast.actor("system_admin")
    period = {"period_from": clock.now() - timedelta(days=7), "period_to": clock.now()}
    alone = make.log_review(cast, log_source=source, **period)
    with pytest.raises(NotPossible):
        acts.move(alone, "reviewed", by=by, values=SEEN)
    acts.change(alone, {"second_reviewer": cast.operator}, by=cast.actor("security_officer"))
    assert acts.move(alone, "reviewed", by=by, values=SEEN).state == "reviewed"
    before = {"period_from": period["period_from"] - timedelta(days=7), "period_to": clock.now() - timedelta(days=1)}
    quiet = make.log_review(cast, log_source=source, **before)
    assert acts.move(quiet, "reviewed", by=by, values=SEEN).state == "reviewed"


def test_the_second_reader_is_another_person(cast):
    with pytest.raises(ValidationError):
        make.log_review(cast, second_reviewer=cast.operator)


def test_what_is_unusual_is_an_incident(cast):
    review = make.log_review(cast, state="verified", conclusion="unusual")
    assert review.incident.info_system == review.log_source.info_system
    assert review.no in review.incident.description
    assert review.incident.reported_by == review.reviewer


def test_a_stretch_that_is_not_over_or_backward_or_listed_is_refused(cast):
    to_come = make.log_review(cast, period_to=clock.now() + timedelta(hours=1))
    with pytest.raises(NotPossible):
        acts.move(to_come, "reviewed", by=cast.actor("operator"), values=SEEN)
    with pytest.raises(ValidationError):
        make.log_review(cast, period_to=clock.now() - timedelta(days=9))
    with pytest.raises(ValidationError):
        make.log_review(cast, log_source=to_come.log_source)


def test_reviews_are_opened_stretch_after_stretch(cast):
    source = make.log_source(cast, kind="console", started_on=clock.today() - timedelta(days=15))
    make.log_source(cast, state="planned")
    assert (open_reviews(), open_reviews()) == (2, 0)
    first, second = acts_of(source)
    assert (first.kind, first.reviewer, first.source) == ("console", cast.operator, "sensor")
    assert first.period_to == second.period_from
    old = make.log_source(cast, started_on=clock.today() - timedelta(days=300))
    assert open_reviews() == MOST
    assert len(acts_of(old)) == MOST


def acts_of(source):
    from zhengan.rooms.logs.registers.log_review import LogReview

    return list(LogReview.objects.filter(log_source=source).order_by("period_from"))

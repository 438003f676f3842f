"""Statements written once: they answer whoever asks, and give what the query set would give."""

from threading import Thread

import pytest
from django.db import connection, connections

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.prepared import SOME_NUMBER, Rows
from zhengan.kernel.register import register

UNIT = "organization.unit"


def units(system: Actor) -> list[str]:
    rows = [{"code": f"P{number}", "name": f"單位{number}", "kind": "branch"} for number in range(2)]
    return [acts.create(register(UNIT), row, by=system).no for row in rows]


def test_each_question_has_its_own_answer(system: Actor, django_assert_num_queries) -> None:
    one, two = units(system)
    asked = Rows(register(UNIT).record.objects.filter(no=SOME_NUMBER).select_related("maker"))
    with django_assert_num_queries(3):
        (first,), (second,) = asked({SOME_NUMBER: one}), asked({SOME_NUMBER: two})
        assert (first.no, second.no) == (one, two)
        assert first.maker.pk == system.user.pk
        assert asked({SOME_NUMBER: "UNI-1999-0001"}) == []
    acts.change(first, {"name": "改名"}, by=system)
    assert asked({SOME_NUMBER: one})[0].name == "改名"


def test_what_no_row_can_answer_is_not_asked(system: Actor, django_assert_num_queries) -> None:
    asked = Rows(register(UNIT).record.objects.filter(pk__in=[]))
    with django_assert_num_queries(0):
        assert asked({}) == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    asked = Rows(register(UNIT).record.objects.filter(no=SOME_NUMBER))
    mine = connection.connection
    used: list[object] = []

    def ask() -> None:
        try:
            with connection.execute_wrapper(lambda run, *told: (used.append(connection.connection), run(*told))[1]):
                asked({SOME_NUMBER: "X"})
        finally:
            connections.close_all()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert len(used) == 1
    assert used[0] is not mine or mine is None

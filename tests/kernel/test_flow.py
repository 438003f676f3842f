"""Flows: what follows from a declaration alone."""

import pytest

from zhengan.kernel.flow import Flow, Move

TWO_EYES = Flow(
    initial="draft",
    moves=(
        Move(source="draft", target="submitted", by=("maker",)),
        Move(source="submitted", target="draft", by=("ciso",), reason=True),
        Move(source="submitted", target="approved", by=("ciso",), not_same_as=("maker",)),
        Move(source="approved", target="in_force", by=("system",), on="effective_on"),
        Move(source="in_force", target="withdrawn", by=("ciso",)),
    ),
)
NO_EYES = Flow(initial="active", moves=(Move(source="active", target="left", by=("hr",)),))


def test_states_come_in_the_order_of_the_moves():
    assert TWO_EYES.states == ("draft", "submitted", "approved", "in_force", "withdrawn")


def test_what_waits_for_approval_is_frozen():
    assert TWO_EYES.awaiting_approval == {"submitted"}
    assert TWO_EYES.is_editable("draft")
    assert not TWO_EYES.is_editable("submitted")


def test_states_that_need_an_approver_are_derived():
    assert TWO_EYES.behind_approval == {"approved", "in_force", "withdrawn"}
    assert NO_EYES.behind_approval == frozenset()


def test_an_approval_that_starts_in_the_initial_state_leaves_it_editable():
    flow = Flow(
        initial="proposed", moves=(Move(source="proposed", target="approved", by=("ciso",), not_same_as=("maker",)),)
    )
    assert flow.is_editable("proposed")
    assert flow.behind_approval == {"approved"}


def test_an_approval_always_excludes_the_maker():
    move = Move(source="submitted", target="verified", by=("it_manager",), not_same_as=("operator",))
    assert move.excluded == {"operator", "maker"}
    assert Move(source="a", target="b", by=("hr",)).excluded == frozenset()


def test_final_states_are_those_that_nothing_leaves():
    assert TWO_EYES.final == {"withdrawn"}
    assert not NO_EYES.is_editable("left")


def test_constraints_follow_from_the_moves():
    names = {constraint.name for constraint in TWO_EYES.constraints("thing")}
    assert names == {"thing_state_known", "thing_checker_not_maker", "thing_approved_by"}
    assert {constraint.name for constraint in NO_EYES.constraints("thing")} == {"thing_state_known"}


def test_a_stamped_person_must_differ_from_the_excluded_one():
    flow = Flow(
        initial="draft",
        moves=(
            Move(
                source="draft",
                target="verified",
                by=("it_manager",),
                not_same_as=("operator",),
                stamp={"supervisor": "person", "verified_at": "now"},
            ),
        ),
    )
    assert "thing_supervisor_not_operator" in {constraint.name for constraint in flow.constraints("thing")}


@pytest.mark.parametrize("flow", [TWO_EYES, NO_EYES])
def test_every_state_has_a_word_and_a_tone(flow):
    for state in flow.states:
        assert str(flow.label(state))
        assert flow.tone(state) in {"quiet", "wait", "good", "warn", "bad"}


def test_a_step_by_another_that_approves_nothing_neither_freezes_nor_excludes_the_maker():
    move = Move(
        source="approved",
        target="implemented",
        by=("developer",),
        not_same_as=("approver",),
        approval=False,
        stamp={"implementer": "person"},
    )
    flow = Flow(initial="draft", moves=(Move(source="draft", target="approved", by=("it_manager",)), move))
    assert not move.is_approval
    assert move.excluded == {"approver"}
    assert flow.awaiting_approval == frozenset()
    assert flow.behind_approval == frozenset()
    assert {constraint.name for constraint in flow.constraints("thing")} == {
        "thing_state_known",
        "thing_implementer_not_approver",
    }


def test_several_sign_the_same_text_and_nobody_twice():
    """Each signature names all signers: the database keeps every two of them apart, and says so once."""
    signers = ("one", "two", "three")
    signatures = tuple(
        Move(
            source="signing",
            target="signing",
            by=(office,),
            not_same_as=signers,
            approval=False,
            stamp={office: "person"},
        )
        for office in signers
    )
    flow = Flow(initial="draft", moves=(Move(source="draft", target="signing", by=("maker",)), *signatures))
    assert all(move.is_signature and not move.is_approval for move in signatures)
    assert not flow.moves[0].is_signature
    assert flow.is_editable("signing"), "the register itself freezes what is signed"
    assert {constraint.name for constraint in flow.constraints("thing")} == {
        "thing_state_known",
        "thing_one_not_two",
        "thing_one_not_three",
        "thing_three_not_two",
    }

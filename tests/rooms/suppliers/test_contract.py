"""Contracts: not approved while a demanded term is missing (7.2.9, 10.4.4, 13.1.1, 13.1.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock

PERSONAL = ("confidentiality", "damages", "responsibility_split")
DEMANDED = {
    "outsourcing": ("security_agreement", "audit_right"),
    "cloud_use": ("selection", "audit_measures", "backup", "service_level", "recovery_time"),
    "cloud_offer": ("law", "rights_control", "responsibility_split", "protection"),
}
CASES = [(kind, False, term) for kind, terms in DEMANDED.items() for term in terms]
CASES += [("maintenance", True, term) for term in PERSONAL] + [("license", True, term) for term in PERSONAL]


def demanded(kind, *, personal_data):
    return dict.fromkeys((*DEMANDED.get(kind, ()), *(PERSONAL if personal_data else ())))


@pytest.mark.parametrize(("kind", "personal_data", "missing"), CASES)
def test_a_contract_is_not_approved_while_a_term_is_missing(cast, kind, personal_data, missing):
    terms = [term for term in demanded(kind, personal_data=personal_data) if term != missing]
    contract = make.contract(cast, *terms, kind=kind, personal_data=personal_data, state="submitted")
    for name in ("it_manager", "business_owner", "compliance"):
        with pytest.raises(NotPossible) as refused:
            acts.move(contract, "approved", by=cast.actor(name))
        contract.refresh_from_db()
    assert contract.state == "submitted"
    assert str(contract.terms.model(term=missing).get_term_display()) in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "personal_data", "held", "approved"),
    [
        ("cloud_use", False, {}, True),
        ("cloud_use", True, {}, False),
        ("outsourcing", False, {}, False),
        ("cloud_use", False, {"kind": "other"}, False),
        ("cloud_use", False, {"state": "submitted"}, False),
    ],
)
def test_a_cloud_that_lacks_a_term_is_approved_under_an_exception_alone(cast, kind, personal_data, held, approved):
    """13.1.1 allows what makes up for it; what lays down the duties on personal data is never left out (7.2.9)."""
    contract = make.contract(cast, kind=kind, personal_data=personal_data, state="submitted")
    values = {"kind": "cloud_gap", "clause": "13.1.1", "subject_ref": contract.no}
    make.exception(cast, **(values | held))
    if approved:
        assert acts.move(contract, "approved", by=cast.actor("compliance")).state == "in_force"
        return
    with pytest.raises(NotPossible):
        acts.move(contract, "approved", by=cast.actor("compliance"))


@pytest.mark.parametrize("kind", [*DEMANDED, "maintenance"])
@pytest.mark.parametrize("personal_data", [False, True])
def test_with_all_terms_it_is_approved(cast, kind, personal_data):
    terms = demanded(kind, personal_data=personal_data)
    contract = make.contract(cast, *terms, kind=kind, personal_data=personal_data)
    assert contract.state == "in_force"


def test_a_term_that_is_listed_but_not_laid_down_does_not_count(cast):
    contract = make.contract(cast, "security_agreement", state="draft")
    rows = [
        {"term": "security_agreement", "present": True, "article": "5"},
        {"term": "audit_right", "present": False, "article": ""},
    ]
    contract = acts.change(contract, {}, by=cast.actor("general_affairs"), lines={"terms": rows})
    contract = acts.move(contract, "submitted", by=cast.actor("general_affairs"))
    with pytest.raises(NotPossible):
        acts.move(contract, "approved", by=cast.actor("it_manager"))


def test_sent_back_it_gets_its_term_and_is_approved(cast):
    contract = make.contract(cast, "security_agreement", state="submitted")
    contract = acts.move(contract, "draft", by=cast.actor("it_manager"), reason="缺稽核權")
    acts.add_lines(
        contract, "terms", [{"term": "audit_right", "present": True, "article": "9"}], by=cast.actor("general_affairs")
    )
    contract.refresh_from_db()
    contract = acts.move(contract, "submitted", by=cast.actor("general_affairs"))
    assert acts.move(contract, "approved", by=cast.actor("it_manager")).state == "in_force"


def test_nobody_approves_the_contract_he_entered(cast):
    maker = cast.actor("it_manager")
    contract = make.contract(cast, *DEMANDED["outsourcing"], state="draft")
    values = {
        name: getattr(contract, name)
        for name in ("supplier", "kind", "title", "scope", "owner", "signed_on", "start_on", "end_on", "file")
    }
    rows = [{"term": term, "present": True, "article": "1"} for term in DEMANDED["outsourcing"]]
    own = acts.create(contract.register, values, by=maker, lines={"terms": rows})
    own = acts.move(own, "submitted", by=maker)
    with pytest.raises(Refused):
        acts.move(own, "approved", by=maker)


def test_a_new_contract_starts_with_the_terms_that_it_needs(cast):
    contract = make.contract(cast, kind="outsourcing", personal_data=True, state="draft")
    assert {line.term for line in contract.terms.all()} == {*DEMANDED["outsourcing"], *PERSONAL}
    assert not contract.terms.filter(present=True).exists()


def test_without_its_text_it_is_not_submitted(cast):
    contract = make.contract(cast, *DEMANDED["outsourcing"], file=None, state="draft")
    with pytest.raises(ValidationError) as refused:
        acts.move(contract, "submitted", by=cast.actor("general_affairs"))
    assert "file" in refused.value.message_dict


@pytest.mark.parametrize(
    "rows",
    [
        [{"term": "law", "present": True}],
        [{"term": "law", "present": False}, {"term": "law", "present": True, "article": "2"}],
    ],
    ids=["no article", "twice"],
)
def test_a_term_says_where_and_is_named_once(cast, rows):
    contract = make.contract(cast, *DEMANDED["outsourcing"], state="draft")
    with pytest.raises(ValidationError):
        acts.change(contract, {}, by=cast.actor("general_affairs"), lines={"terms": rows})


def test_it_comes_into_force_and_runs_out_on_its_days(cast):
    today = clock.today()
    days = {"start_on": today + timedelta(days=5), "end_on": today + timedelta(days=9)}
    contract = make.contract(cast, *DEMANDED["outsourcing"], state="approved", **days)
    seen = []
    for number in (4, 5, 9, 10):
        with clock.standing_at(clock.now() + timedelta(days=number)):
            carry_out(clock.today())
        contract.refresh_from_db()
        seen.append(contract.state)
    assert seen == ["approved", "in_force", "in_force", "expired"]

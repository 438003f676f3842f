"""Passwords: what is refused and why, by the parameters of the day; one-time passwords are chance alone."""

import math

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests import make
from tests.cast import Cast
from zhengan.faces.web.views.signing_in import SignInForm
from zhengan.identity import passwords
from zhengan.identity.models import User
from zhengan.kernel.accounts import passwords as account

GOOD = "Kx7!violet-harbour-92"


def refusal(password: str, user: User | None = None) -> str:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "password",
    ["short-1", "onlyletters", "1234567890", "letters-only", "P@ssw0rd!", "Password1", "qwerty-A1", "zxcvb-Q9!",
     "abcde-X9!", "54321-Xk!", "aaaa-Bk9!", "Xk9Xk9Xk9", "iloveyou1!", "Dragon123", "日進-Ab12"],
)  # fmt: skip
def test_what_can_be_guessed_is_refused(db: None, password: str):
    assert refusal(password)


def test_a_good_one_is_taken(db: None):
    validate_password(GOOD, None)


@pytest.mark.parametrize("password", ["A402-xyz!9", "a402.Berlin", "許家豪-Ab1x", "Zhengan-99!", "Zh3ng4n-99!"])
def test_names_of_the_person_and_the_firm_are_refused(cast: Cast, password: str):
    assert refusal(password, cast.user("auditor"))


def test_a_word_may_stand_in_a_long_phrase(cast: Cast):
    validate_password("a402 walks along the Blue river", cast.user("auditor"))


def test_sorts_of_characters_are_a_parameter(cast: Cast):
    validate_password("Kxvioletharbour-z", None)
    make.parameter(cast, "password-classes", "4")
    assert "4" in refusal("Kxvioletharbour-z")


def test_former_passwords_are_not_taken_again(cast: Cast):
    user, by = cast.user("employee"), cast.actor("employee")
    chosen = [f"{word}-Kx7!blue" for word in ("violet", "harbour", "meadow", "copper", "winter")]
    for one in chosen:
        account.choose(user, one, by=by)
    for one in chosen[-4:]:  # the present one and three before
        assert refusal(one, user)
    validate_password(chosen[0], user)
    make.parameter(cast, "password-history", "10")
    assert refusal(chosen[0], user)


def test_a_one_time_password_is_chance_alone(db: None):
    made = {passwords.one_time() for _ in range(500)}
    assert len(made) == 500
    letters = [letter for one in made for letter in one if letter != "-"]
    entropy = -sum(n / len(letters) * math.log2(n / len(letters)) for n in map(letters.count, set(letters)))
    assert entropy > math.log2(46) - 0.1  # every letter about as often as any other
    assert not {"0", "O", "1", "l", "I"} & set(letters)  # what is read wrongly
    for one in made:
        passwords.AsThePolicyDemands().validate(one)


def test_a_password_counts_exactly_as_it_is_typed(cast: Cast):
    """Long, with blanks around it and letters of any script; not cut off, not stripped, not in other letters' case."""
    long = f" Kx7! {'violet harbour 證安 ' * 12}"
    user = cast.user("auditor")
    validate_password(long, user)
    account.choose(user, long, by=cast.actor("auditor"))

    def opens(typed: str) -> bool:
        form = SignInForm({"username": user.username, "password": typed})
        return form.is_valid() and authenticate(None, **form.cleaned_data) == user

    assert len(long) > 200
    assert opens(long)
    for other in (long.strip(), long[:-1], long[:72], long.swapcase()):
        assert not opens(other)
    field = SignInForm()["password"]
    assert 'type="password"' in str(field)
    assert 'autocomplete="current-password"' in str(field)

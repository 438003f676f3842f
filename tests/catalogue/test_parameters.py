"""The numbers of the policy act: the firm's values count from their day, and none is ever softer than the policy."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengan.catalogue import (
    NotAValue,
    NotSet,
    Parameters,
    Period,
    SofterThanLimit,
    UnknownParameter,
    WrongUnit,
    catalogue,
    check_value,
    load,
    parameters,
    set_provider,
    shown_value,
)
from zhengan.catalogue.units import UNITS, keeps

BOOK = catalogue()
TODAY = date(2026, 6, 1)


def on(*dated, day=TODAY):
    return Parameters(on=day, book=BOOK, dated=dated)


# --- defaults ---


def test_without_anything_set_the_defaults_of_the_policy_hold():
    p = parameters(TODAY)
    assert p.on == TODAY
    assert p.int("password-min-length") == 8
    assert p.percent("malware-coverage") == Decimal(98)
    assert p.hours("security-staff-hours") == Decimal(15)
    assert p.period("log-retention") == Period("P3Y")
    assert p.version("tls-min-version") == (1, 2)
    assert p.text("tls-min-version") == "1.2"
    assert p.days("idle-account-days") == 90
    assert p.days("fix-due-critical") == 14
    assert p.raw("password-min-length") == "8"
    assert p.shown("password-min-length") == ("8 字元", "8 characters")
    assert p.shown("password-max-age") == ("3 個月", "3 months")
    assert p.shown("malware-coverage") == ("98%", "98%")
    assert p.refused == ()


@pytest.mark.parametrize("key", BOOK.parameters)
def test_every_parameter_is_read_in_its_unit(key):
    p = parameters(TODAY)
    read = {"duration": p.period, "tier": p.text}.get(BOOK.parameter(key).unit) or getattr(p, BOOK.parameter(key).unit)
    if BOOK.parameter(key).value is None:
        with pytest.raises(NotSet):
            read(key)
    else:
        assert read(key) is not None
        check_value(key, BOOK.parameter(key).value)


def test_what_the_firm_has_not_set_is_no_number():
    p = parameters(TODAY)
    assert p.raw("firm-tier") is None
    assert p.shown("firm-tier") is None
    with pytest.raises(NotSet) as caught:
        p.text("firm-tier")
    assert caught.value.zh == "尚未設定「公司資安分級」"
    assert on(("firm-tier", None, "2", TODAY)).text("firm-tier") == "2"


def test_a_wrong_question_is_a_mistake_in_the_code_that_asks():
    p = parameters(TODAY)
    with pytest.raises(WrongUnit, match="kept as duration"):
        p.int("log-retention")
    with pytest.raises(WrongUnit) as caught:
        p.days("log-retention")
    assert caught.value.zh == "參數「log-retention」為 3 年，不是整數日"
    with pytest.raises(WrongUnit):
        p.days("alert-notify-within")
    for read in (p.int, p.raw, p.days, p.scoped, p.shown):
        with pytest.raises(UnknownParameter):
            read("password-min-lenght")


# --- what the firm set ---


def test_the_newest_value_in_force_counts_and_a_coming_one_does_not():
    rows = [
        ("password-min-length", None, "12", date(2026, 5, 1)),
        ("password-min-length", "", "10", date(2026, 1, 1)),
        ("password-min-length", None, "14", date(2026, 6, 2)),
    ]
    set_provider(lambda _: rows)
    assert parameters(date(2025, 12, 31)).int("password-min-length") == 8
    assert parameters(date(2026, 1, 1)).int("password-min-length") == 10
    assert parameters(date(2026, 6, 1)).int("password-min-length") == 12
    assert parameters(date(2026, 6, 2)).int("password-min-length") == 14
    set_provider(None)
    assert parameters(TODAY).int("password-min-length") == 8


def test_the_provider_is_asked_for_the_date():
    asked = []
    set_provider(lambda day: asked.append(day) or ())
    parameters(TODAY)
    assert asked == [TODAY]


def test_of_two_values_of_one_day_the_later_given_counts():
    p = on(("desk-pass-rate", None, "91", TODAY), ("desk-pass-rate", None, "92", TODAY))
    assert p.percent("desk-pass-rate") == 92


def test_a_scope_falls_back_to_the_value_for_all_and_that_to_the_default():
    rows = [("grade-hours", "manager", "6", TODAY), ("grade-hours", "staff", "4.5", TODAY)]
    p = on(*rows)
    assert p.hours("grade-hours", scope="manager") == 6
    assert p.hours("grade-hours", scope="intern") == 3
    assert p.hours("grade-hours") == 3
    assert p.scoped("grade-hours") == {"manager": Decimal(6), "staff": Decimal("4.5")}
    assert p.shown("grade-hours", scope="staff") == ("4.5 小時／年", "4.5 hours per year")
    p = on(*rows, ("grade-hours", None, "5", TODAY))
    assert p.hours("grade-hours", scope="intern") == 5
    assert p.hours("grade-hours", scope="manager") == 6


def test_a_softer_value_never_counts_whatever_way_it_came():
    p = on(
        ("password-min-length", None, "10", date(2026, 1, 1)),
        ("password-min-length", None, "4", date(2026, 2, 1)),
        ("password-min-length", "mainframe", "5", date(2026, 2, 1)),
        ("malware-coverage", None, "most", date(2026, 2, 1)),
        ("gone", None, "1", date(2026, 2, 1)),
    )
    assert p.int("password-min-length") == 10
    assert p.int("password-min-length", scope="mainframe") == 10
    assert p.percent("malware-coverage") == 98
    assert [(one.key, one.scope, one.value, type(one.reason)) for one in p.refused] == [
        ("password-min-length", None, "4", SofterThanLimit),
        ("password-min-length", "mainframe", "5", SofterThanLimit),
        ("malware-coverage", None, "most", NotAValue),
        ("gone", None, "1", UnknownParameter),
    ]


# --- what may be set ---


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        (
            "password-min-length", "5",
            "密碼最短長度不得低於 6（七（三）6、九（三）2）",
            "Shortest password length must not be lower than 6 (7.3.6, 9.3.2)",
        ),
        (
            "failed-logins-max", 4,
            "密碼錯誤次數上限不得高於 3（七（三）5、九（三）3）",
            "Most failed passwords before the session is cut must not be higher than 3 (7.3.5, 9.3.3)",
        ),
        (
            "log-retention", "P2Y",
            "稽核紀錄留存期間不得短於 3 年（七（四）3）",
            "Retention of audit logs must not be shorter than 3 years (7.4.3)",
        ),
        (
            "password-max-age", Period("P6M"),
            "員工密碼最長使用期間不得長於 3 個月（七（三）6）",
            "Longest age of a staff password must not be longer than 3 months (7.3.6)",
        ),
        (
            "tls-min-version", "1.1",
            "加密傳輸最低版本不得低於 1.2（七（五）3、九（四））",
            "Lowest TLS version for encrypted transport must not be lower than 1.2 (7.5.3, 9.4)",
        ),
        (
            "security-staff-hours", Decimal("14.99"),
            "資安專責人員及主管年訓練時數不得低於 15（三、3）",
            "Yearly training hours of dedicated security staff and their supervisor must not be lower than 15 (3.3)",
        ),
    ],
)  # fmt: skip
def test_a_softer_value_is_refused_with_the_clauses_that_fix_it(key, value, zh, en):
    with pytest.raises(SofterThanLimit) as caught:
        check_value(key, value)
    assert (caught.value.zh, caught.value.en) == (zh, en)
    assert caught.value.clauses == BOOK.parameter(key).limit.clauses


def test_a_value_that_only_some_months_make_softer_is_refused_with_the_reason():
    with pytest.raises(SofterThanLimit) as caught:
        check_value("password-max-age", "P90D")
    assert caught.value.zh == "員工密碼最長使用期間不得長於 3 個月（七（三）6）；有些月份 90 日長於 3 個月"
    assert caught.value.en.endswith("must not be longer than 3 months (7.3.6): 90 days can be longer than 3 months")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("password-min-length", 6), ("password-min-length", "20"), ("password-max-age", "P3M"),
        ("password-max-age", "P89D"), ("password-max-age", "P1M"), ("failed-logins-max", 1), ("log-retention", "P3Y"),
        ("log-retention", "P1096D"), ("log-retention", "P10Y"), ("tls-min-version", "1.2.0"),
        ("tls-min-version", "1.3"), ("capacity-max-utilisation", 100), ("firm-tier", 4),
        ("operation-log-verify-within", "PT12H"), ("awareness-hours", "3.0"), ("notice-read-rate", "99.95"),
    ],
)  # fmt: skip
def test_the_limit_itself_and_anything_stricter_may_be_set(key, value):
    check_value(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("password-min-length", "eight"), ("password-min-length", 0), ("password-min-length", "8.5"),
        ("password-min-length", "-8"), ("password-min-length", "８"), ("password-max-age", "3 months"),
        ("notice-read-rate", "101"), ("notice-read-rate", "-1"), ("notice-read-rate", "95%"),
        ("notice-read-rate", "100.01"), ("awareness-hours", "three"), ("tls-min-version", "TLSv1.2"),
        ("firm-tier", "5"), ("firm-tier", "一"), ("log-retention", ""), ("password-min-length", None),
    ],
)  # fmt: skip
def test_what_is_no_value_of_the_unit_is_refused_by_name(key, value):
    with pytest.raises(NotAValue) as caught:
        check_value(key, value)
    assert BOOK.parameter(key).title in caught.value.zh
    assert BOOK.parameter(key).title_en in caught.value.en
    assert str(value) in caught.value.zh


def test_an_unknown_parameter_cannot_be_set():
    with pytest.raises(UnknownParameter):
        check_value("password-length", "8")


def test_a_policy_of_ones_own_is_asked_instead(small):
    book = load(small("parameters.yaml", "unit: int", "unit: text"))
    check_value("password-min-length", "長", book=book)
    with pytest.raises(NotAValue):
        check_value("password-min-length", "two\nlines", book=book)
    assert parameters(TODAY, book=book).text("password-min-length") == "8"
    assert shown_value(book.parameter("review-interval"), "P1Y") == ("1 年", "1 year")


def test_versions_are_compared_by_number_not_by_letter():
    read = UNITS["version"].read
    assert keeps(read("1.10"), ">=", read("1.9"))
    assert keeps(read("1.2"), ">=", read("1.2.0"))
    assert not keeps(read("1"), ">=", read("1.2"))
    assert read("0") == (0,)


@given(st.integers(1, 999))
def test_a_floor_is_never_passed(value):
    if value < 6:
        with pytest.raises(SofterThanLimit):
            check_value("password-min-length", value)
    else:
        check_value("password-min-length", value)
    assert on(("password-min-length", None, str(value), TODAY)).int("password-min-length") >= 6


@given(st.text(max_size=8), st.sampled_from(sorted(BOOK.parameters)))
def test_no_text_whatever_gets_a_softer_value_in(value, key):
    parameter = BOOK.parameter(key)
    p = on((key, None, value, TODAY))
    if parameter.limit:
        unit = UNITS[parameter.unit]
        assert keeps(unit.read(p.raw(key)), parameter.limit.op, unit.read(parameter.limit.value))

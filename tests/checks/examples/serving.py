"""Examples of the API and its clients, and of the quality of ordering."""

from tests.checks.examples import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import ago, api_client, document, metrics, obligation, parameter, policy_review, system


def api() -> None:
    """An API that is offered by rules."""
    system(kind="api")
    document("api_service")
    obligation("9.8")


@example("9.8", MET)
def clients_approved_and_reviewed() -> None:
    api()
    api_client()
    api_client(approved_on=ago(500), reviewed_on=ago(20), risk_notice_signed_on=ago(510))
    api_client(False, state="applied", approved_on=None)


@example("9.8", NO_DATA)
def no_client_yet() -> None:
    api()


@example("9.8", NOT_MET)
def an_api_without_rules() -> None:
    system(kind="api")
    api_client()


@example("9.8", NOT_MET, exceptions=2)
def a_criterion_or_the_risks_not_met() -> None:
    api()
    api_client(True, False)
    api_client(risk_notice_signed_on=ago(40))


for _field, _day in (("key_expires_on", ago(1)), ("stop_switch_tested_on", ago(400)), ("approved_on", ago(400))):

    def _lapsed(field: str = _field, day: object = _day) -> None:
        api()
        api_client(**{"risk_notice_signed_on": ago(500), field: day})

    _lapsed.__name__ = f"lapsed_{_field}"
    example("9.8", NOT_MET, exceptions=1)(_lapsed)


def ordering() -> None:
    """Ordering over the internet, with a standard."""
    system(kind="mobile_app")
    document("service_quality")
    policy_review("service_quality")


@example("9.9", MET)
def measured_every_month() -> None:
    ordering()
    metrics()


@example("9.9", MET)
def measured_every_quarter() -> None:
    ordering()
    parameter("service-metric-interval", "P3M")
    metrics(every=3)


@example("9.9", NOT_MET)
def measured_every_quarter_only() -> None:
    ordering()
    metrics(every=3)


@example("9.9", NOT_MET)
def a_dimension_is_missing() -> None:
    ordering()
    metrics("security", "stability")


@example("9.9", NOT_MET)
def a_month_is_missing() -> None:
    ordering()
    metrics(months=11)


@example("9.9", NOT_MET, exceptions=1)
def a_miss_is_not_explained() -> None:
    ordering()
    metrics()
    metrics("security", months=1, ok=False)
    metrics("security", months=1, ok=False, explanation="線路中斷")


@example("9.9", NO_DATA)
def nothing_measured() -> None:
    ordering()


for _clause in ("9.8", "9.9"):

    @example(_clause, NOT_APPLICABLE)
    def not_offered() -> None:
        system(kind="website")

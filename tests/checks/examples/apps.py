"""Examples of mobile apps: what each published release shows, and the tests that it needs."""

from typing import Any

from tests.checks.examples import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import ago, app_release, lab_test, log_source, person, security_test, system, user

OF_RELEASES = ("10.4.11.1.a", "10.4.11.1.b", "10.4.11.1.d", "10.4.11.2.a", "10.4.11.2.b", "10.4.11.3.a")


def an_app(**values: Any) -> Any:
    """An app that a laboratory has tested, with its first release."""
    app = system(kind="mobile_app")
    lab_test(app)
    log_source("mobile_api", info_system=app)
    return app_release(app, **values)


for _clause in OF_RELEASES:

    @example(_clause, MET)
    def released_as_it_should_be() -> None:
        an_app()

    @example(_clause, NO_DATA)
    def nothing_published() -> None:
        an_app(state="draft", published_on=None, listed_on_site_on=None)


# What one fact of a release breaks, and only there.
BROKEN = (
    ("10.4.11.1.a", {"store": "other"}),
    ("10.4.11.1.a", {"sensitive_data": ""}),
    ("10.4.11.1.a", {"permissions": ()}),
    ("10.4.11.1.a", {"purpose_text": ""}),
    ("10.4.11.1.b", {"listed_on_site_on": None}),
    ("10.4.11.1.b", {"listed_on_site_on": ago(88)}),
    ("10.4.11.1.d", {"permission_reasons": ""}),
    ("10.4.11.1.d", {"first_release": False, "permissions_changed": True, "permission_reasons": ""}),
    ("10.4.11.1.d", {"notice_duty_assessed": False}),
    ("10.4.11.1.d", {"security_agreed_on": ago(89)}),
    ("10.4.11.1.d", {"compliance_agreed_on": ago(89)}),
    ("10.4.11.2.a", {"encryption_tested": False}),
    ("10.4.11.2.a", {"masking_tested": False}),
    ("10.4.11.2.b", {"root_warning_tested": False}),
    ("10.4.11.2.b", {"platform": "android", "published_on": ago(120), "listed_on_site_on": ago(120)}),
)
for _number, (_clause, _values) in enumerate(BROKEN):

    def _broken(values: Any = _values) -> None:
        an_app(**values)

    _broken.__name__ = f"not_as_it_should_be_{_number}"
    example(_clause, NOT_MET, exceptions=1)(_broken)


@example("10.4.11.1.d", MET)
def plain_update() -> None:
    an_app(first_release=False, security_agreed_by=None, security_agreed_on=None, compliance_agreed_on=None)


@example("10.4.11.2.b", NOT_MET, exceptions=1)
def tested_on_the_other_platform() -> None:
    app = system(kind="mobile_app")
    ios = app_release(app, platform="ios")
    lab_test(app, mobile_app_release=ios)
    app_release(app)


@example("10.4.11.3.a", NOT_APPLICABLE)
def not_for_investors() -> None:
    an_app(investor_facing=False)


@example("10.4.11.3.a", NOT_MET, exceptions=1)
def tested_too_long_ago() -> None:
    app = system(kind="mobile_app")
    lab_test(app, tested_on=ago(400))
    app_release(app, published_on=ago(390))


@example("10.4.11.3.a", NOT_MET, exceptions=1)
def tested_after_it_came_out() -> None:
    app = system(kind="mobile_app")
    lab_test(app, tested_on=ago(80))
    app_release(app)


@example("10.4.11.3.a", NOT_MET, exceptions=1)
def tested_by_no_laboratory_that_counts() -> None:
    app = system(kind="mobile_app")
    lab_test(app, lab_accredited=False)
    lab_test(app, standard="internal")
    lab_test(app, result="fail")
    lab_test(app, state="reported")
    app_release(app)


@example("10.4.11.3.a", MET)
def changes_were_tested() -> None:
    first = an_app()
    later = app_release(
        first.info_system, first_release=False, major_items=("trading",), published_on=ago(30), app_version="2"
    )
    security_test(
        info_system=first.info_system,
        kind="mobile_app",
        standard="owasp_mobile",
        mobile_app_release=later,
        tested_on=ago(31),
    )


@example("10.4.11.3.a", NOT_MET, exceptions=1)
def changes_were_not_tested() -> None:
    first = an_app()
    app_release(first.info_system, first_release=False, major_items=("identity",), published_on=ago(30))


@example("10.4.11.3.b", MET)
def report_reviewed() -> None:
    lab_test(system(kind="mobile_app"))
    lab_test(system(kind="mobile_app"), state="tested", reviewer=None, reviewed_on=None)


@example("10.4.11.3.b", NOT_APPLICABLE)
def no_laboratory() -> None:
    security_test(info_system=system())


@example("10.4.11.3.b", NOT_MET, exceptions=3)
def report_not_reviewed() -> None:
    app = system(kind="mobile_app")
    lab_test(app, state="reported", reviewer=None, reviewed_on=None)
    lab_test(app, review_note="")
    maker = person(user=user("ordered"))
    lab_test(app, maker=maker.user, reviewer=maker)

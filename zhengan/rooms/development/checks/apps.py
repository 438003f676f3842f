"""Mobile apps and source code: whether the clauses concern the firm at all; the rest waits for releases and tests."""

from datetime import date
from typing import Any

from zhengan.checks.algebra import Part
from zhengan.checks.declare import check
from zhengan.checks.populations import system_kinds_in_use
from zhengan.checks.wording import Both


@check("10.4.11.1.a", "10.4.11.1.d", waits_for=("mobile_app_release",))
@check("10.4.11.2.a", waits_for=("mobile_app_release", "security_test", "log_source"))
@check("10.4.11.2.b", waits_for=("mobile_app_release", "security_test"))
@check("10.4.11.3.a", waits_for=("security_test", "mobile_app_release"))
def firms_with_an_app(on: date, p: Any) -> Part:
    """Whether the firm has an app; a firm without one is not concerned."""
    return system_kinds_in_use("mobile_app", what=Both("行動應用程式", "mobile app"))

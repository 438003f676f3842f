"""Password rules: the numbers are parameters of the policy and act the minute an approved revision takes effect."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengan.catalogue import catalogue, parameters
from zhengan.ledger.clock import today

MIN_LENGTH = "password-min-length"


class AsThePolicyDemands:
    """Minimum length and mixture of characters (policy 7.3.6, 9.3.2)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the password is shorter than today's parameter, or all of one sort."""
        least = parameters(today()).int(MIN_LENGTH)
        problems = []
        if len(password) < least:
            cites = "、".join(catalogue().clause(one).cite for one in catalogue().parameters[MIN_LENGTH].clauses)
            problems.append(
                ValidationError(
                    ngettext(
                        "At least %(least)d character (%(cites)s).", "At least %(least)d characters (%(cites)s).", least
                    )
                    % {"least": least, "cites": cites},
                    code="too_short",
                )
            )
        if not (re.search(r"[^\W\d_]", password) and re.search(r"[\d\W_]", password)):
            problems.append(ValidationError(_("Mix letters with digits or signs."), code="one_sort"))
        if problems:
            raise ValidationError(problems)

    def get_help_text(self) -> str:
        """Say the rules."""
        least = parameters(today()).int(MIN_LENGTH)
        return ngettext(
            "At least %(least)d character, letters mixed with digits or signs.",
            "At least %(least)d characters, letters mixed with digits or signs.",
            least,
        ) % {"least": least}

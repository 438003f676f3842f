"""The firm's written policy as data: clauses, what they refer to, and the numbers they fix or leave open."""

from zhengan.catalogue.book import Catalogue
from zhengan.catalogue.editions import Differences, catalogue, catalogue_on, differences, editions
from zhengan.catalogue.errors import (
    CatalogueError,
    NoEdition,
    NotAPeriod,
    NotAValue,
    NotComparable,
    NotSet,
    SofterThanLimit,
    UnknownClause,
    UnknownParameter,
    UnknownStatus,
    WrongUnit,
)
from zhengan.catalogue.loading import load
from zhengan.catalogue.model import (
    Clause,
    ContractTerm,
    Edition,
    Limit,
    Parameter,
    PlannedRegister,
    Role,
    Room,
    Term,
    Topic,
)
from zhengan.catalogue.parameters import Parameters, Refused, check_value, parameters, set_provider, shown_value
from zhengan.catalogue.periods import Period

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Clause",
    "ContractTerm",
    "Differences",
    "Edition",
    "Limit",
    "NoEdition",
    "NotAPeriod",
    "NotAValue",
    "NotComparable",
    "NotSet",
    "Parameter",
    "Parameters",
    "Period",
    "PlannedRegister",
    "Refused",
    "Role",
    "Room",
    "SofterThanLimit",
    "Term",
    "Topic",
    "UnknownClause",
    "UnknownParameter",
    "UnknownStatus",
    "WrongUnit",
    "catalogue",
    "catalogue_on",
    "check_value",
    "differences",
    "editions",
    "load",
    "parameters",
    "set_provider",
    "shown_value",
]

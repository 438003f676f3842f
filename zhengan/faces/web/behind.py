"""The rows behind a number of a verdict: the population of a clause's part, or what breaks its rule."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse

from zhengan.catalogue import Clause
from zhengan.checks.algebra import Part
from zhengan.checks.verdict import parts_of
from zhengan.faces.web.places import register_url
from zhengan.faces.web.reach import reach_clause
from zhengan.kernel.actor import Actor
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


@dataclass(frozen=True)
class Behind:
    """One part of a clause's check, and which of its two queries is meant."""

    clause: Clause
    number: int
    part: Part
    population: bool
    on: date

    @property
    def rows(self) -> Any:
        """The rows themselves, or for child rows the records they belong to."""
        found = self.part.population if self.population else self.part.exceptions
        if self.register is None:
            return found
        if issubclass(found.model, Line):
            owner = owner_of(found.model)
            return owner.objects.filter(pk__in=found.order_by().values("record"))
        return found.model.objects.filter(pk__in=found.order_by().values("pk"))

    @property
    def register(self) -> Register | None:
        """The register whose list shows the rows, or None where they are no records."""
        model = self.part.population.model
        if issubclass(model, Line):
            model = owner_of(model)
        return model.register if issubclass(model, Record) else None

    def url(self, *, population: bool | None = None) -> str:
        """The list with these rows: of the register, or the plain one."""
        wanted = self.population if population is None else population
        owner = self.register
        if owner is None:
            address = reverse("clause-rows", args=[self.clause.id, self.number])
            return address + ("?rows=population" if wanted else "")
        query = f"clause={self.clause.id}&part={self.number}" + ("&rows=population" if wanted else "")
        return f"{register_url(owner)}?{query}"


def owner_of(line: Any) -> Any:
    """The model of the records that child rows of this kind belong to."""
    return line._meta.get_field("record").related_model


def part_behind(clause_id: str, number: int, actor: Actor, *, population: bool) -> Behind:
    """The part of that number. Raises Http404 where the clause or the part does not exist for the actor."""
    clause = reach_clause(clause_id, actor)
    on = clock.today()
    parts = parts_of(clause_id, on=on)
    if not 0 <= number < len(parts):
        raise Http404(f"clause {clause_id} has no part {number}")
    return Behind(clause=clause, number=number, part=parts[number], population=population, on=on)


def behind(one: Register, query: QueryDict, actor: Actor) -> Behind | None:
    """What the query names by `clause`, `part` and `rows`; only if the rows are of this register."""
    clause, part = str(query.get("clause", "")), str(query.get("part", ""))
    if not clause or not part.isdecimal():
        return None
    found = part_behind(clause, int(part), actor, population=query.get("rows") == "population")
    if found.register is not one:
        raise Http404("these rows are of another register")
    return found


def rows_url(clause_id: str, number: int, *, population: bool = False) -> str:
    """The address that leads to the rows behind a number, whatever they are; costs no query."""
    return reverse("clause-rows", args=[clause_id, number]) + ("?rows=population" if population else "")

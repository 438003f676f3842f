"""Every register's own export, in either language and format, comes back as unchanged: nothing is lost on the way."""

import pytest

from tests.samples import sample
from zhengan.kernel import spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import Register, registers


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("register", registers(), ids=lambda one: one.code)
def test_an_export_comes_back_unchanged(register: Register, language: str, kind: str, system: Actor) -> None:
    made = [sample(register) for _ in range(3)]
    records = register.record.objects.filter(pk__in=[one.pk for one in made])
    out = spreadsheet.export(register, system, records, kind=kind, language=language)
    with out.content as file:
        content = file.read()
    assert out.count == 3

    other = {"en": "zh-hant", "zh-hant": "en"}[language]
    preview = spreadsheet.read(register, system, content, language=other)

    assert preview.errors == []
    assert [row.differences for row in preview.changed] == []
    assert (len(preview.new), preview.unchanged) == (0, 3)


@pytest.mark.parametrize("register", registers(), ids=lambda one: one.code)
def test_a_template_is_understood_and_empty(register: Register, system: Actor) -> None:
    content = spreadsheet.template(register, system, language="zh-hant")
    preview = spreadsheet.read(register, system, content)
    assert preview.ignored == []
    assert [error.row for error in preview.errors] == [2]  # nothing below the headings
    assert not preview.can_be_carried_out

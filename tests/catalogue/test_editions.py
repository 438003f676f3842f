"""Another edition of the policy is another folder; which one counts hangs on the day, and what changed can be told."""

from datetime import date

import pytest

from zhengan.catalogue import NoEdition, catalogue, catalogue_on, differences, editions, load


@pytest.fixture
def two(small, tmp_path):
    """An edition of 2020 and one of 2026, in two folders, under a folder of their own."""
    old = small(name="firms/2020")
    new = small("meta.yaml", '"2020-12-21"', '"2026-03-01"', name="firms/2026")
    meta = new / "meta.yaml"
    meta.write_text(meta.read_text("utf-8").replace('"2020-12-21", text', '"2026-03-01", text'), "utf-8")
    return old, new, tmp_path / "firms"


def test_the_shipped_policy_is_the_default_and_is_loaded_once():
    assert catalogue() is catalogue()
    assert catalogue().folder.name == "rijin"
    assert catalogue_on(date(2026, 1, 1)) is catalogue()


def test_the_edition_of_a_day(two):
    _, _, firms = two
    assert [one.edition.effective_on.year for one in editions(firms)] == [2020, 2026]
    assert catalogue_on(date(2026, 2, 28), under=firms).edition.effective_on == date(2020, 12, 21)
    assert catalogue_on(date(2026, 3, 1), under=firms).edition.effective_on == date(2026, 3, 1)
    # Before the oldest that is kept there is nothing better to judge by.
    assert catalogue_on(date(1999, 1, 1), under=firms).edition.effective_on == date(2020, 12, 21)


def test_no_edition_is_told(tmp_path):
    with pytest.raises(NoEdition) as caught:
        editions(tmp_path)
    assert "找不到" in caught.value.zh


def test_an_edition_does_not_differ_from_itself(small):
    found = differences(load(small()), load(small(name="again")))
    assert (found.added, found.removed, found.changed, found.moved) == ((), (), (), ())


def test_what_an_edition_added_removed_changed_and_moved(small):
    before = load(small())
    folder = small(name="after")
    second = folder / "clauses" / "02-second.yaml"
    # 2.1 becomes 2.2 behind a new 2.1, and the words of 1.1 change.
    text = second.read_text("utf-8")
    head, _, old = text.partition('- id: "2.1"')
    new = '- id: "2.1"' + old.replace("text: 密碼。", "text: 新條文。").replace('  same_as: "1.2"\n', "")
    second.write_text(head + new + '- id: "2.2"' + old.replace("（一）", "（二）"), "utf-8")
    for file, change in {
        "clauses/01-first.yaml": ("應定期檢討。", "應每年檢討。"),
        "meta.yaml": ("clauses: 5, leaves: 3, parameters: 2, translations: 5", "clauses: 6, leaves: 4, parameters: 2"),
    }.items():
        path = folder / file
        path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    after = load(folder)
    found = differences(before, after)
    assert [(a.id, b.id) for a, b in found.changed] == [("1.1", "1.1")]
    assert [(a.id, b.id) for a, b in found.moved] == [("2.1", "2.2")]
    assert [one.text for one in found.added] == ["新條文。"]
    assert found.removed == ()
    back = differences(after, before)
    assert [one.text for one in back.removed] == ["新條文。"]
    assert [(a.id, b.id) for a, b in back.moved] == [("2.2", "2.1")]
    assert back.added == ()

"""The clauses are the policy: nothing lost, nothing added, nothing reworded, in the order of print."""

import re

from zhengan.catalogue import catalogue

BOOK = catalogue()
POLICY = (BOOK.folder / "policy.md").read_text("utf-8")
# After the contents, which only repeat the headings
BODY = POLICY.partition("\n## 一、")[2]

# What stands before the words of a line: list marks of Markdown, then the printed number in one of its many spellings.
NUMBER = re.compile(
    r"^[#\s-]*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]\.?|\d+\\?\.|[(（]\d+[)）]\.?|[a-d]\.)?\s*"
)


def words_of(line: str) -> str:
    return NUMBER.sub("", line).rstrip()


def test_every_line_of_every_clause_stands_verbatim_in_the_policy():
    lines = [(clause.id, line) for clause in BOOK.clauses.values() for line in clause.text.split("\n")]
    assert len(lines) >= 313
    assert [(one, line) for one, line in lines if line not in POLICY] == []


def test_the_clauses_in_order_are_the_whole_policy_and_nothing_else():
    printed = [words for line in ("## 一、" + BODY).split("\n") if (words := words_of(line))]
    captions = {word for one in BOOK.unnumbered for word in one.text.split()}
    revisions = {edition.text for edition in BOOK.editions}
    held = [words_of(line) for clause in BOOK.clauses.values() for line in clause.text.split("\n")]
    assert [line for line in printed if line not in captions | revisions] == held


def test_printed_lines_that_are_no_clause_stand_in_the_policy_too():
    for one in BOOK.unnumbered:
        assert all(word in POLICY for word in one.text.split())
    for edition in BOOK.editions:
        assert edition.text in POLICY

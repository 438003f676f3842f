"""Examples of official social media pages."""

from tests.checks.examples import MET, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import ago, at, inspection, line, person, request, social_page, statement

CLAUSES = ("13.2.3.1", "13.2.3.2", "13.2.3.3", "13.2.3.4")

for _clause in CLAUSES:

    @example(_clause, NOT_APPLICABLE)
    def page_closed() -> None:
        social_page(state="closed")


@example("13.2.3.1", NOT_APPLICABLE)
def stated_that_there_is_none() -> None:
    statement("13.2.3.1", "not_applicable")


@example("13.2.3.1", MET)
def privacy_policy_reviewed() -> None:
    social_page()
    social_page(privacy_policy_changed_on=ago(100))


@example("13.2.3.1", NOT_MET, exceptions=2)
def privacy_policy_reviewed_long_ago_or_never() -> None:
    social_page(privacy_reviewed_on=ago(400))
    social_page(privacy_reviewed_on=None)


@example("13.2.3.1", NOT_MET, exceptions=1)
def privacy_policy_changed_since() -> None:
    social_page(privacy_policy_changed_on=ago(50))


@example("13.2.3.2", MET)
def prompt_seen() -> None:
    social_page()
    social_page(link_on_site=False, exit_prompt=False, exit_prompt_checked_at=None)


@example("13.2.3.2", NOT_APPLICABLE)
def no_link() -> None:
    social_page(link_on_site=False, exit_prompt=False, exit_prompt_checked_at=None)


@example("13.2.3.2", NOT_MET, exceptions=1)
def no_prompt() -> None:
    social_page(exit_prompt=False)


@example("13.2.3.2", NOT_MET, exceptions=2)
def prompt_not_seen_for_a_week() -> None:
    social_page(exit_prompt_checked_at=at(ago(9)))
    social_page(exit_prompt_checked_at=None)


@example("13.2.3.3", MET)
def page_shows_the_firm() -> None:
    inspection("social_page", subject_ref=social_page().no)


@example("13.2.3.3", NOT_MET, exceptions=1)
def page_without_the_name() -> None:
    inspection("social_page", subject_ref=social_page(firm_name_shown=False).no)


@example("13.2.3.3", NOT_MET, exceptions=3)
def page_not_inspected() -> None:
    inspection("social_page", subject_ref=social_page().no, inspected_on=ago(100))
    inspection("social_page", subject_ref=social_page().no, state="done")
    inspection("masking", subject_ref=social_page().no)


@example("13.2.3.4", MET)
def posts_by_two() -> None:
    one, somebody, gone = social_page(), person(), person(left_on=ago(1))
    request("social", person=somebody)
    line(one, "rights", person=somebody, role="publish")
    line(one, "rights", person=gone, role="publish", revoked_on=ago(1))
    line(one, "posts", drafted_by=somebody, approved_by=person())


@example("13.2.3.4", NOT_MET, exceptions=3)
def rights_of_leavers_or_unasked() -> None:
    one, gone = social_page(), person(left_on=ago(1))
    request("social", person=gone)
    line(one, "rights", person=gone, role="draft")
    line(one, "rights", person=person(), role="draft")
    request("social", person=(asked := person()), state="approved")
    line(one, "rights", person=asked, role="draft")

"""Examples of the policy room: the policy, its documents, what was made known."""

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, asset, at, document, notice, obligation, person, policy_review, president, risk
from zhengan.identity.models import OfficeHeld
from zhengan.kernel import evidence

READ = {"read_at": at(ago(20))}


@example("2.1.1", MET)
def rated() -> None:
    document("security_policy", covered_points=("2.1.1",))
    asset()
    risk("system")


@example("2.1.1", NOT_MET, exceptions=1)
def a_risk_to_nothing() -> None:
    document("security_policy", covered_points=("2.1.1",))
    asset()
    risk("system", property=())


@example("2.1.1", NOT_MET, exceptions=1)
def unrated() -> None:
    document("security_policy", covered_points=("2.1.1",))
    asset()
    asset(confidentiality=0)


@example("2.2.2", MET)
def rules_not_due() -> None:
    document("email_use", next_review_due=ago(-90))


@example("2.2.2", ATTENTION)
def rules_due_soon() -> None:
    document("email_use", next_review_due=ago(-10))


@example("2.2.2", NOT_MET, exceptions=1)
def rules_overdue() -> None:
    document("email_use")
    document("ddos", next_review_due=ago(1))
    document("security_policy", next_review_due=ago(1))


@example("2.2.3", MET)
def announced_and_read() -> None:
    notice("document", READ, document=document("email_use", effective_on=ago(50)))


@example("2.2.3", NO_DATA)
def announced_lately() -> None:
    notice("document", READ, document=document("email_use", effective_on=ago(20)), published_at=at(ago(19)))


@example("2.2.3", NOT_MET, exceptions=1)
def announced_too_late() -> None:
    notice("document", READ, document=document("email_use", effective_on=ago(55)))


@example("2.2.3", NOT_MET, exceptions=1)
def announced_and_not_read() -> None:
    notice("document", READ, {}, document=document("email_use", effective_on=ago(50)))


@example("9.1.3", MET)
def warned() -> None:
    notice("threat")


@example("9.1.3", ATTENTION)
def warned_long_ago() -> None:
    notice("threat", published_at=at(ago(85)))


@example("9.1.3", NOT_MET)
def warned_too_long_ago() -> None:
    notice("threat", published_at=at(ago(100)))


@example("9.6.5", MET)
def mail_rules_read() -> None:
    notice("document", READ, document=document("email_use"))


@example("9.6.5", NOT_MET, exceptions=1)
def mail_rules_not_read() -> None:
    notice("document", READ, {}, document=document("email_use"))


@example("13.2.1", MET)
def social_rules_read() -> None:
    notice("document", READ, document=document("social_use", covered_points=("13.2.1.1", "13.2.1.2")))


@example("13.2.1", NOT_MET)
def social_rules_without_a_point() -> None:
    notice("document", READ, document=document("social_use", covered_points=("13.2.1.1",)))


@example("14", MET)
def approved_by_the_president() -> None:
    first = document("security_policy", state="superseded", effective_on=ago(800))
    document("security_policy", approved_by=president(), approved_on=ago(101), supersedes=first)


@example("14", NOT_MET, exceptions=1)
def approved_by_somebody_else() -> None:
    president()
    document("security_policy", approved_by=person(), approved_on=ago(101))


@example("14", NOT_MET, exceptions=1)
def approved_by_a_president_of_earlier_days() -> None:
    former = president()
    OfficeHeld.objects.filter(user=former.user).update(to_on=ago(102))
    document("security_policy", approved_by=former, approved_on=ago(101))


@example("14", NOT_MET, exceptions=1)
def approved_afterwards() -> None:
    document("security_policy", approved_by=president(), approved_on=ago(99))


@example("14", NOT_MET, exceptions=1)
def approved_but_the_first_version_is_void() -> None:
    first = document("security_policy", state="superseded", voided_at=at(ago(1)))
    document("security_policy", approved_by=president(), approved_on=ago(101), supersedes=first)


MECHANISM, OLD_NAME, NEW_NAME = "建立證券商資通安全檢查機制", "電腦處理個人資料保護法", "個人資料保護法"


@example("1.1", MET)
def rules_cited_are_known() -> None:
    document("security_policy")
    obligation(source_title=MECHANISM)
    obligation(source_title=OLD_NAME)


@example("1.1", ATTENTION)
def cited_by_a_former_name() -> None:
    document("security_policy")
    obligation(source_title=MECHANISM)
    obligation(source_title=NEW_NAME, former_title=OLD_NAME)


@example("1.1", NOT_MET)
def a_rule_cited_is_not_known() -> None:
    document("security_policy")
    obligation(source_title=MECHANISM)


@example("1.1", NOT_MET)
def a_rule_cited_was_not_compared() -> None:
    document("security_policy")
    obligation(source_title=MECHANISM, last_checked_on=ago(370))
    obligation(source_title=OLD_NAME)


@example("2.2.2", MET)
def rules_evaluated() -> None:
    old = document("email_use", effective_on=ago(500))
    policy_review("management_rules", subject_ref=old.no, conclusion="change", resulting_document=document("ddos"))


@example("2.2.2", NOT_MET, exceptions=2)
def rules_not_evaluated() -> None:
    document("email_use", effective_on=ago(500))
    old = document("ddos", effective_on=ago(500))
    policy_review("management_rules", subject_ref=old.no, state="submitted")


@example("2.2.2", NOT_MET, exceptions=1)
def change_not_made() -> None:
    old = document("email_use", effective_on=ago(500))
    policy_review("management_rules", subject_ref=old.no, conclusion="change")


def evaluation(**values: object) -> None:
    policy_review("policy", **{"inputs": "x", "report": evidence.keep_bytes(b"x", name="report.txt"), **values})


@example("2.2.4", MET)
def policy_evaluated() -> None:
    evaluation(reviewed_on=ago(300))
    evaluation()
    obligation("2.2.4", last_checked_on=ago(200))


@example("2.2.4", NOT_MET)
def policy_evaluated_long_ago() -> None:
    evaluation(reviewed_on=ago(370))
    obligation("2.2.4")


@example("2.2.4", NOT_MET, exceptions=1)
def policy_evaluated_without_report() -> None:
    evaluation(report=None)
    obligation("2.2.4")


@example("2.2.4", NOT_MET, exceptions=1)
def rule_not_compared_since() -> None:
    evaluation(reviewed_on=ago(300))
    evaluation()
    obligation("2.2.4", last_checked_on=ago(310))


@example("2.2.5", MET)
def evaluated_by_somebody_else() -> None:
    policy_review("policy", independent=False, reviewed_on=ago(400))
    policy_review("policy")


@example("2.2.5", MET)
def evaluated_from_outside() -> None:
    evaluation(independent=False, performed_by="external")


@example("2.2.5", NOT_MET, exceptions=1)
def evaluated_by_the_author() -> None:
    policy_review("policy", reviewed_on=ago(400))
    policy_review("policy", independent=False)

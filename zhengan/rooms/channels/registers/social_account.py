"""Official social media accounts: shown as the firm's own, watched, and posted to by two people."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Digest, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def _not_recognisable(record: Any) -> str | None:
    """An official page shows whose it is, and the website warns before it leads there (13.2.3.2, 13.2.3.3)."""
    if not (record.official and record.firm_name_shown and record.contact_shown):
        return _now("An official page shows the name of the firm and how to reach it (13.2.3.3).")
    if record.link_on_site and not record.exit_prompt:
        return _now("The website links to it without a prompt (13.2.3.2).")
    return None


class SocialAccount(Record):
    """One page on one platform."""

    platform = models.CharField(_("social platform"), max_length=40)
    page_url = models.URLField(_("address of the page"))
    official = models.BooleanField(_("run officially"), default=False)
    firm_name_shown = models.BooleanField(_("name of the firm shown"), default=False)
    contact_shown = models.BooleanField(_("way to reach the firm shown"), default=False)
    link_on_site = models.BooleanField(_("linked from the website"), default=False)
    exit_prompt = models.BooleanField(_("prompt when leaving the website"), default=False)
    exit_prompt_checked_at = models.DateTimeField(_("prompt checked at"), null=True, blank=True)
    manager = link("organization.Person", _("in charge of the page"))
    privacy_policy_hash = Digest(_("digest of the platform's privacy policy"), blank=True)
    privacy_policy_changed_on = models.DateField(_("privacy policy changed on"), null=True, blank=True)
    privacy_reviewed_on = models.DateField(_("privacy policy reviewed on"), null=True, blank=True)

    flow = Flow(
        initial="proposed",
        moves=(
            Move(
                source="proposed",
                target="active",
                by=("business_owner", "compliance"),
                not_same_as=("maker",),
                when=_not_recognisable,
            ),
            Move(source="active", target="closed", by=("business_owner",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("official page")

    def __str__(self) -> str:
        return f"{self.platform} {self.page_url}"


class SocialRight(Line):
    """What one person may do on the page."""

    class Role(models.TextChoices):
        DRAFT = "draft", _("Draft posts")
        PUBLISH = "publish", _("Publish posts")
        ADMIN = "admin", _("Administer the page")

    record = models.ForeignKey(SocialAccount, models.CASCADE, related_name="rights")
    person = link("organization.Person", _("person with the right"))
    role = models.CharField(_("role on the page"), max_length=12, choices=Role.choices)
    granted_on = models.DateField(_("right granted on"))
    revoked_on = models.DateField(_("right withdrawn on"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("right on the page")
        verbose_name_plural = _("rights on the page")

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class SocialPost(Line):
    """One post: drafted by one, approved by another."""

    record = models.ForeignKey(SocialAccount, models.CASCADE, related_name="posts")
    posted_at = models.DateTimeField(_("posted at"))
    drafted_by = link("organization.Person", _("drafted by"))
    approved_by = link("organization.Person", _("post approved by"))
    content = models.TextField(_("text of the post"))
    removed_at = models.DateTimeField(_("taken off at"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(condition=~Q(drafted_by=F("approved_by")), name="socialpost_two_people"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("posted_at")), name="socialpost_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.content[:40]


class SocialAccounts(Register):
    """Official social media accounts."""

    code = "channels.social_account"
    record = SocialAccount
    prefix = "SOC"
    title = _("Official social media accounts")
    one = _("official page")
    purpose = _(
        "Each official page: shown as the firm's own, warned of when leaving the website, who may post, every post by "
        "two people, and the privacy policy of its platform watched."
    )
    columns = ("no", "platform", "page_url", "manager", "exit_prompt_checked_at", "privacy_reviewed_on", "state")
    search = ("platform", "page_url")
    filters = ("state", "platform", "link_on_site")
    sections = (
        (_("The page"), ("platform", "page_url", "manager", "official", "firm_name_shown", "contact_shown")),
        (_("Way there from the website"), ("link_on_site", "exit_prompt", "exit_prompt_checked_at")),
        (
            _("Privacy policy of the platform"),
            ("privacy_policy_hash", "privacy_policy_changed_on", "privacy_reviewed_on"),
        ),
    )
    makers = ("business_owner", "customer_service")
    key = ("page_url",)
    owner = "manager"
    keep = "P5Y"
    computed = ("privacy_policy_changed_on",)
    stays_open = (
        "exit_prompt_checked_at",
        "privacy_policy_hash",
        "privacy_policy_changed_on",
        "privacy_reviewed_on",
        "rights",
        "posts",
    )

    def validate(self, record: Any, lines: Any) -> None:
        """A post is by two people; what is seen is not to come; a new privacy policy is noticed by its digest."""
        _notice_change(record)
        wrong: dict[str, Any] = {}
        if record.privacy_reviewed_on and record.privacy_reviewed_on > clock.today():
            wrong["privacy_reviewed_on"] = _now("That day is still to come.")
        if record.exit_prompt_checked_at and record.exit_prompt_checked_at > clock.now():
            wrong["exit_prompt_checked_at"] = _now("That time is still to come.")
        if any(row.get("drafted_by") == row.get("approved_by") for row in (lines or {}).get("posts", ())):
            wrong["__all__"] = _now("Whoever drafts a post does not approve it (13.2.3.4).")
        if wrong:
            raise ValidationError(wrong)


def _notice_change(record: Any) -> None:
    """Note the day on which the digest of the privacy policy became another one."""
    known = SocialAccount.objects.filter(pk=record.pk).values_list("privacy_policy_hash", flat=True).first()
    if known and record.privacy_policy_hash and known != record.privacy_policy_hash:
        record.privacy_policy_changed_on = clock.today()

"""What pages cost: list, record, policy and Today, against reading the same rows as plain tuples."""

from django.conf import settings
from django.test import Client

from bench.measure import ratio
from zhengan.identity.models import OfficeHeld
from zhengan.kernel.register import register


def run() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    officer = OfficeHeld.objects.filter(office="security_officer", user__is_active=True).first()
    assert officer is not None, "the demonstration firm has a security officer"
    client.force_login(officer.user)
    assets = register("assets.asset").record.objects
    one = assets.first()

    def get(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    def fifty() -> None:
        list(assets.values_list("asset_no", "name", "category", "owner__name", "custodian__name", "unit__name")[:50])

    for name, path in {
        "list of assets, 50 rows": "/assets/asset/",
        "list of accounts, filtered": "/access/account/?state=active",
        "one asset": f"/assets/asset/{one.no}/",
        "the policy, 313 clauses": "/policy/",
        "one clause": "/policy/7.1.3.6/",
        "Today": "/",
    }.items():
        ratio(name, lambda path=path: get(path), fifty, floor_name="50 rows as tuples")

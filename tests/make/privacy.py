"""Makers of the records of the room `privacy`."""

from typing import Any

from tests.cast import Cast
from tests.make.making import made, until
from tests.make.network import network_zone


def data_file(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A file on customers, entered by the business and taken into use by compliance."""
    standard = {
        "name": "客戶基本資料檔",
        "purpose": "證券、期貨及金融商品之經營",
        "legal_basis": "契約關係",
        "subjects": ("customer",),
        "data_fields": ("姓名", "身分證統一編號"),
        "storage": "帳務主機",
        "manager": cast.business_owner,
        "retention_rule": "契約終止後五年",
    }
    given = standard | values
    given["network_zone"] = given.get("network_zone") or network_zone(cast, personal_data_allowed=True)
    compliance = cast.actor("compliance")
    return made(
        "privacy.personal_data_file",
        given,
        by=cast.actor("business_owner"),
        moves=until(state, ("active", compliance)),
    )

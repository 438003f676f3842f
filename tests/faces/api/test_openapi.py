"""What the API says of itself is valid, complete and true; clauses with their verdicts."""

from openapi_spec_validator import validate

from tests.cast import Cast
from tests.samples import sample
from zhengan.faces.api.openapi import description
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import registers


def test_clauses_with_verdicts(cast: Cast) -> None:
    client = cast.client("employee")
    everything = client.get("/api/clauses/").json()
    assert everything["total"] > 300
    some_status = everything["results"][0]["verdict"]["status"]
    narrowed = client.get(f"/api/clauses/?status={some_status}&chapter=7").json()["results"]
    assert all(one["id"].startswith("7") and one["verdict"]["status"] == some_status for one in narrowed)
    one = client.get("/api/clauses/7.1.3.6/").json()
    assert client.get("/api/clauses/七（一）3.(6)/").json()["id"] == one["id"] == "7.1.3.6"
    assert one["verdict"]["sentence"]["zh"]
    assert "access.account" in {register["code"] for register in one["evidence"]}
    assert client.get("/api/clauses/?status=perfect").status_code == 400
    assert client.get("/api/clauses/?colour=red").status_code == 400


def test_the_description_is_valid_and_knows_every_register(cast: Cast) -> None:
    found = cast.client("employee").get("/api/openapi.json").json()
    validate(found)
    for one in registers():
        assert f"/api/{one.path}/" in found["paths"]
        assert found["components"]["schemas"][one.code]["properties"]["state"]["enum"] == list(one.flow.states)
    for path in found["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                assert {"401", "403", "500"} <= set(operation["responses"])


def test_what_is_sent_back_is_as_described(cast: Cast, system: Actor) -> None:
    from jsonschema import Draft202012Validator

    found = description()
    client = cast.client("ciso")
    for one in registers():
        if not cast.actor("ciso").holds(*one.readers, *one.makers):
            continue
        record = sample(one)
        shown = client.get(f"/api/{one.path}/{record.no}/").json()
        schema = {"$ref": f"#/components/schemas/{one.code}", "components": found["components"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(shown)] == []

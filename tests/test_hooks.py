"""jixiao's values inside classes of attrs (cattrs) and models of pydantic."""

import json

import attrs
import cattrs
import pydantic
import pytest

import jixiao
from jixiao.errors import CriterionError
from jixiao.exchange.codec import CodecError
from jixiao.exchange.hooks import register
from jixiao.exchange.pydantic_types import CriterionType, QuantityType, TargetTableType


@attrs.frozen
class Goal:
    name: str
    target: jixiao.Criterion
    tables: tuple[jixiao.TargetTable, ...] = ()


def test_cattrs_there_and_back() -> None:
    converter = register(cattrs.Converter())
    goal = Goal("培训", jixiao.parse("≥15次"), (jixiao.TargetTable(title="表"),))
    plain = json.loads(json.dumps(converter.unstructure(goal)))
    assert plain["target"]["kind"] == "comparison"
    assert converter.structure(plain, Goal) == goal
    assert converter.structure({"name": "培训", "target": ">=15次"}, Goal).target == goal.target


def test_cattrs_says_what_is_wrong() -> None:
    converter = register(cattrs.Converter(detailed_validation=False))
    with pytest.raises(CriterionError):
        converter.structure({"name": "培训", "target": "工5%"}, Goal)
    with pytest.raises(CodecError, match="应为 Criterion"):
        converter.structure({"name": "", "target": {"jixiao": 1, "type": "place"}}, Goal)


class Model(pydantic.BaseModel):
    name: str
    target: CriterionType
    table: TargetTableType | None = None
    amount: QuantityType | None = None


def test_pydantic_there_and_back() -> None:
    model = Model(name="培训", target="≥15次", table=jixiao.TargetTable(title="表"))  # type: ignore[arg-type]
    assert model.target.is_met("16次")
    assert Model.model_validate_json(model.model_dump_json()) == model
    assert model.model_dump()["target"] is model.target


def test_pydantic_tells_of_the_caret() -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        Model.model_validate({"name": "培训", "target": "工5%"})
    (error,) = caught.value.errors()
    assert error["loc"] == ("target",)
    assert "^" in error["msg"]
    assert error["type"] == jixiao.read_criterion("工5%").code  # type: ignore[union-attr]


def test_pydantic_has_a_json_schema() -> None:
    schema = Model.model_json_schema()
    assert schema["properties"]["target"]["anyOf"][0]["type"] == "string"


def test_fastapi_answers_with_a_criterion() -> None:
    fastapi = pytest.importorskip("fastapi")
    testclient = pytest.importorskip("fastapi.testclient")
    app = fastapi.FastAPI()

    @app.post("/goals")
    def judge(goal: Model) -> Model:
        return goal

    client = testclient.TestClient(app)
    answer = client.post("/goals", json={"name": "培训", "target": "不少于15次"})
    assert answer.status_code == 200
    assert answer.json()["target"]["operator"] == "≥"
    wrong = client.post("/goals", json={"name": "培训", "target": "≥"})
    assert wrong.status_code == 422
    assert client.get("/openapi.json").status_code == 200

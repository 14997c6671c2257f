"""Attributes with a type, the long form of the vocabulary, a company's controls: read, used rightly and wrongly."""

import pytest

from handover_policy.conditions.domains import Domains, domains_of
from handover_policy.model.condition import Comparison
from handover_policy.policy.facts import FactTable
from handover_policy.policy.names import RECKONED, RESERVED
from tests.unit.decide.stage import small
from tests.unit.decide.test_attribute_values import declared
from tests.unit.policy.conftest import MINIMAL, POLICY, modeline

DECLARED = """
attributes:
  employee.loan: {type: number, title: 借款余额, unit: 元}
  employee.until: {type: date, title: 服务期截止}
  employee.dormitory: {type: boolean, title: 住宿舍}
  employee.agency: {type: text, title: 派遣单位}
"""


def found_in(read, when: str, manifest: str = POLICY + DECLARED):
    gates = modeline("gates") + f"gates: [{{id: g, title: t, controls: severance, opens_when: {when}}}]\n"
    findings = read({**MINIMAL, "policy.yaml": manifest, "gates.yaml": gates}).findings
    return [(each.code, each.subject) for each in findings]


@pytest.mark.parametrize(
    "when",
    [
        "{employee.loan: 500}",
        "{employee.loan: {above: 0, at_most: 99.5}}",
        "{employee.loan: [1, 2]}",
        "{employee.until: {above: 2026-07-31}}",
        "{employee.until: {exists: false}}",
        "{employee.dormitory: true}",
        "{employee.agency: {none_of: [青禾劳务, 北山劳务]}}",
        "{event.loan: {below: 1}}",
    ],
)
def test_an_attribute_is_compared_by_every_operator_that_fits_its_type(read, when):
    assert found_in(read, when) == []


@pytest.mark.parametrize(
    ("when", "finding"),
    [
        ("{employee.loan: {above: 许多}}", ("value-unfit", "许多")),
        ("{employee.loan: true}", ("value-unfit", "true")),
        ("{employee.until: {above: 7}}", ("value-unfit", "7")),
        ("{employee.until: 明年}", ("value-unfit", "明年")),
        ("{employee.dormitory: {above: 1}}", ("operator-unfit", "above")),
        ("{employee.dormitory: 住}", ("value-unfit", "住")),
        ("{employee.agency: {at_least: 青禾}}", ("operator-unfit", "at_least")),
        ("{employee.agency: 5}", ("value-unfit", "5")),
        ("{employee.lone: 5}", ("unknown-fact", "employee.lone")),
    ],
)
def test_what_does_not_fit_the_type_is_an_error_where_it_stands(read, when, finding):
    assert found_in(read, when) == [finding]


@pytest.mark.parametrize("written", ["借款余额", "employee.借款余额", "event.借款余额"])
def test_an_attribute_named_by_its_title_is_found(read, written):
    gates = modeline("gates") + f"gates: [{{id: g, title: t, controls: severance, opens_when: {{{written}: 5}}}}]\n"
    (finding,) = read({**MINIMAL, "policy.yaml": POLICY + DECLARED, "gates.yaml": gates}).findings
    meant = f"{written.rpartition('.')[0] or 'employee'}.loan"
    assert (finding.code, finding.details["suggestion"]) == ("unknown-fact", meant)


def test_an_attribute_of_the_vocabulary_named_by_its_title_is_found(read):
    long = "vocabulary:\n  employee.housing: {title: 住宿, values: {inside: 宿舍, outside: 外住}}\n"
    manifest = POLICY.replace("vocabulary:\n", long)
    gates = modeline("gates") + "gates: [{id: g, title: t, controls: severance, opens_when: {employee.住宿: inside}}]\n"
    (finding,) = read({**MINIMAL, "policy.yaml": manifest, "gates.yaml": gates}).findings
    assert (finding.code, finding.details["suggestion"]) == ("unknown-fact", "employee.housing")


@pytest.mark.parametrize("name", [*RESERVED, *RECKONED])
@pytest.mark.parametrize("under", ["attributes", "vocabulary"])
def test_what_is_the_products_own_cannot_be_declared(read, name, under):
    value = "{type: text, title: 甲}" if under == "attributes" else "{a: 甲, b: 乙}"
    if under == "attributes":
        manifest = f"{POLICY}attributes:\n  employee.{name}: {value}\n"
    else:
        manifest = POLICY.replace("vocabulary:\n", f"vocabulary:\n  employee.{name}: {value}\n")
    findings = read({**MINIMAL, "policy.yaml": manifest}).findings
    assert [(each.code, each.subject) for each in findings] == [("attribute-reserved", f"employee.{name}")]


def test_an_attribute_is_declared_once(read):
    manifest = POLICY + "attributes:\n  employee.role: {type: text, title: 岗位}\n"
    (finding,) = read({**MINIMAL, "policy.yaml": manifest}).findings
    assert (finding.code, finding.location.line) == ("attribute-twice", 21)


def test_an_attribute_of_no_type_there_is_is_an_error_at_its_line(read):
    manifest = POLICY + "attributes:\n  employee.pay: {type: money, title: 工资}\n"
    (finding,) = read({**MINIMAL, "policy.yaml": manifest}).findings
    assert (finding.code, finding.subject, finding.location.line) == ("unknown-value", "money", 21)


LONG = POLICY.replace(
    "vocabulary:\n", "vocabulary:\n  employee.track: {title: 用工类别, values: {frontline: 一线, office: 办公室}}\n"
)


def test_the_long_form_gives_an_attribute_a_title_and_has_its_values_and_no_others(read):
    manifest = read({**MINIMAL, "policy.yaml": LONG}).policy.manifest
    assert dict(manifest.vocabulary["employee.track"]) == {"frontline": "一线", "office": "办公室"}
    assert manifest.titles == {"employee.track": "用工类别"}
    assert found_in(read, "{employee.track: values}", LONG) == [("value-unknown", "values")]
    assert found_in(read, "{employee.track: frontline}", LONG) == []


def test_values_called_title_and_values_are_values_in_the_short_form(read):
    manifest = POLICY.replace("vocabulary:\n", "vocabulary:\n  employee.track: {title: 标题, values: 取值}\n")
    vocabulary = read({**MINIMAL, "policy.yaml": manifest}).policy.manifest.vocabulary
    assert dict(vocabulary["employee.track"]) == {"title": "标题", "values": "取值"}


@pytest.mark.parametrize(
    ("parent", "child", "title"),
    [
        ("{frontline: 一线}", "{title: 类别, values: {office: 办公室}}", "类别"),
        ("{title: 类别, values: {frontline: 一线}}", "{office: 办公室}", "类别"),
        ("{title: 类别, values: {frontline: 一线}}", "{title: 用工类别, values: {office: 办公室}}", "用工类别"),
    ],
)
def test_values_are_added_to_inherited_ones_whatever_form_either_is_written_in(read, parent, child, title):
    base = {**MINIMAL, "policy.yaml": POLICY.replace("vocabulary:\n", f"vocabulary:\n  employee.track: {parent}\n")}
    own = modeline("policy") + "id: own\nextends: base\nvocabulary:\n  employee.track: " + child + "\n"
    manifest = read({"policy.yaml": own}, {"base": base}).policy.manifest
    assert dict(manifest.vocabulary["employee.track"]) == {"frontline": "一线", "office": "办公室"}
    assert manifest.titles["employee.track"] == title


def test_a_title_that_two_values_share_is_told_at_the_second(read):
    manifest = POLICY.replace("engineer: 研发", "engineer: 销售")
    (finding,) = read({**MINIMAL, "policy.yaml": manifest}).findings
    assert (finding.code, finding.subject, finding.severity) == ("title-shared", "销售", "warning")


def test_a_companys_own_control_is_declared_and_not_called_as_one_of_the_products(read):
    gates = modeline("gates") + "gates: [{id: g, title: 放行, controls: custom.pass, opens_when: {}}]\n"
    told = POLICY + "controls: {custom.pass: 放行条}\n"
    assert read({**MINIMAL, "policy.yaml": told, "gates.yaml": gates}).findings == ()
    (finding,) = read({**MINIMAL, "gates.yaml": gates}).findings
    assert (finding.code, finding.location.file) == ("unknown-control", "gates.yaml")
    (finding,) = read({**MINIMAL, "policy.yaml": POLICY + "controls: {custom.paper: 离职证明}\n"}).findings
    assert (finding.code, finding.details["control"]) == ("control-title-taken", "leaving_certificate")
    (finding,) = read({**MINIMAL, "policy.yaml": POLICY + "controls: {gate_pass: 放行条}\n"}).findings
    assert finding.code == "bad-id"


def test_plain_is_a_condition_and_inherited_as_one(read):
    plain = POLICY + "plain: {employee.role: sales, employee.stage: regular}\n"
    own = modeline("policy") + "id: own\nextends: base\nplain: {employee.stage: probation}\n"
    manifest = read({"policy.yaml": own}, {"base": {**MINIMAL, "policy.yaml": plain}}).policy.manifest
    assert (manifest.plain.fact, manifest.plain.operand) == ("employee.stage", "probation")
    (finding,) = read({**MINIMAL, "policy.yaml": POLICY + "plain: {employee.trak: x}\n"}).findings
    assert (finding.code, finding.location.line) == ("unknown-fact", 20)


def test_what_is_no_mapping_declares_nothing(read):
    findings = read({**MINIMAL, "policy.yaml": POLICY + "attributes: {employee.loan: 数}\n"}).findings
    assert [each.code for each in findings] == ["wrong-type"]


def test_conditions_on_facts_of_any_type_are_compared_by_what_they_ask():
    domains = Domains(table=FactTable(), in_case=True, fewest_tasks=0)
    flag = (Comparison(fact="employee.here", operator="is", operand=True),)
    loan = (Comparison(fact="employee.loan", operator="above", operand=0),)
    assert list(domains.values("employee.here", flag)) == [None, True, False]
    assert {None, 0, 1} <= set(domains.values("employee.loan", loan))
    told = domains_of(small(declared("employee.loan: {type: number}")), in_case=True)
    assert {-0.5, 0, 0.5} <= set(told.values("employee.loan", loan))

"""One assessment item: XML to a wording and back. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

from kepu.literacy.item_content import LETTERS, RIGHT, WRONG, Content, Kind, lettered

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
MATCH_CORRECT = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
MAX_BYTES = 1024 * 1024
#: Pictures, formulas and players: what a text item cannot show.
MEDIA = {"img", "picture", "object", "math", "audio", "video", "svg", "include", "table"}
GAP = "____"
STATEMENT = {"对": RIGHT, "正确": RIGHT, "true": RIGHT, "错": WRONG, "错误": WRONG, "false": WRONG}


class QtiError(ValueError):
    """Why a file cannot be read as an item, in words for the person who sent it."""


def read_item(data: bytes) -> tuple[str, Content]:
    """Identifier and wording of an item; domain and field are left open. Raises QtiError."""
    root = parse(data)
    if _name(root) != "assessment-item":
        raise QtiError(_("不是 QTI 题目，根元素是 %s") % _name(root))
    interaction = _interaction(root)
    declared = _declaration(root, _attribute(interaction, "response-identifier"))
    kind, options, answer = _answered(root, interaction, declared)
    stem = _stem(root, interaction)
    if not stem:
        raise QtiError(_("没有题干文字"))
    explanation = _explanation(root)
    content = Content(kind=kind, stem=stem, domain="", field="", options=options, answer=answer, explanation=explanation)
    return _attribute(root, "identifier"), content


def parse(data: bytes) -> ET.Element:
    """The document; entities, document types and anything outside it are refused."""
    if len(data) > MAX_BYTES:
        raise QtiError(_("文件超过 1 MB"))
    try:
        root: ET.Element = defusedxml.ElementTree.fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise QtiError(_("文件含有实体或文档类型定义，出于安全不予读取")) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise QtiError(_("不是完整的 XML：%s") % error) from error
    return root


def _name(element: ET.Element) -> str:
    """The local name as QTI 3 has it, without its prefix: choiceInteraction and qti-choice-interaction are choice-interaction."""
    local = str(element.tag).rsplit("}", 1)[-1]
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", local).lower().removeprefix("qti-")


def _attribute(element: ET.Element, name: str, default: str = "") -> str:
    """An attribute under its name of QTI 3 or of QTI 2."""
    camel = re.sub(r"-([a-z])", lambda match: match.group(1).upper(), name)
    return (element.get(name) or element.get(camel) or default).strip()


def _all(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (child for child in element.iter() if _name(child) == name)


def _interaction(root: ET.Element) -> ET.Element:
    found = [element for element in root.iter() if _name(element).endswith("-interaction")]
    if not found:
        raise QtiError(_("没有作答部分（interaction）"))
    if len(found) > 1:
        raise QtiError(_("有 %d 个作答部分，只支持一题一个") % len(found))
    name = _name(found[0])
    if name not in ("choice-interaction", "order-interaction", "text-entry-interaction"):
        raise QtiError(_("不支持的题型：%s") % f"qti-{name}")
    for element in root.iter():
        if _name(element) in MEDIA:
            raise QtiError(_("题中有不支持的内容：%s（只支持文字题）") % _name(element))
    return found[0]


def _declaration(root: ET.Element, identifier: str) -> ET.Element:
    for element in _all(root, "response-declaration"):
        if _attribute(element, "identifier") == identifier:
            return element
    raise QtiError(_("没有作答部分 %s 的答案声明") % (identifier or "?"))


def _correct(declared: ET.Element) -> list[str]:
    values = [(element.text or "").strip() for correct in _all(declared, "correct-response") for element in _all(correct, "value")]
    if not values:
        raise QtiError(_("没有给出正确答案"))
    return values


def _answered(root: ET.Element, interaction: ET.Element, declared: ET.Element) -> tuple[str, list[dict[str, str]], dict[str, Any]]:
    if _name(interaction) == "text-entry-interaction":
        return Kind.NUMERIC, [], _numeric(root, declared)
    choices = [element for element in interaction if _name(element) == "simple-choice"]
    if not 2 <= len(choices) <= len(LETTERS):
        raise QtiError(_("选项有 %(count)d 个，应为2到%(most)d个") % {"count": len(choices), "most": len(LETTERS)})
    texts, identifiers = [_text(choice) for choice in choices], [_attribute(choice, "identifier") for choice in choices]
    correct = _correct(declared)
    if unknown := [value for value in correct if value not in identifiers]:
        raise QtiError(_("正确答案 %s 不在选项中") % unknown[0])
    if _name(interaction) == "choice-interaction" and _is_statement(texts, correct):
        return Kind.TRUE_FALSE, [], {"keys": [STATEMENT[texts[identifiers.index(correct[0])].lower()]]}
    options = lettered(texts)
    keys = {identifier: option["key"] for identifier, option in zip(identifiers, options, strict=True)}
    answer = {"keys": [keys[value] for value in correct]}
    if _name(interaction) == "order-interaction":
        return Kind.ORDER, *_out_of_order(options, answer)
    several = _attribute(declared, "cardinality") == "multiple" and (len(correct) > 1 or _attribute(interaction, "max-choices", "1") != "1")
    return (Kind.MULTIPLE if several else Kind.SINGLE), options, answer


def _is_statement(texts: list[str], correct: list[str]) -> bool:
    return len(texts) == 2 and len(correct) == 1 and {STATEMENT.get(text.lower()) for text in texts} == {RIGHT, WRONG}


def _out_of_order(options: list[dict[str, str]], answer: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """A file may list the choices in the right order and leave the shuffling to the player; then they are turned by one place."""
    if answer["keys"] != [option["key"] for option in options]:
        return options, answer
    texts = [option["text"] for option in options]
    turned = lettered([*texts[1:], *texts[:1]])
    return turned, {"keys": [turned[-1]["key"], *(option["key"] for option in turned[:-1])]}


def _numeric(root: ET.Element, declared: ET.Element) -> dict[str, Any]:
    base = _attribute(declared, "base-type")
    written = _correct(declared)
    try:
        value = float(written[0])
    except ValueError:
        value = math.nan
    if base not in ("integer", "float") and not (base == "string" and math.isfinite(value)) or not math.isfinite(value):
        raise QtiError(_("只支持填数题，答案“%s”不是数") % written[0][:40])
    return {"value": int(value) if value.is_integer() else value, "tolerance": _tolerance(root, value)}


def _tolerance(root: ET.Element, value: float) -> float:
    """The widest absolute tolerance of a qti-equal; a relative one is turned into an absolute one."""
    widest = 0.0
    for element in _all(root, "equal"):
        mode = _attribute(element, "tolerance-mode", "exact")
        parts = [float(part) for part in _attribute(element, "tolerance").split() if re.fullmatch(r"\d+(\.\d+)?([eE][+-]?\d+)?", part)]
        if mode == "absolute" and parts:
            widest = max(widest, *parts)
        elif mode == "relative" and parts:
            widest = max(widest, *(abs(value) * part / 100 for part in parts))
    return widest


def _stem(root: ET.Element, interaction: ET.Element) -> str:
    body = next(_all(root, "item-body"), None)
    if body is None:
        raise QtiError(_("没有题目正文（qti-item-body）"))
    return "\n".join(_texts(body, skip=("simple-choice", "rubric-block", "feedback-block", "feedback-inline")))


def _explanation(root: ET.Element) -> str:
    return "\n".join(text for block in root if _name(block) == "modal-feedback" for text in _texts(block)).strip()


BLOCKS = {
    "p",
    "div",
    "prompt",
    "li",
    "blockquote",
    "item-body",
    "content-body",
    "simple-choice",
    "modal-feedback",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "pre",
}


def _texts(element: ET.Element, skip: tuple[str, ...] = ()) -> list[str]:
    """Lines of an element: a line per block, blanks as a browser shows them."""
    lines = [""]

    def walk(node: ET.Element) -> None:
        if _name(node) in skip:
            return
        if _name(node) in BLOCKS or _name(node) == "br":
            lines.append("")
        lines[-1] += node.text or ""
        for child in node:
            walk(child)
            if _name(child) in BLOCKS:
                lines.append("")
            if _name(child) == "text-entry-interaction":
                lines[-1] += GAP
            lines[-1] += child.tail or ""

    walk(element)
    # A gap on a line of its own says no more than that a number is asked for.
    return [line for line in (re.sub(r"\s+", " ", line).strip() for line in lines) if line not in ("", GAP)]


def _text(element: ET.Element) -> str:
    return " ".join(_texts(element, skip=("feedback-inline",)))


def write_item(identifier: str, content: Content) -> bytes:
    """The item in QTI 3."""
    item = ET.Element("qti-assessment-item", _root_attributes(identifier, content))
    _write_declaration(item, content)
    ET.SubElement(item, "qti-outcome-declaration", {"identifier": "SCORE", "cardinality": "single", "base-type": "float"})
    if content.explanation:
        ET.SubElement(item, "qti-outcome-declaration", {"identifier": "FEEDBACK", "cardinality": "single", "base-type": "identifier"})
    body = ET.SubElement(item, "qti-item-body")
    if content.kind == Kind.NUMERIC:
        _write_entry(body, content)
    else:
        _write_choices(body, content)
    _write_processing(item, content)
    if content.explanation:
        feedback = ET.SubElement(
            item, "qti-modal-feedback", {"outcome-identifier": "FEEDBACK", "identifier": "EXPLANATION", "show-hide": "show"}
        )  # fmt: skip
        _paragraphs(ET.SubElement(feedback, "qti-content-body"), content.explanation)
    ET.indent(item)
    return bytes(ET.tostring(item, encoding="utf-8", xml_declaration=True))


def _root_attributes(identifier: str, content: Content) -> dict[str, str]:
    title = content.stem.split("\n")[0][:60]
    return {
        "xmlns": NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        "identifier": identifier,
        "title": title,
        "adaptive": "false",
        "time-dependent": "false",
        "xml:lang": "zh-CN",
    }


def _choice(key: str) -> str:
    return f"choice_{key}"


def _write_declaration(item: ET.Element, content: Content) -> None:
    cardinality = {Kind.MULTIPLE: "multiple", Kind.ORDER: "ordered"}.get(Kind(content.kind), "single")
    base = "float" if content.kind == Kind.NUMERIC else "identifier"
    attributes = {"identifier": "RESPONSE", "cardinality": cardinality, "base-type": base}
    correct = ET.SubElement(ET.SubElement(item, "qti-response-declaration", attributes), "qti-correct-response")
    values = [_plain(content.answer["value"])] if content.kind == Kind.NUMERIC else [_choice(key) for key in content.answer["keys"]]
    for value in values:
        ET.SubElement(correct, "qti-value").text = value


def _plain(number: float) -> str:
    return f"{number:.12g}"


def _write_choices(body: ET.Element, content: Content) -> None:
    is_order = content.kind == Kind.ORDER
    limit = "0" if content.kind == Kind.MULTIPLE else "1"
    attributes = {"response-identifier": "RESPONSE", "shuffle": "false", **({} if is_order else {"max-choices": limit})}
    interaction = ET.SubElement(body, "qti-order-interaction" if is_order else "qti-choice-interaction", attributes)
    _paragraphs(ET.SubElement(interaction, "qti-prompt"), content.stem)
    for option in content.options:
        ET.SubElement(interaction, "qti-simple-choice", {"identifier": _choice(option["key"])}).text = option["text"]


def _write_entry(body: ET.Element, content: Content) -> None:
    _paragraphs(body, content.stem)
    ET.SubElement(ET.SubElement(body, "p"), "qti-text-entry-interaction", {"response-identifier": "RESPONSE", "expected-length": "10"})


def _paragraphs(parent: ET.Element, text: str) -> None:
    for line in text.split("\n"):
        ET.SubElement(parent, "p").text = line


def _write_processing(item: ET.Element, content: Content) -> None:
    if content.kind != Kind.NUMERIC and not content.explanation:
        ET.SubElement(item, "qti-response-processing", {"template": MATCH_CORRECT})
        return
    processing = ET.SubElement(item, "qti-response-processing")
    condition = ET.SubElement(processing, "qti-response-condition")
    right = ET.SubElement(condition, "qti-response-if")
    if content.kind == Kind.NUMERIC:
        tolerance = _plain(content.answer.get("tolerance", 0))
        test = ET.SubElement(right, "qti-equal", {"tolerance-mode": "absolute", "tolerance": f"{tolerance} {tolerance}"})
    else:
        test = ET.SubElement(right, "qti-match")
    ET.SubElement(test, "qti-variable", {"identifier": "RESPONSE"})
    ET.SubElement(test, "qti-correct", {"identifier": "RESPONSE"})
    _set(right, "SCORE", "float", "1")
    _set(ET.SubElement(condition, "qti-response-else"), "SCORE", "float", "0")
    if content.explanation:
        _set(processing, "FEEDBACK", "identifier", "EXPLANATION")


def _set(parent: ET.Element, outcome: str, base: str, value: str) -> None:
    element = ET.SubElement(parent, "qti-set-outcome-value", {"identifier": outcome})
    ET.SubElement(element, "qti-base-value", {"base-type": base}).text = value

"""The interviewer's tablet: a page that works without network, what it takes along, and what it brings back."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.background import ASKED_GROUPS
from kepu.literacy.models import Case, Education, Mode, Sex
from kepu.literacy.queries.field import Open, cases_for, versions_of
from kepu.literacy.services.field_dispositions import LEAST_CONTACTS, OUTCOMES, dispose_case
from kepu.literacy.services.field_sheets import Incoming, take_sheet
from kepu.organizations.access import page
from kepu.organizations.errors import InvalidInput, KepuError, NotFound
from kepu.organizations.views.writes import acting

ASSETS = (
    "ui/tokens.css", "ui/kepu.css", "ui/components.css", "ui/data.css", "ui/modes.css", "ui/ui.js", "ui/logo.svg", "django_htmx/htmx-2.min.js",
    "literacy/field.css", "literacy/tablet-store.js", "literacy/tablet.js",
)  # fmt: skip
MOST_AT_ONCE = 50


@ensure_csrf_cookie
@require_GET
@page("literacy.interview")
def tablet(request: HttpRequest) -> HttpResponse:
    """The page; its script does everything, with or without network."""
    member = acting(request).membership
    return render(request, "literacy/field/tablet.html", {"member": member.pk if member else 0, "texts": texts()})


def texts() -> dict[str, Any]:
    """What the script says, and what it asks of the person."""
    return {
        "fields": [
            {"name": "sex", "label": _("性别"), "kind": "radio", "choices": [[v, str(n)] for v, n in Sex.choices]},
            {"name": "age", "label": _("周岁年龄"), "kind": "number"},
            {"name": "education", "label": _("文化程度（含在读）"), "kind": "radio", "choices": [[v, str(n)] for v, n in Education.choices]},
            {"name": "groups", "label": _("属于下列人群吗"), "kind": "checkbox", "choices": [[g.value, str(g.label)] for g in ASKED_GROUPS]},
            {"name": "eligible_persons", "label": _("家中18至69岁的人数（含本人）"), "kind": "number"},
        ],
        "outcomes": [[value, str(Case.State(value).label)] for value in OUTCOMES],
        "states": {str(value): str(label) for value, label in Case.State.choices},
        "least_contacts": LEAST_CONTACTS,
        "online": _("已联网"), "offline": _("没有网络，可以继续访问；联网后再同步"), "never": _("还没有下载样本，请先联网下载"),
        "loading": _("正在下载样本……"), "finished": _("已有结果的样本"),
        "loaded": _("样本下载于"), "waiting": _("份待同步"), "nothing": _("全部已同步"),
        "taken": _("刚才收入"), "pieces": _("份"), "refreshed": _("名单是最新的"), "conflict": _("没有收入"),
        "sign_in": _("登录已过期，请重新登录后再同步；数据仍保存在本机。"), "failed": _("同步没有成功，数据仍保存在本机，请稍后再试。"),
        "everywhere": _("全部社区"),
        "empty": _("没有分给您的样本。请联系纲要办或测评员安排社区。"), "draft": _("填写中"), "ready": _("待同步"), "sent": _("已收入"),
        "consent": _("请向受访者读出或请其阅读，征得同意后再开始。"), "agree": _("受访者同意，开始"), "back": _("上一题"), "next": _("下一题"),
        "list": _("回到名单"), "finish": _("完成，保存"), "blank": _("没有作答的题："), "dismiss": _("知道了，从本机移除"), "choose": _("请填写"),
        "ineligible": _("受访者应为18至69周岁；不符合的请回到名单登记为“不符合条件”。"), "order": _("给每一项选次序，从1开始"),
        "many": _("可选多项"), "number": _("填数字"), "outcome": _("登记结果"), "contacts": _("已联系次数"), "reason": _("说明"),
        "save": _("保存"), "only_contact": _("未遇，下次再来"), "few": _("多次未遇须至少在不同时间联系三次"), "why": _("请写明原因"),
        "interview": _("访问"), "go_on": _("接着访问"), "bad_order": _("请给每一项选一个不同的次序"), "question": _("第"), "of": _("题，共"),
        "end": _("题"), "clear": _("清除本机数据"), "unsent": _("还有没同步的数据，不能清除。"), "cleared": _("本机数据已清除。"),
    }  # fmt: skip


@never_cache
@require_GET
@page("literacy.interview")
def data(request: HttpRequest) -> HttpResponse:
    """What an interviewer takes along: his cases, the booklets without their answers, the words of consent."""
    cases = list(cases_for(acting(request)))
    booklets = versions_of({case.booklet_id for case in cases if case.state in Open})
    surveys = {case.survey_id: case.survey for case in cases}
    return JsonResponse(
        {
            "at": timezone.now().isoformat(),
            "surveys": {pk: {"title": one.title, "consent": one.consent, "ends_on": one.ends_on.isoformat()} for pk, one in surveys.items()},
            "cases": [
                {"id": case.pk, "number": str(case), "survey": case.survey_id, "place": case.community.frame.area.name,
                 "booklet": case.booklet_id, "state": case.state, "contacts": case.contacts}
                for case in cases
            ],
            "booklets": {
                pk: [
                    {"id": key, "kind": version.kind, "stem": version.stem,
                     "options": [{"key": str(option["key"]), "text": str(option["text"])} for option in version.options]}
                    for key, version in found.items()
                ]
                for pk, found in booklets.items()
            },
        }
    )  # fmt: skip


@never_cache
@require_POST
@page("literacy.interview")
def sync(request: HttpRequest) -> HttpResponse:
    """Take what a tablet brings, each sheet and outcome for itself; what happened to each is in the answer. Sending again is harmless."""
    try:
        sent = json.loads(request.body)
        sheets, outcomes = list(sent.get("sheets", [])), list(sent.get("outcomes", []))
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidInput(_("同步的数据不完整，请再试一次。")) from error
    if len(sheets) + len(outcomes) > MOST_AT_ONCE:
        raise InvalidInput(_("一次最多同步 %d 份。") % MOST_AT_ONCE)
    results = [_taken(one, lambda one: _sheet(request, one), "sheet") for one in sheets]
    results += [_taken(one, lambda one: _outcome(request, one), "outcome") for one in outcomes]
    return JsonResponse({"results": results})


def _taken(one: Any, take: Callable[[dict[str, Any]], str], kind: str) -> dict[str, Any]:
    case = one.get("case") if isinstance(one, dict) else None
    result = {"case": case, "kind": kind, "key": one.get("key") if isinstance(one, dict) else None}
    try:
        if not isinstance(one, dict) or not isinstance(case, int) or isinstance(case, bool) or not 0 < case < 2**63:
            raise InvalidInput(_("同步的数据不完整，请再试一次。"))
        return {**result, "status": "accepted", "state": take(one)}
    except KepuError as error:
        told = error.message if error.message != error.default else "；".join(dict.fromkeys(map(str, error.fields.values()))) or error.message
        return {**result, "status": "refused", "code": error.code, "message": told}


def _sheet(request: HttpRequest, one: dict[str, Any]) -> str:
    try:
        key = uuid.UUID(str(one.get("key")))
    except ValueError as error:
        raise InvalidInput(_("答卷没有编号，请更新页面后再试。")) from error
    background, answers, seconds = one.get("background"), one.get("answers"), one.get("seconds")
    if not all(isinstance(part, dict) for part in (background, answers, seconds or {})):
        raise InvalidInput(_("同步的数据不完整，请再试一次。"))
    moments: dict[str, Any] = {name: _moment(one.get(name)) for name in ("consented_at", "started_at", "completed_at")}
    incoming = Incoming(key, Mode.TABLET, answers or {}, background or {}, seconds=seconds or {}, device=str(one.get("device", ""))[:40], **moments)
    return str(take_sheet(actor=acting(request), case=_case(request, one), incoming=incoming).case.state)


def _outcome(request: HttpRequest, one: dict[str, Any]) -> str:
    contacts = one.get("contacts")
    if not isinstance(contacts, int) or isinstance(contacts, bool):
        raise InvalidInput(_("请填写联系次数。"))
    outcome, reason = str(one.get("outcome") or ""), str(one.get("reason") or "")
    return dispose_case(actor=acting(request), case=_case(request, one), outcome=outcome, contacts=contacts, reason=reason).state


def _case(request: HttpRequest, one: dict[str, Any]) -> Case:
    found = Case.objects.filter(pk=one["case"], survey__district=acting(request).district).first()
    if found is None:
        raise NotFound(_("没有这个样本；社区可能已被替换，请更新名单。"))
    return found


def _moment(value: Any) -> datetime | None:
    try:
        found = parse_datetime(str(value)) if value else None
    except ValueError as error:
        raise InvalidInput(_("时间的格式不对。")) from error
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


@cache
def _version() -> str:
    folder = files("kepu.literacy").joinpath("static", "literacy")
    content = b"".join(folder.joinpath(name).read_bytes() for name in ("tablet.js", "tablet-store.js", "tablet-worker.js", "field.css"))
    return hashlib.sha256(content + ",".join(static(asset) for asset in ASSETS).encode()).hexdigest()[:12]


@require_GET
@page("literacy.interview")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the files that the page needs; a change of any makes a new version."""
    source = files("kepu.literacy").joinpath("static", "literacy", "tablet-worker.js").read_text(encoding="utf-8")
    head = f"const VERSION = {json.dumps(_version())};\nconst ASSETS = {json.dumps([static(asset) for asset in ASSETS])};\n"
    answer = HttpResponse(head + source, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer

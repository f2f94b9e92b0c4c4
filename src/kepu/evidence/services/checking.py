"""Following the chain on behalf of an auditor, and keeping what was found."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kepu.evidence.models import ChainHead
from kepu.evidence.queries import ChainReport, verify_chain
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress

FAULTS = {
    "broken": "第 %d 号记录与校验值不符：它或它之前的记录被改动过。",
    "missing": "第 %d 号记录缺失。",
    "version": "第 %d 号记录的校验格式本版本不认识，请升级后再核验。",
    "head": "第 %d 号记录与台账末端登记的校验值不符：末端有记录被删除、添加或改动。",
}


def run_verification(*, actor: Actor, progress: Progress, year: int | None = None) -> JobResult:
    """Verify what was recorded in a year, or everything, as a job."""
    require(actor, "evidence.verify_chain")
    head = ChainHead.objects.filter(district=actor.district).first()
    total = head.sequence if head else 0
    since, until = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    report = verify_chain(actor.district, since, until, progress=lambda done: progress.report(done, max(total, done), _("正在逐条核验")))
    text = told(report)
    keep_verification(actor=actor, year=year, report=report, text=text)
    return JobResult(text, url="/evidence/verify/", alarming=not report.ok)


def told(report: ChainReport) -> str:
    """The result in words."""
    if report.fault:
        return _(FAULTS[report.fault]) % report.sequence
    if not report.guarded:
        return _("记录的哈希链完好，但数据库缺少防改动的触发器，请系统运维运行升级命令恢复。")
    if not report.checked:
        return _("这段时间没有登记记录。")
    return _("完好：第 %(first)d 至 %(last)d 号共 %(checked)d 条记录逐条核验无误，末端校验值 %(hash)s") % {
        "first": report.first,
        "last": report.last,
        "checked": report.checked,
        "hash": report.head_hash,
    }


@service
def keep_verification(*, actor: Actor, year: int | None, report: ChainReport, text: str) -> None:
    """Write down who verified what and with what result."""
    require(actor, "evidence.verify_chain")
    head, _made = ChainHead.objects.get_or_create(district=actor.district)
    audit(actor, "evidence.verify", head, text, year=year, ok=report.ok, checked=report.checked, head=report.head_hash)

"""The demo's public site: a home, the explanation of the plan, a few notices."""

from __future__ import annotations

from datetime import date, timedelta

from kepu.organizations.actors import Actor
from kepu.site.models import Article, Notice, NoticeList
from kepu.site.services import open_site

WELCOME = "<p>这里公布本区全民科学素质行动的通知公告和实施方案。演示数据，仅供体验。</p>"
ABOUT = (
    "<h2>方案说了什么</h2><p>方案列出了到规划期末的目标、面向五类人群的提升行动和五项重点工程，每项任务都有牵头部门和责任单位。</p>"
    "<h2>如何了解进展</h2><p>指标和任务的完成情况在“进展公开”中随时更新。</p>"
)
NOTICES = (
    (12, "科普开放日活动预告", "<p>本周六，区内各科普场馆免费开放，欢迎居民携家人参加。</p>"),
    (40, "关于征集科技志愿者的通知", "<p>现面向社会征集科技志愿者，有意者请与所在街道联系。</p>"),
    (75, "社区科普大学秋季班开始报名", "<p>课程包括智慧助老、健康生活和家庭急救，名额有限。</p>"),
)


def publish(system: Actor, today: date) -> None:
    """Open the site and publish its first pages."""
    home = open_site(actor=system)
    home.welcome = WELCOME
    home.save_revision().publish()
    about = Article.objects.child_of(home).get()
    about.body = ABOUT
    about.save_revision().publish()
    notices = NoticeList.objects.child_of(home).get()
    for number, (days, title, body) in enumerate(NOTICES, start=1):
        notice = Notice(title=title, slug=f"notice-{number}", issued_on=today - timedelta(days=days), body=body)
        notices.add_child(instance=notice)

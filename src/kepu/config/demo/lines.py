"""What the invented district works at every year: one row per task, with a plausible size and season."""

from __future__ import annotations

from dataclasses import dataclass

STREETS = ("各街道",)
SCHOOL_TERM = (3, 4, 5, 6, 9, 10, 11, 12)
ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True)
class Line:
    """A task that comes back each year.

    `measure`: word in the title of the plan's measure. `quantity`: what a unit plans for a year, in the unit of its kind of evidence.
    `events`: how many records a unit makes a year. `months`: when. `named`: names of single occasions, used in turn.
    """

    measure: str
    title: str
    units: tuple[str, ...]
    kind: str
    audience: str
    quantity: int
    events: int
    months: tuple[int, ...] = ALL_YEAR
    deliverable: str = "活动记录、签到表和现场照片"
    partners: tuple[str, ...] = ()
    indicator: str = ""
    named: tuple[str, ...] = ()


LINES: tuple[Line, ...] = (
    Line("科学课堂|科学教育", "组织小学科学实验课展评", ("区教委",), "activity_attendance", "youth", 18000, 260, SCHOOL_TERM, partners=("区科协",),
         named=("实验课公开课", "科学实验周", "科学教师工作坊")),
    Line("科学课堂|科学教育", "组织青少年科技实践日", ("团区委",), "activity_attendance", "youth", 4200, 64, SCHOOL_TERM,
         named=("走进实验室", "少年工程师体验营", "红领巾科技实践")),
    Line("科技竞赛|科技赛事", "举办青少年科技创新与机器人区级比赛", ("区科协",), "activity_attendance", "youth", 3200, 12, (3, 4, 10, 11),
         deliverable="赛事总结、获奖名单和推荐名单", partners=("区教委", "团区委"), named=("科技创新大赛", "机器人竞赛", "科学素养赛")),
    Line("馆校合作", "安排馆校合作课程", ("区文化旅游委",), "facility_visit", "youth", 9600, 150, SCHOOL_TERM, partners=("区教委",),
         named=("博物馆自然课", "科技馆探究课", "气象馆研学")),
    Line("社区科普大学|社区科普课堂", "办好社区科普课堂", STREETS, "activity_attendance", "general", 3400, 72, partners=("区科协",),
         named=("健康生活课", "家庭应急课", "低碳生活课", "数字生活课")),
    Line("主题日", "举办环境日系列科普", ("区生态环境局",), "activity_attendance", "general", 5200, 36, (4, 5, 6, 9),
         named=("环境日开放周", "垃圾分类进社区", "江河保护科普行")),
    Line("主题日", "举办防灾减灾日科普和演练", ("区应急局",), "activity_attendance", "general", 6800, 48, (5, 6, 7, 10, 11),
         named=("防灾减灾日", "社区消防演练", "高温避险科普")),
    Line("主题日", "举办科技活动周和科普月", ("区科技局",), "activity_attendance", "general", 12500, 60, (5, 9), partners=("区科协",),
         named=("科技活动周", "全国科普月", "科学家大讲堂")),
    Line("职业技能培训", "组织企业职工和重点群体技能培训", ("区人力社保局",), "training_attendance", "workers", 11600, 240,
         deliverable="培训台账和考核结果", indicator="training_attendance", named=("数字技能班", "家政服务班", "电商运营班", "智能制造班")),
    Line("职业技能培训", "组织职工素质提升培训", ("区总工会",), "training_attendance", "workers", 6200, 130, deliverable="培训台账和考核结果",
         indicator="training_attendance", named=("职工夜校", "班组长培训", "新就业群体班")),
    Line("职业技能培训", "组织商贸服务业技能培训", ("区商务委",), "training_attendance", "workers", 2600, 60, deliverable="培训台账",
         indicator="training_attendance", named=("餐饮食品安全班", "直播电商班")),
    Line("职业技能培训", "组织中小企业数字化培训", ("区经济信息委",), "training_attendance", "workers", 1900, 44, deliverable="培训台账",
         indicator="training_attendance", named=("数字化转型班", "工业软件应用班")),
    Line("技能竞赛|创新竞赛", "举办职工技能比武和“五小”创新评选", ("区总工会",), "activity_attendance", "workers", 1600, 20, (4, 5, 6, 8, 9, 10),
         partners=("区人力社保局",), named=("职工技能比武", "小发明小改进评选")),
    Line("智慧助老", "开设智慧助老课堂", STREETS, "activity_attendance", "elderly", 1250, 56, partners=("区民政局",),
         named=("手机挂号课", "打车与公交码课", "防诈骗课", "视频通话课")),
    Line("智慧助老", "组织养老机构智能设备体验", ("区民政局",), "activity_attendance", "elderly", 2400, 40, named=("智能手环体验", "助浴助行设备体验")),
    Line("健康科普", "组织医务人员进社区讲健康", ("区卫生健康委",), "activity_attendance", "elderly", 9200, 190, partners=("区科协",),
         named=("合理用药讲座", "慢性病自我管理", "防跌倒训练", "口腔健康义诊")),
    Line("科技专题讲座", "举办领导干部科技专题讲座", ("区委组织部",), "activity_attendance", "officials", 1800, 14, deliverable="讲座通知、签到和课件",
         partners=("区委党校",), named=("人工智能与治理", "前沿科技讲座", "应急管理专题")),
    Line("科技专题讲座", "在主体班次开设科学素质课程", ("区委党校",), "activity_attendance", "officials", 1500, 24, SCHOOL_TERM,
         named=("科学精神与科学方法", "科技政策解读")),
    Line("开放科研设施", "组织科研院所和企业向公众开放", ("区科技局",), "facility_visit", "general", 12600, 96,
         named=("医院开放日", "企业展厅开放", "实验室开放日")),
    Line("科普内容库", "审核并发布科普图文和视频", ("区委宣传部",), "publication", "general", 420, 210, deliverable="发布清单", partners=("区委网信办",),
         named=("健康辟谣", "科学新知", "应急提示")),
    Line("科普内容库", "开展网络谣言辟除和科学传播", ("区委网信办",), "publication", "general", 130, 70, deliverable="辟谣清单", named=("联合辟谣", "数据安全提示")),
    Line("社区科普设施", "组织展品巡展和流动科技馆", ("区科协",), "facility_visit", "general", 30500, 130, named=("流动科技馆", "社区展品巡展", "科普大篷车")),
    Line("活动品牌", "培育科普品牌活动", ("区科协",), "brand_activity", "general", 1, 1, (9, 10, 11), deliverable="品牌活动评审材料", indicator="brand_activity",
         named=("母城科学课", "山城夜话科学", "江畔科学集市", "渝小科讲堂", "长者数字课", "半岛科学节", "科普轻轨行", "小小气象员")),
    Line("志愿服务", "组织科技志愿服务队进社区", ("区科协",), "volunteer_hours", "general", 9800, 420, deliverable="服务时长清单", partners=("区卫生健康委", "区教委"),
         named=("点单讲座", "科学实验秀", "家电安全检查", "义诊科普")),
    Line("应急科普", "更新应急科普预案并组织宣讲", ("区应急局",), "activity_attendance", "general", 4300, 36, named=("应急科普进楼宇", "高层避险宣讲")),
    Line("川渝合作", "与周边区县互送课程和展品", ("区文化旅游委",), "activity", "general", 6, 6, (3, 5, 6, 9, 10, 11), deliverable="互访记录",
         named=("展品互换巡展", "讲师互派", "联合科普日")),
)  # fmt: skip

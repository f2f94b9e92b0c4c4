"""The usual topics of science popularization, from which a district's list begins: field -> topics with near words and needed papers."""

from __future__ import annotations

from .models import QualificationKind as Paper

Topic = tuple[str, str, str, str]

SKILLS: tuple[tuple[str, str, tuple[Topic, ...]], ...] = (
    ("health", "健康", (
        ("first-aid", "急救常识", "心肺复苏、海姆立克、包扎、AED", Paper.FIRST_AID),
        ("chronic", "慢性病预防", "高血压、糖尿病、血糖、血压", ""),
        ("nutrition", "合理膳食", "营养、减盐、减油、减糖", ""),
        ("mental", "心理健康", "情绪、焦虑、睡眠、压力", ""),
        ("elderly-care", "老年健康", "防跌倒、失智、骨质疏松", ""),
        ("child-health", "儿童健康", "近视、口腔、疫苗、发育", ""),
        ("tcm", "中医药知识", "养生、穴位、中药", ""),
        ("medication", "合理用药", "药品、抗生素、过期药", ""),
    )),
    ("emergency", "应急", (
        ("fire-safety", "消防安全", "火灾、着火、起火、灭火器、逃生、燃气、电动车充电", ""),
        ("disaster", "防灾减灾", "地震、洪水、滑坡、暴雨、雷电", ""),
        ("traffic", "交通安全", "电动车、头盔、出行", ""),
        ("drowning", "防溺水", "游泳、水上安全", ""),
        ("anti-fraud", "防诈骗", "电信诈骗、养老诈骗、保健品骗局", ""),
    )),
    ("digital", "人工智能与数字生活", (
        ("ai", "人工智能", "大模型、机器学习、机器人、AI", ""),
        ("smartphone", "智能手机使用", "微信、扫码、打车、挂号、智慧助老", ""),
        ("programming", "编程启蒙", "图形化编程、Python、少儿编程", ""),
        ("robotics", "机器人", "无人机、创客、3D打印", ""),
        ("network-safety", "网络安全", "密码、个人信息、谣言", ""),
    )),
    ("environment", "环保", (
        ("waste", "垃圾分类", "可回收、厨余、有害垃圾", ""),
        ("low-carbon", "低碳生活", "双碳、节能、节水", ""),
        ("biodiversity", "生物多样性", "植物、鸟类、观鸟、昆虫", ""),
        ("water", "水生态保护", "长江、嘉陵江、水质", ""),
    )),
    ("astronomy", "天文与航天", (
        ("stargazing", "天文观测", "星空、星星、看星、望远镜、月食、流星", ""),
        ("spaceflight", "航天", "火箭、空间站、卫星、探月", ""),
        ("meteorology", "气象", "天气、云、预警", ""),
    )),
    ("basic", "基础科学", (
        ("physics", "物理实验", "力、光、电、磁", ""),
        ("chemistry", "化学实验", "厨房化学、材料", ""),
        ("biology", "生命科学", "显微镜、细胞、基因", ""),
        ("mathematics", "趣味数学", "数学、逻辑、魔方", ""),
        ("earth", "地球科学", "地质、化石、矿物", ""),
    )),
    ("industry", "产业与技能", (
        ("farming", "农业技术", "种植、养殖、阳台种菜", ""),
        ("work-safety", "安全生产", "劳动保护、职业病", ""),
        ("skills", "职业技能", "工匠、技能培训、创新", ""),
        ("intellectual", "知识产权", "专利、商标、发明", ""),
    )),
    ("culture", "科学文化", (
        ("spirit", "科学家精神", "院士、科学家故事", ""),
        ("debunking", "辟谣", "谣言、伪科学、反邪教", ""),
        ("guide", "场馆讲解", "讲解、展品、导览", ""),
        ("show", "科普表演", "科学秀、情景剧", ""),
        ("writing", "科普创作", "文章、视频、漫画", ""),
    )),
)  # fmt: skip

"""The words and shapes by which `targets` knows a quantity: tokens, comparisons, intervals, bases.

All repetition is bounded, so that no text can make the search slower than linear.
"""

from __future__ import annotations

import re

from .model import Comparison
from .numerals import CHINESE
from .periods import DASH

UNITS = (
    "个百分点|百分点|万元|亿元|元|人次|场次|家次|课时|学时|小时|分钟|人日|平方米|平方公里|公里|千米|公顷|册次|"
    "个|项|次|场|人|名|位|家|所|处|座|支|篇|部|件|种|类|套|期|本|册|户|条|批|届|台|辆|亩|门|间|块|"
    "幅|张|款|首|份|天|站|团|队|课|节|堂|单|例|分|倍|成|番"
)
DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,15})?|\d{1,15}(?:\.\d{1,15})?"
ARABIC = rf"(?:{DIGITS})\s?[余多]?[十百千]?[万亿]?"

TOKEN = re.compile(
    rf"(?P<month>(?P<my>(?:19|20)\d{{2}})\s{{0,3}}年\s{{0,3}}(?P<mm>\d{{1,2}})\s{{0,3}}月(?:\s{{0,3}}\d{{1,2}}\s{{0,3}}日)?)"
    rf"|(?P<years>(?P<y1>(?:19|20)\d{{2}})\s{{0,3}}年?\s{{0,3}}(?:[{DASH}]{{1,3}}\s{{0,3}}(?P<y2>(?:19|20)\d{{2}}))\s{{0,3}}年?)"
    rf"|(?P<year>(?P<y>(?:19|20)\d{{2}})\s{{0,3}}年)"
    rf"|(?P<five>(?:到|至)?\s{{0,3}}[“\"「]?(?:十[一二三四五六七八九]?|二十)五[”\"」]?\s{{0,3}}(?P<five_end>末|期末|规划末)?(?=末|期|时|规|全|，|[”\"」]))"
    rf"|(?P<skip>"
    rf"[〔\[（(]\s{{0,3}}\d{{4}}\s{{0,3}}[〕\]）)]\s{{0,3}}第?\s{{0,3}}\d{{0,6}}\s{{0,3}}号?|\d{{1,2}}\s{{0,3}}月(?:\s{{0,3}}\d{{1,2}}\s{{0,3}}日)?|\d{{1,5}}\s{{0,3}}[日号]"
    rf"|第\s{{0,3}}(?:\d{{1,15}}|[{CHINESE}]{{1,20}})\s{{0,3}}[{UNITS.replace('|', '')}章批届轮]?"
    rf"|[A-Za-z][A-Za-z\-]{{0,20}}\d[\w.\-]{{0,20}}|\d{{1,15}}(?:\.\d{{1,15}})?\s?[A-Za-z]\w{{0,20}}|[\d一二三四五六七八九NnXx]{{1,6}}\s?\+[\w+\s]{{0,20}}"
    rf"|\d{{1,15}}\s?[×xX*/]\s?\d{{1,15}}(?:小时)?|24\s?小时"
    rf"|\d{{1,15}}(?:\s?[{DASH}]\s?\d{{1,15}})?\s?周?岁|\d{{1,15}}\s?分钟(?!以?内)|\d\.0(?!\d)"
    rf"|\d{{3,5}}(?=[^\d，。；、]{{0,6}}(?:热线|电话|短信))|(?:热线|电话|邮编|邮政编码)\s?[:：]?\s?[\d\-]{{1,20}}|\d{{3,4}}-\d{{7,8}}|1\d{{10}}"
    rf"|[{CHINESE}]?(?:五位一体|四个全面|两个维护|十九大|二十大|一带一路|三个代表)"
    rf")"
    rf"|(?P<ratio>百分之(?P<r>[{CHINESE}]{{1,20}}(?:点[{CHINESE}]{{1,20}})?|\d{{1,15}}(?:\.\d{{1,15}})?))"
    rf"|(?P<fraction>(?P<fd>[{CHINESE}]{{1,3}})分之(?P<fn>[{CHINESE}]{{1,3}})|半数|一半(?=以上))"
    rf"|(?P<double>翻(?P<dn>[一两二三四])?番)"
    rf"|(?P<range>(?P<ra>\d{{1,15}}(?:\.\d{{1,15}})?)\s?%?(?P<rm>[十百千]?[万亿]?)\s?[{DASH}]{{1,2}}\s?(?P<rb>\d{{1,15}}(?:\.\d{{1,15}})?)\s?(?P<rn>[十百千]?[万亿]?)(?P<ru>%|‰|{UNITS})?)"
    rf"|(?P<number>{ARABIC})\s?(?P<unit>%|‰|{UNITS})?"
    rf"|(?P<chinese>[{CHINESE}]{{1,20}})(?P<cunit>{UNITS})"
)

COMPARE = re.compile(
    r"(?P<at_least>不(?:得|应)?(?:低于|少于|小于|下于)|至少|最少|最低|达到?|提[高升]到|提[高升]至|增[长加]到|增[长加]至|力争|确保|完成)"
    r"|(?P<at_most>不(?:得|应)?(?:高于|超过|多于|大于)|控制在|降低?至|降低?到|下降到|下降至|最多|至多)"
    r"|(?P<more>超过?|突破|大于|高于|多于)"
    r"|(?P<less>低于|少于|小于)"
    r"|(?P<equal>保持在?|稳定在|等于)"
    r"|(?P<about>大?约|接近|左右)"
    r"|(?P<change>提[高升]|增[长加]|下降|降低|减少|增幅|上升)"
)
OF_WORD = {
    "at_least": Comparison.AT_LEAST,
    "at_most": Comparison.AT_MOST,
    "more": Comparison.MORE_THAN,
    "less": Comparison.LESS_THAN,
    "about": Comparison.ABOUT,
    "equal": Comparison.EQUAL,
    "change": Comparison.AT_LEAST,
}
AFTER = re.compile(r"\s?(?:(?P<at_least>及?以上|起)|(?P<at_most>以内|以下|之内|(?<=小时)内|(?<=分钟)内|(?<=天)内)|(?P<about>左右|上下))")
DELIVERY = re.compile(
    r"建成|新建|建设|建立|设立|完成|培训|培养|培育|举办|组织|开展|创建|命名|认定|打造|发展|配备|招募|遴选|推出|"
    r"创作|征集|新增|实现|覆盖|惠及|服务|参与|发放|投入|安排|选派|开设|制作|开发|评选|扶持|支持|资助|引进|聘请|吸纳|召开|听取|开放|提供"
)
STRUCTURE = re.compile(
    r"\s?(?:方面|环节|层面|维度|转变|结合|原则|重点|阶段|步骤|问题|要求|机制|自信|意识|维护|统筹|坚持|"
    r"(?:[^，。；、]{0,6})(?:行动|工程|任务|举措|措施))"
)
INTERVAL = re.compile(
    r"每(?P<half>半年)|每(?:一)?(?:个)?(?P<year>年度?|学年)|每(?:个)?(?P<quarter>季度?)|每(?:个)?(?P<month>月)|每(?:个)?(?P<week>周|星期)|"
    r"每(?:个)?(?P<term>学期)|(?P<yearly>年均|年度)|(?P<monthly>月均)"
)
INTERVAL_NAME = {
    "half": "half-year", "year": "year", "yearly": "year", "quarter": "quarter",
    "month": "month", "monthly": "month", "week": "week", "term": "term",
}  # fmt: skip
PER = re.compile(
    r"每(?:百万|十万|10万|万|千|百)名?(?:人口?|居民|公民|职工|户)|每(?:个|名|所|家|支|位)[^，。；、至不达有少]{1,8}|"
    r"每(?:村|社区|街道|乡镇|镇|乡|校|县|区|户|人|家|班|场)(?:[（(][^）)]{1,10}[）)])?|人均|户均|校均|村均"
)
BREAK = re.compile(r"[，。；：！？\n,;]")
STOP = re.compile(r"[。；！？\n]")
BASELINE = re.compile(r"(?:比|较|在|自|从|以)[^，。；]{0,4}$")
PAST = re.compile(r"已(?:经)?(?:达|建|有|完成|超|累计)|目前|现有|现已")
RANKED = re.compile(r"前\s?$")
HAS_NUMBER = re.compile(rf"[\d０-９]|[{CHINESE}]")

"""What customers want of the house, as it was found out, and how far it has come by now."""

from dataclasses import dataclass
from enum import IntEnum

from domain.need.classes import Category, Classes, Frequency, Intensity, Nature, NeedSource


class Reaches(IntEnum):
    """How far it has come by now."""

    IDENTIFIED = 0
    ASSESSED = 1
    PLANNED = 2
    SERVED = 3
    CONFIRMED = 4
    DECLINED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Comes after this share of the days that are told; `cost` and `benefit` are 1 to 5."""

    comes: float
    subject: str
    narrative: str
    source: NeedSource
    classes: Classes
    department: str
    reaches: Reaches
    cost: int = 2
    benefit: int = 4
    plan: str = ""
    told: str = ""
    """What was done, or why it was declined."""
    satisfaction: int | None = None
    revealed_by: str | None = None
    """The subject of the opinion that revealed it."""


_ACCOUNT, _TRADING = Category.ACCOUNT_MANAGEMENT, Category.TRADING_CONSULTATION
_RISK, _PRODUCT, _SECURITY = Category.RISK_ASSESSMENT, Category.PRODUCT_RECOMMENDATION, Category.ACCOUNT_SECURITY
_BASIC, _ADVANCED = Nature.BASIC, Nature.ADVANCED
_OFTEN, _SELDOM = Frequency.HIGH, Frequency.LOW
_STRONG, _SOME, _WEAK = Intensity.HIGH, Intensity.MEDIUM, Intensity.LOW

WISHES = (
    Wish(
        comes=0.03, subject="想把退休金做稳健配置", narrative="明年退休，想听一次完整的配置建议。",
        source=NeedSource.INTERVIEW, classes=Classes(_PRODUCT, _ADVANCED, _SELDOM, _STRONG),
        department="wealth_services", reaches=Reaches.CONFIRMED, benefit=5,
        plan="安排一次面谈，按风险等级给出三档方案", told="已面谈并交付配置方案", satisfaction=5,
    ),
    Wish(
        comes=0.08, subject="希望网点提供代办授权", narrative="老人出门不便，想由子女代办业务。",
        source=NeedSource.QUESTIONNAIRE, classes=Classes(_ACCOUNT, _BASIC, _OFTEN, _SOME),
        department="account_services", reaches=Reaches.CONFIRMED,
        plan="上门核验后办理授权", told="已上门办妥授权", satisfaction=4,
    ),
    Wish(
        comes=0.14, subject="想了解可转债打新规则", narrative="连续几次没中签，想弄明白规则。",
        source=NeedSource.TRADING_ANALYSIS, classes=Classes(_TRADING, _BASIC, _OFTEN, _SOME),
        department="trading_support", reaches=Reaches.SERVED, cost=1, benefit=3,
        plan="发送讲解视频并电话答疑", told="已电话讲解申购与配号规则",
    ),
    Wish(
        comes=0.26, subject="转账时段受限，想改用即时通道", narrative="错过买入时机后提出，希望转账即时到账。",
        source=NeedSource.COMPLAINT, classes=Classes(_TRADING, _BASIC, _OFTEN, _STRONG),
        department="trading_support", reaches=Reaches.PLANNED, cost=3,
        plan="与存管行核对即时通道的开通条件", revealed_by="银证转账到账慢",
    ),
    Wish(
        comes=0.33, subject="希望免费开通全部行情", narrative="想要所有交易所的逐笔行情，不愿付费。",
        source=NeedSource.QUESTIONNAIRE, classes=Classes(_TRADING, _ADVANCED, _SELDOM, _WEAK),
        department="trading_support", reaches=Reaches.DECLINED, told="逐笔行情为交易所收费服务，已推荐基础行情",
    ),
    Wish(
        comes=0.41, subject="风险测评即将过期，需要重新测评", narrative="持有产品与旧的测评结果已不相符。",
        source=NeedSource.TRADING_ANALYSIS, classes=Classes(_RISK, _BASIC, _SELDOM, _STRONG),
        department="wealth_services", reaches=Reaches.ASSESSED, cost=1,
    ),
    Wish(
        comes=0.55, subject="希望大额转出前有人工确认", narrative="担心账户被盗用，想要多一道确认。",
        source=NeedSource.INTERVIEW, classes=Classes(_SECURITY, _BASIC, _SELDOM, _STRONG),
        department="account_services", reaches=Reaches.PLANNED, plan="为其开通大额转出电话确认",
    ),
    Wish(
        comes=0.68, subject="想开通融资融券", narrative="符合资产门槛，想知道需要哪些材料。",
        source=NeedSource.INTERVIEW, classes=Classes(_ACCOUNT, _ADVANCED, _SELDOM, _SOME),
        department="margin_desk", reaches=Reaches.ASSESSED, cost=2, benefit=5,
    ),
    Wish(
        comes=0.80, subject="账户资料需要更新", narrative="身份证换发，预留手机也换了。",
        source=NeedSource.QUESTIONNAIRE, classes=Classes(_ACCOUNT, _BASIC, _SELDOM, _SOME),
        department="account_services", reaches=Reaches.IDENTIFIED,
    ),
    Wish(
        comes=0.91, subject="行情大跌，想谈谈仓位", narrative="近期频繁止损，希望有人帮忙看看。",
        source=NeedSource.TRADING_ANALYSIS, classes=Classes(_TRADING, _ADVANCED, _OFTEN, _STRONG),
        department="trading_support", reaches=Reaches.IDENTIFIED,
    ),
    Wish(
        comes=0.94, subject="闲置资金想找短期理财", narrative="到期回款暂无去向。",
        source=NeedSource.TRADING_ANALYSIS, classes=Classes(_PRODUCT, _BASIC, _OFTEN, _WEAK),
        department="wealth_services", reaches=Reaches.IDENTIFIED,
    ),
)  # fmt: skip

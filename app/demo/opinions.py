"""What customers think of the service, in their words, and what the house makes of it."""

from dataclasses import dataclass
from enum import Enum, auto

from domain.feedback.source import Authority, Collected, ServiceStage


class Ends(Enum):
    """How far it has come by now."""

    RECEIVED = auto()
    RESPONDED = auto()
    HANDLED = auto()
    CLOSED = auto()
    REOPENED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Comes after this share of the days that are told. `score` is the customer's for the handling."""

    comes: float
    subject: str
    text: str
    kind: str
    collected: Collected
    channel: str
    ends: Ends
    stage: ServiceStage | None = None
    cause: str = "process"
    why: str = ""
    action: str = ""
    reply: str = ""
    score: int | None = None
    late: bool = False
    """Nobody answers on the first day."""
    about: str | None = None
    """Whom it complains of, by reference."""
    authority: Authority | None = None


OPINIONS = (
    Opinion(
        comes=0.02,
        subject="申购费率与宣传页不一致",
        text="宣传页写的是一折费率，实际扣的却是原价，差了快两百块。",
        kind="product",
        collected=Collected.COMPLAINT,
        channel="phone",
        stage=ServiceStage.WEALTH_MANAGEMENT,
        ends=Ends.CLOSED,
        cause="disclosure",
        why="宣传页更新晚于费率调整",
        action="退还差额并下线旧宣传页",
        reply="差额已于当日退还，宣传页已更正，给您添麻烦了。",
        score=5,
    ),
    Opinion(
        comes=0.06,
        subject="开户视频见证排队太久",
        text="等了四十分钟才轮到我，中间还断线一次。",
        kind="account",
        collected=Collected.QUESTIONNAIRE,
        channel="app",
        stage=ServiceStage.OPENING,
        ends=Ends.CLOSED,
        cause="process",
        why="午间见证人手不足",
        action="午间增加两名见证人员",
        reply="已增派人手，现平均等候不超过八分钟。",
        score=4,
    ),
    Opinion(
        comes=0.10,
        subject="热线转办：销户进度无人告知",
        text="提交销户申请一周了，没有人告诉我走到哪一步。",
        kind="account",
        collected=Collected.COMPLAINT,
        channel="phone",
        stage=ServiceStage.EXIT,
        ends=Ends.CLOSED,
        cause="process",
        why="销户环节没有短信节点",
        action="补发进度通知并增加短信节点",
        reply="您的销户已办结，进度短信已上线。",
        authority=Authority.HOTLINE,
    ),
    Opinion(
        comes=0.15,
        subject="希望增加养老理财专栏",
        text="建议在首页放一个养老理财专栏，现在要翻好几层。",
        kind="product",
        collected=Collected.SURVEY,
        channel="website",
        stage=ServiceStage.WEALTH_MANAGEMENT,
        ends=Ends.CLOSED,
        cause="technology",
        why="栏目层级过深",
        action="纳入下月改版",
        reply="感谢建议，专栏将随下月版本上线。",
    ),
    Opinion(
        comes=0.20,
        subject="客户经理解释很耐心",
        text="沈经理把两融的风险讲得很清楚，非常满意。",
        kind="trading",
        collected=Collected.RETURN_VISIT,
        channel="phone",
        stage=ServiceStage.TRADING,
        ends=Ends.CLOSED,
        cause="none",
        why="表扬",
        action="转达表扬",
        reply="感谢您的肯定，我们已转达。",
        score=5,
    ),
    Opinion(
        comes=0.25,
        subject="银证转账到账慢",
        text="早上转的钱下午才到，错过了买入时机，处理结果也没说清楚。",
        kind="trading",
        collected=Collected.COMPLAINT,
        channel="online_chat",
        stage=ServiceStage.TRADING,
        ends=Ends.REOPENED,
        cause="technology",
        why="银行端排队",
        action="与存管行核对通道",
        reply="已与银行核对，通道已恢复。",
        score=1,
    ),
    Opinion(
        comes=0.32,
        subject="行情页面卡顿",
        text="开盘半小时行情一直转圈，投诉了也没人理。",
        kind="system",
        collected=Collected.COMPLAINT,
        channel="app",
        stage=ServiceStage.TRADING,
        ends=Ends.HANDLED,
        cause="technology",
        why="行情网关扩容不及时",
        action="扩容网关",
        reply="网关已扩容，开盘时段已恢复流畅。",
        score=3,
        late=True,
    ),
    Opinion(
        comes=0.45,
        subject="风险测评题目看不懂",
        text="测评里有几道题术语太多，老人家看不明白。",
        kind="product",
        collected=Collected.SERVICE_RECORD,
        channel="branch",
        stage=ServiceStage.OPENING,
        ends=Ends.HANDLED,
        cause="disclosure",
        why="题干用语过于专业",
        action="增加释义",
        reply="题目已配上释义，感谢您的提醒。",
        score=5,
    ),
    Opinion(
        comes=0.60,
        subject="对账单邮件格式错乱",
        text="这个月的对账单打开是乱码。",
        kind="system",
        collected=Collected.SERVICE_RECORD,
        channel="email",
        ends=Ends.HANDLED,
        cause="technology",
        why="模板编码有误",
        action="更换模板并重发",
        reply="对账单已重发，请查收。",
    ),
    Opinion(
        comes=0.90,
        subject="接待人员态度冷淡",
        text="打了三次电话，同一个坐席每次都说不清楚，还很不耐烦。",
        kind="complaint",
        collected=Collected.COMPLAINT,
        channel="phone",
        ends=Ends.RESPONDED,
        about="A-0011",
    ),
    Opinion(
        comes=0.93,
        subject="建议延长人工服务时间",
        text="下班以后只有机器人，希望人工能到晚上九点。",
        kind="consultation",
        collected=Collected.QUESTIONNAIRE,
        channel="mini_program",
        ends=Ends.RESPONDED,
    ),
    Opinion(
        comes=0.96,
        subject="监管转办：产品风险提示不充分",
        text="购买时没有人说明这只产品可能亏损本金。",
        kind="product",
        collected=Collected.COMPLAINT,
        channel="email",
        stage=ServiceStage.WEALTH_MANAGEMENT,
        ends=Ends.RECEIVED,
        authority=Authority.REGULATOR,
    ),
    Opinion(
        comes=0.985,
        subject="验证码收不到",
        text="换了手机号以后一直收不到验证码，登录不了。",
        kind="system",
        collected=Collected.COMPLAINT,
        channel="app",
        ends=Ends.RECEIVED,
    ),
)

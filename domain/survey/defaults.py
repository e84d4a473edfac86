"""The questionnaire and the rules a new house begins with (source: P6.1-a to -c)."""

DEFAULT_QUESTIONNAIRE_CODE = "satisfaction"
DEFAULT_QUESTIONNAIRE = {
    "items": [
        {
            "code": "courtesy",
            "dimension": "ATTITUDE",
            "wording": {
                "zh": "服务人员礼貌、有耐心。",
                "en": "The staff were polite and patient.",
            },
        },
        {
            "code": "listening",
            "dimension": "ATTITUDE",
            "wording": {
                "zh": "服务人员认真听取了我的问题。",
                "en": "The staff listened carefully to my question.",
            },
        },
        {
            "code": "reachability",
            "dimension": "EFFICIENCY",
            "wording": {
                "zh": "我很快就联系到了服务人员。",
                "en": "I reached somebody quickly.",
            },
        },
        {
            "code": "handling_time",
            "dimension": "EFFICIENCY",
            "wording": {
                "zh": "我的问题在合理的时间内得到处理。",
                "en": "My matter was handled within a reasonable time.",
            },
        },
        {
            "code": "knowledge",
            "dimension": "PROFESSIONALISM",
            "wording": {
                "zh": "服务人员熟悉业务和相关规则。",
                "en": "The staff knew the business and its rules.",
            },
        },
        {
            "code": "clarity",
            "dimension": "PROFESSIONALISM",
            "wording": {
                "zh": "服务人员的解释清楚易懂。",
                "en": "The staff explained clearly.",
            },
        },
        {
            "code": "steps",
            "dimension": "PROCESS",
            "wording": {
                "zh": "办理步骤清楚，没有多余环节。",
                "en": "The steps were clear and none was superfluous.",
            },
        },
        {
            "code": "progress",
            "dimension": "PROCESS",
            "wording": {
                "zh": "我随时可以了解办理进度。",
                "en": "I could see at any time how far my matter had come.",
            },
        },
        {
            "code": "solution",
            "dimension": "QUALITY",
            "wording": {
                "zh": "我的问题得到了解决。",
                "en": "My matter was settled.",
            },
        },
        {
            "code": "overall",
            "dimension": "QUALITY",
            "wording": {
                "zh": "总体而言，我对服务感到满意。",
                "en": "All in all I am satisfied with the service.",
            },
        },
        {
            "code": "opening_ease",
            "dimension": "PROCESS",
            "touchpoint": "OPENING",
            "wording": {
                "zh": "开户手续简便。",
                "en": "Opening the account was easy.",
            },
        },
        {
            "code": "trading_stability",
            "dimension": "QUALITY",
            "touchpoint": "TRADING",
            "wording": {
                "zh": "交易系统稳定、顺畅。",
                "en": "The trading system ran steadily and smoothly.",
            },
        },
        {
            "code": "wealth_suitability",
            "dimension": "PROFESSIONALISM",
            "touchpoint": "WEALTH_MANAGEMENT",
            "wording": {
                "zh": "推荐的产品与我的风险承受能力相符。",
                "en": "The products recommended match the risk I can bear.",
            },
        },
        {
            "code": "complaint_fairness",
            "dimension": "QUALITY",
            "touchpoint": "COMPLAINT",
            "wording": {
                "zh": "我的投诉得到了公正的处理。",
                "en": "My complaint was handled fairly.",
            },
        },
    ],
    "questions": [
        {
            "code": "wish",
            "wording": {
                "zh": "您希望我们改进什么？",
                "en": "What should we improve?",
            },
        },
    ],
}
DEFAULT_POOR_ANSWERS = {
    "channel": "app",
    "rules": [
        {
            "code": "complaint_unfair",
            "at_most": 2,
            "touchpoint": "COMPLAINT",
            "opens": "TICKET",
            "kind": "complaint",
        },
        {"code": "many_poor", "at_most": 2, "items": 3, "opens": "FEEDBACK", "kind": "other"},
    ],
}
DEFAULT_FRAME = {
    "within_days": 365,
    "business_line": {
        "securities_trading": "TRADING",
        "margin_trading": "TRADING",
        "asset_management": "WEALTH_MANAGEMENT",
        "fund_sales": "WEALTH_MANAGEMENT",
        "wealth_management": "WEALTH_MANAGEMENT",
    },
    "opening_stages": ["NEW"],
    "left_out_stages": ["PROSPECT", "LOST"],
}
DEFAULT_RESULTS = {"smallest_cell": 10, "target_percent": 90}

"""What the values of the enums of surveys mean."""

MEANINGS: dict[str, dict[str, str]] = {
    "SurveyWaveStatus": {
        "DRAFTED": "Planned, nobody has been asked (已制定).",
        "LAUNCHED": "Answers are taken (进行中).",
        "CLOSED": "No answer is taken any more, the results are being made (已结束).",
        "DELIVERED": "Each department has been given its results (已下发).",
        "CANCELLED": "Will not be finished (已取消).",
    },
    "SurveyWaveAction": {
        "REVISE": "Plan it otherwise: reviseWave (修改方案).",
        "LAUNCH": "Freeze the frame and draw the sample: launchWave (启动).",
        "INVITE": "Take the links to send: sendInvitations (领取链接).",
        "ANSWER": "Answer it; by the link alone: answerSurvey (回答).",
        "REMIND": "Remind who has not answered; the clock does (提醒).",
        "EXTEND": "Keep it open for longer: extendWave (延长).",
        "RECORD_INTERVIEW": "Record an interview beside it: recordInterview (记录访谈).",
        "CLOSE": "Take no more answers: closeWave (结束).",
        "READ_RESULTS": "Read what it says: SurveyWave.report (查看结果).",
        "DELIVER": "Give departments their results; the clock does (下发结果).",
        "CANCEL": "Not to be finished: cancelWave (取消).",
    },
    "SurveyInvitationStatus": {
        "INVITED": "Not answered yet (已邀请).",
        "ANSWERED": "Answered; the link is used up (已回答).",
        "DECLINED": "The customer does not want to answer (已谢绝).",
    },
    "SurveyAllocation": {
        "PROPORTIONAL": "By the size of the stratum (比例分配).",
        "NEYMAN": "By its size times its spread: more are asked where opinions differ (Neyman 分配).",
    },
    "SurveyStrataBy": {
        "TYPE": "Individual or institution (客户类型).",
        "TIER": "The service tier (服务层级).",
        "STAGE": "The lifecycle stage (生命周期阶段).",
        "SEGMENT": "The segment: the first by name of somebody who belongs to several, NONE of nobody (客群).",
    },
    "SurveyDimension": {
        "ATTITUDE": "How the staff treated the customer (态度).",
        "EFFICIENCY": "How quickly it went (效率).",
        "PROFESSIONALISM": "What the staff knew (专业).",
        "PROCESS": "How it went step by step (流程).",
        "QUALITY": "What came out (质量).",
    },
    "SurveyTouchpoint": {
        "OPENING": "Opening the account (开户).",
        "TRADING": "Trading (交易).",
        "WEALTH_MANAGEMENT": "Wealth management (财富管理).",
        "COMPLAINT": "A complaint being handled (投诉处理).",
    },
    "SurveyLanguage": {"ZH": "Chinese (中文).", "EN": "English (英文)."},
    "SurveyWaveOrder": {"PLANNED_AT": "The oldest first.", "PLANNED_AT_DESC": "The newest first."},
    "SurveyTargetVerdict": {
        "REACHED": "The whole interval lies at or above the target (达标).",
        "MISSED": "The whole interval lies below it (未达标).",
        "UNDECIDED": "The target lies within the interval: more answers would be needed (无法判定).",
    },
    "SurveyDirection": {
        "UP": "Up, by more than chance would make it (上升).",
        "DOWN": "Down, likewise (下降).",
        "NO_CLEAR_CHANGE": "Chance may be the reason (无明显变化).",
    },
    "InsufficientReason": {
        "NO_ANSWERS": "Nobody answered (无样本).",
        "TOO_FEW": "Too few answered (样本不足).",
        "TOO_FEW_ITEMS": "Too few items to compare (题目不足).",
        "SUPPRESSED": "Hidden: too few answers, or a cell with too few could be told from it (小样本抑制).",
        "NO_VARIATION": "All answers are the same (无变异).",
        "LINEARLY_DEPENDENT": "An item follows from the others (线性相关).",
        "LONELY_STRATUM": "No stratum has two answers (层内样本不足).",
        "NOT_COMPARABLE": "The two surveys did not ask the same (不可比).",
    },
}

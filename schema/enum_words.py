"""What each value of an enum means, with the Chinese term; the domain's enums stay free of GraphQL."""

from graphql import GraphQLEnumType, GraphQLSchema

MEANINGS: dict[str, dict[str, str]] = {
    "CustomerType": {"INDIVIDUAL": "A person (个人).", "INSTITUTION": "An organisation (机构)."},
    "CustomerStage": {
        "PROSPECT": "Has no account yet (潜在客户).",
        "NEW": "Has just opened an account (新客户).",
        "EXISTING": "Is settled with us (存量客户).",
        "DORMANT": "Has been silent (休眠客户).",
        "LOST": "Has left (流失客户).",
    },
    "ServiceTier": {
        "NEW": "Served as a new customer (新客户服务).",
        "VIP": "Served as a VIP (贵宾服务).",
        "ORDINARY": "Served as an ordinary customer (普通服务).",
    },
    "CustomerSegment": {
        "HIGH_NET_WORTH": "High net worth (高净值).",
        "FREQUENT": "Trades frequently (高频交易).",
        "SPECIAL": "Needs special care (特殊客户).",
        "MATURE": "Has been with us long (成熟客户).",
    },
    "TicketStatus": {
        "ACCEPTED": "On the desk (已受理).",
        "CLASSIFIED": "Has its level, kind and business line (已分级).",
        "IN_PROGRESS": "Being handled (处理中).",
        "AWAITING_CUSTOMER": "The customer's turn (待客户).",
        "AWAITING_THIRD_PARTY": "Somebody outside the house has to act (待第三方).",
        "RESOLVED": "The customer has the result (已解决).",
        "REVIEWED": "Reviewed by the account manager (已复核).",
        "ARCHIVED": "In the customer's file (已归档).",
        "CANCELLED": "Withdrawn (已撤回).",
    },
    "TicketAction": {
        "CLASSIFY": "Give level, kind and business line (分级).",
        "ASSIGN": "To a department or a person (指派).",
        "RESPOND": "Write or say something to the customer (响应).",
        "RECEIVE_MESSAGE": "Record what the customer wrote or said (收到来信).",
        "START": "Begin handling (开始处理).",
        "RECORD_ANALYSIS": "Record the initial analysis (初步分析).",
        "RECORD_PLAN": "Record the handling plan (处理方案).",
        "REPORT_PROGRESS": "Say where it stands (进度通报).",
        "AWAIT_CUSTOMER": "Wait for the customer (等待客户).",
        "AWAIT_THIRD_PARTY": "Wait for somebody outside the house (等待第三方).",
        "CUSTOMER_REPLIED": "Record the answer that was awaited (客户已回复).",
        "RESUME": "Go on (恢复处理).",
        "RESOLVE": "Give the result, with cause and action (解决).",
        "GIVE_FEEDBACK": "Hand in the customer's feedback on the problem (提交反馈).",
        "CONFIRM_FEEDBACK": "Confirm that feedback (确认反馈).",
        "ANSWER_FEEDBACK": "Answer that feedback (反馈结果).",
        "RATE": "Rate this cycle, by the customer (评价).",
        "REVIEW": "Review, by the account manager (复核).",
        "ARCHIVE": "Put it into the customer's file (归档).",
        "REOPEN": "Begin the next cycle (重新打开).",
        "WITHDRAW": "Take it back (撤回).",
        "ADD_NOTE": "Add a note (备注).",
        "LINK": "Link it to another ticket (关联).",
        "JOIN_DEPARTMENT": "Let another department take part (协同部门).",
        "FINISH_PART": "Record that a department has done its part (协同完成).",
    },
    "TicketOrder": {
        "DUE_AT": "The earliest due first.",
        "DUE_AT_DESC": "The latest due first.",
        "OPENED_AT": "The oldest first.",
        "OPENED_AT_DESC": "The newest first.",
        "UPDATED_AT": "The longest unchanged first.",
        "UPDATED_AT_DESC": "The last changed first.",
        "LEVEL": "The gravest first.",
        "LEVEL_DESC": "The lightest first.",
    },
}


def say_what_values_mean(schema: GraphQLSchema) -> None:
    """Put the meanings into the schema; KeyError when a value has none, so that none is forgotten."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLEnumType) and not name.startswith("__"):
            for word, value in kind.values.items():
                value.description = MEANINGS[name][word]

"""What each value of an enum about upkeep means, with the Chinese term."""

MEANINGS: dict[str, dict[str, str]] = {
    "UpkeepTaskStatus": {
        "OPEN": "Somebody is to do it (待处理).",
        "DONE": "It was done (已完成).",
        "DISMISSED": "There was nothing to do, or nobody waits for it any more (已撤销).",
    },
    "UpkeepTaskAction": {
        "ASSIGN": "Let somebody else answer for it: assignUpkeepTask (指派).",
        "COMPLETE": "Say how it was settled: completeUpkeepTask (完成).",
        "DISMISS": "Say that there was nothing to do: dismissUpkeepTask (撤销).",
    },
    "UpkeepTaskKind": {
        "RECORD_IDENTITY_CHANGE": "A changed identity is to be put on record: recordIdentityChange (身份变更入档).",
        "COMPLETE_RECORD": "The record is to be completed: completeCustomerRecord (补全信息).",
        "REFRESH_RECORD": "The record is to be gone through: refreshCustomerRecord (复核信息).",
        "RENEW_DOCUMENT": "A document has expired (证件过期).",
        "SETTLE_CONTRADICTION": "What is on record contradicts itself (信息矛盾).",
        "SETTLE_DUPLICATE": "Two records are likely the same customer's (疑似重复).",
    },
    "ArchiveLevel": {
        "TEMPORARY": "Kept for a while, of somebody who has no account (临时档案).",
        "FULL": "Kept whole and up to date (完整档案).",
        "REDUCED": "Kept, and not refreshed (简化档案).",
        "CLOSED": "Closed: kept for as long as the law says (封存档案).",
    },
    "UpkeepTaskOrder": {
        "DUE_AT": "The soonest due first.",
        "DUE_AT_DESC": "The latest due first.",
        "RAISED_AT": "The oldest first.",
        "RAISED_AT_DESC": "The newest first.",
    },
}

"""Who may call which mutation: the whole table, and everybody outside it is told so."""

import pytest

from app.graphql import core
from app.house import OpenHouse
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import answer, codes
from tests.graphql.mutating import operation
from tests.graphql.plausible import input_of, least

__all__ = ["house"]

HANDLERS = {Role.AGENT, Role.TECHNICAL_SUPPORT, Role.PRODUCT, Role.BACK_OFFICE}
STAFF = HANDLERS | {Role.ACCOUNT_MANAGER, Role.RISK_CONTROL, Role.SUPERVISOR}
KEEPERS = {Role.SUPERVISOR, Role.ADMIN}

BY_STAFF = """
    classifyTicket assignTicket respondTicket startTicket recordAnalysis recordPlan reportProgress awaitCustomer
    awaitThirdParty resumeTicket resolveTicket confirmFeedback answerFeedback archiveTicket addNote linkTicket
    joinDepartment finishPart renameCustomer changeCustomerStage changeCustomerTier changeCustomerSegments
    changeCustomerBusinessLines addContactPoint removeContactPoint preferChannel assignAccountManager
    noticeIdentityChange recordIdentityChange completeCustomerRecord refreshCustomerRecord
    raiseUpkeepTask assignUpkeepTask completeUpkeepTask dismissUpkeepTask
    classifyNeed assignNeed assessNeed planNeed serveNeed linkNeed openTicketFromNeed
"""
BY_KEEPERS = """
    defineDepartment renameDepartment moveDepartment retireDepartment restoreDepartment
    defineChannel renameChannel retireChannel restoreChannel
    defineBusinessLine renameBusinessLine retireBusinessLine restoreBusinessLine
    defineKind renameKind retireKind restoreKind
    registerAgent renameAgent moveAgent retireAgent restoreAgent
"""
BY_SURVEYORS = """
    planWave reviseWave launchWave extendWave closeWave cancelWave scheduleWaves endWaveSchedule
"""
SURVEYORS = {Role.SERVICE_MANAGER}
ANYBODY = set(Role)
WITHOUT_AN_ACCOUNT = ["answerSurvey", "declineSurvey"]
MEASURE_PLANNERS = {Role.SUPERVISOR, Role.SERVICE_MANAGER, Role.RISK_CONTROL}
BY_ADMIN = {Role.ADMIN}
CALLERS: dict[str, set[Role]] = {
    **dict.fromkeys(BY_STAFF.split(), STAFF),
    **dict.fromkeys(BY_KEEPERS.split(), KEEPERS),
    "draftPolicy": {Role.SUPERVISOR, Role.SERVICE_MANAGER, Role.ADMIN},
    "publishPolicy": {Role.SERVICE_MANAGER, Role.ADMIN},
    "repinPolicy": {Role.SERVICE_MANAGER, Role.ADMIN},
    "discardPolicyDraft": {Role.SUPERVISOR, Role.SERVICE_MANAGER, Role.ADMIN},
    "openTicket": STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    "receiveMessage": STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    "customerReplied": STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    "giveFeedback": STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    "rateTicket": {Role.CUSTOMER},
    "identifyNeed": STAFF | {Role.INTEGRATION},
    "confirmNeed": {Role.CUSTOMER},
    "declineNeed": STAFF | {Role.CUSTOMER},
    "enterMarketEvent": {Role.SUPERVISOR},
    "endMarketEvent": {Role.SUPERVISOR},
    "recordActivity": {Role.INTEGRATION, Role.ACCOUNT_MANAGER, Role.SUPERVISOR, Role.RISK_CONTROL},
    "reviewTicket": {Role.ACCOUNT_MANAGER, Role.SUPERVISOR},
    "reopenTicket": STAFF | {Role.CUSTOMER},
    "withdrawTicket": STAFF | {Role.CUSTOMER},
    "recordDelivery": STAFF | {Role.INTEGRATION},
    **dict.fromkeys(["acknowledgeAlert", "resolveAlert"], STAFF | {Role.SERVICE_MANAGER}),
    "receiveFeedback": STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    **dict.fromkeys(
        [
            "classifyFeedback",
            "routeFeedback",
            "respondToFeedback",
            "recordFeedbackCause",
            "recordFeedbackAction",
            "handleFeedback",
            "closeFeedback",
            "correctSentiment",
        ],
        STAFF,
    ),
    "rateFeedback": {Role.CUSTOMER},
    "reopenFeedback": STAFF | {Role.CUSTOMER},
    "planMeasure": MEASURE_PLANNERS,
    **dict.fromkeys(["beginMeasure", "finishMeasure", "linkMeasure"], STAFF | {Role.SERVICE_MANAGER}),
    **dict.fromkeys(
        ["handOverMeasure", "changeMeasureDue", "assessMeasureEffect", "verifyMeasure", "dropMeasure"],
        MEASURE_PLANNERS,
    ),
    **dict.fromkeys(BY_SURVEYORS.split(), SURVEYORS),
    "sendInvitations": {Role.INTEGRATION},
    "recordInterview": STAFF | {Role.SERVICE_MANAGER},
    **dict.fromkeys(WITHOUT_AN_ACCOUNT, ANYBODY),
    "recordInteraction": STAFF | {Role.INTEGRATION},
    "correctInteraction": STAFF,
    "registerWebhookEndpoint": BY_ADMIN,
    "rotateWebhookSecret": BY_ADMIN,
    "retireWebhookEndpoint": BY_ADMIN,
    "redeliver": BY_ADMIN,
    "registerCustomer": STAFF | {Role.INTEGRATION},
}


def test_the_table_names_every_mutation() -> None:
    assert core.mutation_type is not None
    assert core.mutation_type.fields.keys() == CALLERS.keys()


@pytest.mark.parametrize("role", Role)
async def test_a_role_calls_what_the_table_gives_it_and_nothing_else(house: OpenHouse, role: Role) -> None:
    viewer = Viewer(role, "x-1", department="desk", departments=frozenset({"desk"}))

    for mutation, callers in CALLERS.items():
        given = await answer(house, operation(mutation, ""), viewer, input=least(input_of(mutation)))

        assert codes(given) == ([] if role in callers else ["FORBIDDEN"]), mutation


async def test_without_a_token_nothing_can_be_asked(house: OpenHouse) -> None:
    for mutation in CALLERS:
        given = await answer(house, operation(mutation, ""), None, input=least(input_of(mutation)))

        assert codes(given) == ([] if mutation in WITHOUT_AN_ACCOUNT else ["UNAUTHENTICATED"]), mutation

"""Each action on a ticket, done by somebody who may do it, in words that they might use."""

from collections.abc import Awaitable, Callable, Mapping

from app.demo import asking, closing, handling, together
from app.demo.floor import Floor
from domain.ticket.lifecycle import Action
from domain.ticket.ticket import Ticket

Act = Callable[[Floor, Ticket], Awaitable[Ticket]]

ACTS: Mapping[Action, Act] = {
    Action.CLASSIFY: handling.classify,
    Action.ASSIGN: handling.assign,
    Action.RESPOND: handling.respond,
    Action.RECEIVE_MESSAGE: asking.receive_message,
    Action.START: handling.start,
    Action.RECORD_ANALYSIS: handling.record_analysis,
    Action.RECORD_PLAN: handling.record_plan,
    Action.REPORT_PROGRESS: handling.report_progress,
    Action.AWAIT_CUSTOMER: handling.await_customer,
    Action.AWAIT_THIRD_PARTY: handling.await_third_party,
    Action.CUSTOMER_REPLIED: asking.customer_replied,
    Action.RESUME: handling.resume,
    Action.RESOLVE: handling.resolve,
    Action.GIVE_FEEDBACK: asking.give_feedback,
    Action.CONFIRM_FEEDBACK: closing.confirm_feedback,
    Action.ANSWER_FEEDBACK: closing.answer_feedback,
    Action.RATE: asking.rate,
    Action.REVIEW: closing.review,
    Action.ARCHIVE: closing.archive,
    Action.REOPEN: asking.reopen,
    Action.WITHDRAW: asking.withdraw,
    Action.ADD_NOTE: together.add_note,
    Action.LINK: together.link,
    Action.JOIN_DEPARTMENT: together.join_department,
    Action.FINISH_PART: together.finish_part,
}

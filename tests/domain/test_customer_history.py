from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from domain.customer.customer import LIFECYCLE as CUSTOMER_LIFECYCLE
from domain.customer.customer import CustomerAction, Segment, Stage, Tier
from tests.domain.builders import (
    a_contact_point,
    a_customer,
)
from tests.domain.history import History, people, reasons


class CustomerHistory(History):
    def __init__(self) -> None:
        super().__init__()
        self.aggregate = self.customer = a_customer(stage=Stage.PROSPECT)

    @rule(action=st.sampled_from(CustomerAction), why=reasons)
    def change_stage(self, action: CustomerAction, why: str | None) -> None:
        came_from = self.customer.stage
        if self.ask(lambda at: self.customer.change_stage(action, why=why, at=at)):
            assert self.customer.stage is CUSTOMER_LIFECYCLE.after(action, came_from)

    @rule(name=st.sampled_from(["王芳", "王方", " ", "名" * 201]), why=reasons)
    def rename(self, name: str, why: str | None) -> None:
        self.ask(lambda at: self.customer.rename(name, why=why, at=at))

    @rule(tier=st.sampled_from(Tier), why=reasons)
    def change_tier(self, tier: Tier, why: str | None) -> None:
        self.ask(lambda at: self.customer.change_tier(tier, why=why, at=at))

    @rule(segments=st.sets(st.sampled_from(Segment)), lines=st.sets(st.sampled_from(["fund", "bond"])))
    def change_groups(self, segments: set[Segment], lines: set[str]) -> None:
        self.ask(lambda at: self.customer.change_segments(segments, at=at))
        self.ask(lambda at: self.customer.change_business_lines(lines, at=at))

    @rule(number=st.integers(0, 3))
    def add_contact_point(self, number: int) -> None:
        self.ask(lambda at: self.customer.add_contact_point(a_contact_point(f"1380013800{number}", number), at=at))

    @rule(number=st.integers(0, 3), why=reasons)
    def remove_contact_point(self, number: int, why: str | None) -> None:
        self.ask(lambda at: self.customer.remove_contact_point(UUID(int=number), why=why, at=at))

    @rule(channel=st.sampled_from([None, "phone", "app"]))
    def prefer_channel(self, channel: str | None) -> None:
        self.ask(lambda at: self.customer.prefer_channel(channel, at=at))

    @rule(manager=people, why=reasons)
    def assign_account_manager(self, manager: UUID | None, why: str | None) -> None:
        self.ask(lambda at: self.customer.assign_account_manager(manager, why=why, at=at))


TestCustomerHistory = CustomerHistory.TestCase
TestCustomerHistory.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)

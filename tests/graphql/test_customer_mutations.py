"""Keeping the record of a customer, as clients of the desk ask for it."""

from app.house import OpenHouse
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import ask, done, people_of

__all__ = ["house"]

EVERYTHING = """customer { id version externalReference type name stage tier segments businessLines { code }
    preferredChannel { code } accountManager { name } contactPoints { id kind value channel { code } } } """


async def test_a_customer_is_registered_with_everything_there_is_to_know(house: OpenHouse) -> None:
    people = await people_of(house)

    customer = await done(
        house, "registerCustomer", RISK, shown=EVERYTHING, externalReference="C9", type="INSTITUTION", name=" 海通 ",
        stage="PROSPECT", tier="VIP", segments=["FREQUENT", "MATURE", "FREQUENT"], businessLines=["fund_sales"],
        preferredChannel="email", accountManagerId=people.bo_id,
        contactPoints=[{"kind": "MOBILE", "value": "138 0013 8000", "channel": "phone"},
                       {"kind": "EMAIL", "value": "A@Example.com", "channel": "email"}],
    )  # fmt: skip

    points = customer.pop("contactPoints")
    assert [(each["kind"], each["value"], each["channel"]["code"]) for each in points] == [
        ("MOBILE", "13800138000", "phone"), ("EMAIL", "a@example.com", "email")
    ]  # fmt: skip
    assert customer.pop("id")
    assert customer == {
        "version": 1, "externalReference": "C9", "type": "INSTITUTION", "name": "海通", "stage": "PROSPECT",
        "tier": "VIP", "segments": ["FREQUENT", "MATURE"], "businessLines": [{"code": "fund_sales"}],
        "preferredChannel": {"code": "email"}, "accountManager": {"name": "小波"},
    }  # fmt: skip


async def test_what_is_not_said_of_a_new_customer_has_a_default(house: OpenHouse) -> None:
    people = await people_of(house)

    customer = await done(
        house, "registerCustomer", people.bo, shown=EVERYTHING, externalReference="C9", type="INDIVIDUAL", name="赵六"
    )

    assert (customer["stage"], customer["tier"], customer["segments"]) == ("NEW", "ORDINARY", [])
    assert customer["accountManager"] == {"name": "小波"}


async def test_an_agent_registers_a_caller_and_opens_their_ticket(house: OpenHouse) -> None:
    people = await people_of(house)

    payload = await ask(house, "registerCustomer", people.anna, externalReference="C9", type="INDIVIDUAL", name="赵六")
    ticket = await done(
        house, "openTicket", people.anna, shown="ticket { customer { name } } ", customerId=payload["customerId"],
        subject="开户咨询", kind="consultation", channel="phone",
    )  # fmt: skip

    assert (payload["customer"], payload["userErrors"]) == (None, [])
    assert ticket == {"customer": {"name": "赵六"}}


async def test_a_record_is_kept_from_the_first_contact_to_the_last(house: OpenHouse) -> None:
    people = await people_of(house)
    mrs_wang = {"customerId": people.customer_id}

    moves = [
        (await done(house, "changeCustomerStage", people.bo, **mrs_wang, action=action, reason="季度核对"))["stage"]
        for action in ("SETTLE_IN", "FALL_SILENT", "RETURN", "LEAVE", "RETURN")
    ]
    await done(house, "renameCustomer", people.bo, **mrs_wang, name="王方", reason="更正")
    await done(house, "changeCustomerTier", people.bo, **mrs_wang, tier="VIP", reason="资产达标")
    await done(house, "changeCustomerSegments", people.bo, **mrs_wang, segments=["SPECIAL"])
    await done(house, "changeCustomerBusinessLines", people.bo, **mrs_wang, businessLines=["fund_sales"])
    await done(house, "preferChannel", people.bo, **mrs_wang, channel="app")
    added = await done(house, "addContactPoint", people.bo, shown=EVERYTHING, **mrs_wang, kind="WECHAT",
                       value="wang-fang", channel="official_account")  # fmt: skip
    point = added["contactPoints"][0]["id"]
    last = await done(house, "removeContactPoint", people.bo, shown=EVERYTHING, **mrs_wang, contactPointId=point,
                      reason="已停用")  # fmt: skip

    assert moves == ["EXISTING", "DORMANT", "EXISTING", "LOST", "EXISTING"]
    assert (last["version"], last["name"], last["tier"], last["segments"]) == (13, "王方", "VIP", ["SPECIAL"])
    assert (last["businessLines"], last["preferredChannel"]) == ([{"code": "fund_sales"}], {"code": "app"})
    assert last["contactPoints"] == []


async def test_who_gives_a_customer_away_no_longer_sees_them(house: OpenHouse) -> None:
    people = await people_of(house)

    payload = await ask(house, "assignAccountManager", people.bo, customerId=people.customer_id, reason="离职交接")
    again = await ask(house, "preferChannel", people.bo, customerId=people.customer_id, channel="app")

    assert payload == {"customer": None, "userErrors": []}
    assert [error["code"] for error in again["userErrors"]] == ["NOT_FOUND"]


async def test_doing_the_same_twice_is_no_news(house: OpenHouse) -> None:
    people = await people_of(house)
    point = {"customerId": people.customer_id, "kind": "MOBILE", "value": "13800138000", "channel": "phone"}

    first = await done(house, "addContactPoint", people.bo, **point)
    again = await done(house, "addContactPoint", people.bo, **point)
    same = await done(house, "preferChannel", people.bo, customerId=people.customer_id, channel=None)

    assert first["version"] == again["version"] == same["version"] == 2


async def test_names_and_numbers_stay_out_of_the_clear_part_of_the_log(house: OpenHouse) -> None:
    people = await people_of(house)
    await done(house, "renameCustomer", people.bo, customerId=people.customer_id, name="上官婉儿", reason="更正")
    await done(house, "addContactPoint", people.bo, customerId=people.customer_id, kind="MOBILE", value="13800138000",
               channel="phone")  # fmt: skip

    rows = await house.house.database.rows("select facts, image, reason from event")

    assert not any(secret in str(dict(row)) for row in rows for secret in ("上官婉儿", "13800138000"))


async def test_a_customer_keeps_nobodys_record_and_an_agent_only_of_their_cases(house: OpenHouse) -> None:
    people = await people_of(house)
    prefer = {"customerId": people.customer_id, "channel": "app"}

    unseen = await ask(house, "preferChannel", people.anna, **prefer)
    self_service = await answer(
        house, "mutation ($i: PreferChannelInput!) { preferChannel(input: $i) { userErrors { code } } }",
        people.mrs_wang, i=prefer,
    )  # fmt: skip
    stranger = await ask(house, "preferChannel", Viewer(Role.ACCOUNT_MANAGER, "cy"), **prefer)

    assert [error["code"] for each in (unseen, stranger) for error in each["userErrors"]] == ["NOT_FOUND"] * 2
    assert self_service["errors"][0]["extensions"]["code"] == "FORBIDDEN"

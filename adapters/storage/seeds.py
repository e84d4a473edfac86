"""What an empty desk begins with: the epoch of its log, default policies, and the words that the process names."""

from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from adapters.database import Database
from adapters.storage.log import Signature, event_rows
from adapters.storage.policies import publish_defaults
from adapters.storage.references import save_entry
from adapters.storage.rows import DeskFact, EntryRow
from adapters.storage.saving import Saving
from domain.reference.entry import Entry, Family

ROOT_DEPARTMENT = "desk"

WORDS: tuple[tuple[Family, str, str], ...] = (
    (Family.DEPARTMENT, ROOT_DEPARTMENT, "客户服务中心"),
    # Channels (source: P4.1-a).
    (Family.CHANNEL, "phone", "电话"),
    (Family.CHANNEL, "email", "电子邮件"),
    (Family.CHANNEL, "visit", "上门拜访"),
    (Family.CHANNEL, "branch", "营业网点"),
    (Family.CHANNEL, "website", "官方网站"),
    (Family.CHANNEL, "app", "手机应用"),
    (Family.CHANNEL, "official_account", "公众号"),
    (Family.CHANNEL, "mini_program", "小程序"),
    (Family.CHANNEL, "online_chat", "在线客服"),
    (Family.CHANNEL, "service_centre", "服务中心"),
    # Business lines (source: P1.2-a) and kinds (source: P2.1-b, P3.3-e).
    (Family.BUSINESS_LINE, "securities_trading", "证券交易"),
    (Family.BUSINESS_LINE, "asset_management", "资产管理"),
    (Family.BUSINESS_LINE, "fund_sales", "基金销售"),
    (Family.BUSINESS_LINE, "wealth_management", "财富管理"),
    (Family.BUSINESS_LINE, "margin_trading", "融资融券"),
    (Family.BUSINESS_LINE, "account_security", "账户安全"),
    (Family.KIND, "consultation", "咨询"),
    (Family.KIND, "account", "账户问题"),
    (Family.KIND, "trading", "交易问题"),
    (Family.KIND, "product", "产品问题"),
    (Family.KIND, "system", "系统故障"),
    (Family.KIND, "security", "安全问题"),
    (Family.KIND, "complaint", "投诉"),
    (Family.KIND, "other", "其他"),
)
COMPLAINTS = frozenset({"complaint"})


async def seed(database: Database, at: datetime) -> None:
    """Whatever is not there yet; running it again changes nothing."""
    async with database.transaction():
        if not await DeskFact.filter(name="epoch").using_db(database.connection).exists():
            await DeskFact.create(using_db=database.connection, name="epoch", value=uuid4().hex[:12])
        await publish_defaults(database, at)
        if not await EntryRow.all().using_db(database.connection).exists():
            await _define_words(database, at)


async def _define_words(database: Database, at: datetime) -> None:
    saving = Saving(database)
    for family, code, name in WORDS:
        entry_id: UUID = uuid5(NAMESPACE_OID, f"kefu {family.value} {code}")
        entry = Entry.define(
            id=entry_id, family=family, code=code, name=name, complaint=family is Family.KIND and code in COMPLAINTS,
            at=at,
        )  # fmt: skip
        save_entry(saving, entry)
        saving.tell(event_rows(entry, Signature("kefu:default"), None))
    await saving.write()

"""Departments, channels, business lines, kinds and agents as clients see them."""

from typing import Annotated, Any, ClassVar

import strawberry

from domain.reference.access import AGENT_READERS, READERS
from schema.context import Info, reader_of
from schema.ids import global_id, ids_of
from schema.paging import Node, PageInfo
from schema.rights import field, governed
from schema.stored import OfRow, Stored, plain


@governed(READERS)
@strawberry.interface(description="A word of the house, named by its code (参考数据).")
class ReferenceEntry:
    """What the four families share."""

    code: str = field("Its code; never changes.")
    name: str = field("Its name, usually Chinese.")
    retired: bool = field("Not to be used any more.")
    version: int = field("Rises with every change.")


def _values(kind: str, word: Any) -> dict[str, Any]:  # noqa: ANN401  the reads' view
    return {
        "id": global_id(kind, word.id), "code": word.code, "name": word.name, "retired": word.retired,
        "version": word.version,
    }  # fmt: skip


@governed(READERS)
@strawberry.type(description="A department (部门); departments form a tree.")
class Department(Node, ReferenceEntry):
    """Below `parent`, or at the top."""

    parent_code: strawberry.Private[str | None] = None

    @field("The department above.")
    def parent(self, info: Info) -> Annotated["Department", strawberry.lazy("schema.reference")] | None:
        return None if self.parent_code is None else reader_of(info).department(self.parent_code)

    @classmethod
    def of(cls, word: Any) -> "Department":  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(**_values("Department", word), parent_code=word.parent)


@governed(READERS)
@strawberry.type(description="A channel (渠道), such as phone or app (source: P4.1-a).")
class Channel(Node, ReferenceEntry):
    """How customers reach us, and we them."""

    @classmethod
    def of(cls, word: Any) -> "Channel":  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(**_values("Channel", word))


@governed(READERS)
@strawberry.type(description="A business line (业务条线), such as securities trading (source: P1.2-a).")
class BusinessLine(Node, ReferenceEntry):
    """What customers do with us."""

    @classmethod
    def of(cls, word: Any) -> "BusinessLine":  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(**_values("BusinessLine", word))


@governed(READERS)
@strawberry.type(description="A kind of problem (问题类别).")
class Kind(Node, ReferenceEntry):
    """Some are complaints and graded as such."""

    complaint: bool = field("Graded by satisfaction, scope and difficulty (投诉; source: P5.2-c).")

    @classmethod
    def of(cls, word: Any) -> "Kind":  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(**_values("Kind", word), complaint=word.complaint)


@governed(AGENT_READERS)
@strawberry.type(description="A person of the house (坐席/员工).")
class Agent(OfRow, Node):
    """Handles, manages or reviews."""

    stored: ClassVar = {"id": Stored("id", ids_of("Agent")), **plain("external_reference name active version")}

    external_reference: str = field("The `sub` of the agent's token.")
    name: str = field("The agent's name.")
    active: bool = field("Whether tickets can be assigned to them.")
    version: int = field("Rises with every change.")
    view: strawberry.Private[Any]

    @field("Where they work.")
    def department(self, info: Info) -> Department | None:
        return None if self.view.department is None else reader_of(info).department(self.view.department)


@governed(READERS)
@strawberry.type(description="A department in a list (部门).")
class DepartmentEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Department = field("The department.")


@governed(READERS)
@strawberry.type(description="A page of departments (部门).")
class DepartmentConnection:
    """As Relay has it."""

    edges: list[DepartmentEdge] = field("The entries with their cursors.")
    nodes: list[Department] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    total_count: int = field("How many there are in all.")


@governed(READERS)
@strawberry.type(description="A channel in a list (渠道).")
class ChannelEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Channel = field("The channel.")


@governed(READERS)
@strawberry.type(description="A page of channels (渠道).")
class ChannelConnection:
    """As Relay has it."""

    edges: list[ChannelEdge] = field("The entries with their cursors.")
    nodes: list[Channel] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    total_count: int = field("How many there are in all.")


@governed(READERS)
@strawberry.type(description="A business line in a list (业务条线).")
class BusinessLineEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: BusinessLine = field("The business line.")


@governed(READERS)
@strawberry.type(description="A page of business lines (业务条线).")
class BusinessLineConnection:
    """As Relay has it."""

    edges: list[BusinessLineEdge] = field("The entries with their cursors.")
    nodes: list[BusinessLine] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    total_count: int = field("How many there are in all.")


@governed(READERS)
@strawberry.type(description="A kind in a list (问题类别).")
class KindEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Kind = field("The kind.")


@governed(READERS)
@strawberry.type(description="A page of kinds (问题类别).")
class KindConnection:
    """As Relay has it."""

    edges: list[KindEdge] = field("The entries with their cursors.")
    nodes: list[Kind] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    total_count: int = field("How many there are in all.")


@governed(AGENT_READERS)
@strawberry.type(description="An agent in a list (员工).")
class AgentEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Agent = field("The agent.")


@governed(AGENT_READERS)
@strawberry.type(description="A page of agents (员工).")
class AgentConnection:
    """As Relay has it."""

    edges: list[AgentEdge] = field("The entries with their cursors.")
    nodes: list[Agent] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    total_count: int = field("How many there are in all.")

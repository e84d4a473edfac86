"""The people of the house: put in their departments once, and found as the viewers they work as."""

from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from adapters.directory import Directory, Person
from adapters.storage.house import House
from adapters.storage.seeds import ROOT_DEPARTMENT
from adapters.storage.work import SqlDesk
from app.demo.names import AGENTS, DEPARTMENTS, ROLES, SUPERVISOR_PREFIX
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from domain.viewer import Role, Viewer

STAND_IN = Viewer(Role.RISK_CONTROL, "demo")
"""Sees everything; acts where a desk that is not ours has nobody for it."""


async def move_in(house: House) -> None:
    """Departments and people that are not there yet."""
    desk = SqlDesk(house, Viewer(Role.ADMIN, "demo"), request_id="demo")
    directory = house.directory
    await directory.refresh(now=True)
    for code, name, parent in DEPARTMENTS:
        if directory.word(Family.DEPARTMENT, code) is None:
            await define_entry(desk, family=Family.DEPARTMENT, code=code, name=name, parent=parent)
    for reference, name, department in AGENTS:
        if directory.person_called(reference) is None:
            await register_agent(desk, external_reference=reference, name=name, department=department)


@dataclass(frozen=True, slots=True)
class Staff:
    """Finds somebody for it."""

    directory: Directory

    def viewer(self, person: Person) -> Viewer:
        """As whom they sign in."""
        role = ROLES.get(person.department or "", Role.AGENT)
        if person.external_reference.startswith(SUPERVISOR_PREFIX):
            role = Role.SUPERVISOR
        return Viewer(
            role,
            person.external_reference,
            department=person.department,
            departments=self._departments(role, person.department),
            agent_id=person.id,
        )

    def person(self, agent_id: UUID | None) -> Viewer | None:
        """The one with this id, if they still work here."""
        known = self.directory.person(agent_id) if agent_id else None
        return self.viewer(known) if known and known.active else None

    def members(self, department: str | None) -> list[Person]:
        """Who works in it, by reference; without those who lead it."""
        return [
            each
            for each in self.directory.people()
            if each.active
            and each.department == department
            and not each.external_reference.startswith(SUPERVISOR_PREFIX)
        ]

    def someone(self, department: str | None, dice: Random) -> Viewer:
        """Who works in it, or the stand-in."""
        members = self.members(department)
        return self.viewer(dice.choice(members)) if members else STAND_IN

    def leader(self, department: str | None, dice: Random) -> Viewer:
        """A supervisor whose departments hold it; a stand-in for the one it has not."""
        leaders = [self.viewer(each) for each in self.directory.people() if each.active]
        able = [each for each in leaders if each.role is Role.SUPERVISOR and department in each.departments]
        return dice.choice(able) if able else replace(STAND_IN, role=Role.SUPERVISOR, departments=_only(department))

    def department(self, wanted: str) -> str:
        """The department with this code, or the root where there is none in use."""
        word = self.directory.word(Family.DEPARTMENT, wanted)
        return wanted if word is not None and not word.retired else ROOT_DEPARTMENT

    def departments(self) -> list[str]:
        """Those of the demo that are in use here."""
        return [code for code, _, _ in DEPARTMENTS if self.department(code) == code]

    def _departments(self, role: Role, department: str | None) -> frozenset[str]:
        if department is not None and role is Role.SUPERVISOR:
            return self.directory.below(department)
        return _only(department)


def _only(department: str | None) -> frozenset[str]:
    return frozenset() if department is None else frozenset({department})

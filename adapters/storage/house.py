"""What all desks of a process share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from adapters.database import Database
from adapters.directory import Directory
from adapters.storage.blobs import Blobs
from adapters.storage.numbers import Numbers
from adapters.storage.policies import Policies
from adapters.survey_links import Tries
from adapters.vault import Vault
from execution.gathering import Gathering


@dataclass(frozen=True, slots=True)
class House:
    """Made once, by the composition root."""

    database: Database
    vault: Vault
    directory: Directory
    policies: Policies
    numbers: Numbers
    blobs: Blobs
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    ring: Callable[[], None]
    gathering: Gathering = field(default_factory=Gathering)
    tries: Tries = field(default_factory=Tries)
    private_targets: bool = False

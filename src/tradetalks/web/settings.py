"""What a server of the page is told when it starts: where it listens, where it keeps things, and what it bounds."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Self

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, field_validator

# The variables of the environment that settings are read from, as TRADETALKS_PORT.
PREFIX = "TRADETALKS_"
# Hosts that only this machine reaches.
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# A token that nobody guesses, however often they try; of characters that need no writing out in a link.
SECRET = re.compile("[A-Za-z0-9._~-]{16,}")
SHORT = "a token is 16 letters and digits or more, that nobody guesses: `openssl rand -hex 16` makes one"
# Free on most machines, and not one of the ports that browsers refuse.
PORT = 8023

# Saved scenarios, and bytes of their texts together: more than anybody looks through, and nothing beside the runs that are kept.
MOST_SAVED, MOST_BYTES = 1_000, 100_000_000


def _data_folder() -> Path:
    return user_data_path("tradetalks", appauthor=False)


class WebSettings(BaseModel):
    """Where the server listens and what it bounds.

    Args:
        folder: of the database, the user's data folder where not given.
        host: the address to listen on; other machines reach it only where it is none of the loopback's.
        port: to listen on; 0 lets the system choose.
        token: what every request must carry, 16 characters or more; empty for none, which only the loopback may have.
        hosts: names in lower case under which other machines reach the server; addresses in numbers need none.
        upload_bytes: the most that a request may send.
        yaml_letters: of a scenario that is sent.
        yaml_depth: sections in sections of a scenario that is sent.
        yaml_aliases: how often such a scenario may refer to what it has named.
        yaml_nodes: keys and values of such a scenario.
        jobs: runs that are solved at the same time; others wait.
        waiting: runs that may wait; more are refused until one is done.
        kept_runs: runs that are kept in memory, each some tens of megabytes; others are read from the database.
        stored_runs: runs that the database keeps; the least lately used go first.
        study_draws: the most draws of a study that is begun from the page or the API.
        study_minutes: the longest that such a study is drawn at a time; what was drawn is kept, and it goes on when asked to.
        stored_studies: such studies that the folder keeps; more are not begun until one is deleted.
        saved_scenarios: scenarios that readers may save; more are refused until some are deleted.
        saved_bytes: of their texts together.
        prepare: solve the question of the day as soon as the server starts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path = Field(default_factory=_data_folder)
    host: str = "127.0.0.1"
    port: int = Field(default=PORT, ge=0, le=65_535)
    token: str = Field(default="", max_length=200)
    hosts: tuple[str, ...] = ()
    # A shipped scenario is 5 to 60 kB; a table of tariffs of every product is the largest thing that anybody sends.
    upload_bytes: int = Field(default=4_000_000, ge=1_000)
    yaml_letters: int = Field(default=500_000, ge=1_000)
    yaml_depth: int = Field(default=12, ge=1)
    yaml_aliases: int = Field(default=50, ge=0)
    yaml_nodes: int = Field(default=50_000, ge=100)
    # Each takes a processor and about a gigabyte of memory; with two, nobody waits for the question of the day.
    jobs: int = Field(default=2, ge=1, le=64)
    waiting: int = Field(default=32, ge=1)
    kept_runs: int = Field(default=8, ge=1)
    # 20 MB each, so that the folder stays below 2 GB.
    stored_runs: int = Field(default=100, ge=1)
    # Enough for the ends of a band to a fiftieth of its width; larger studies are of `tradetalks study run`.
    study_draws: int = Field(default=4096, ge=16)
    study_minutes: float = Field(default=30.0, gt=0)
    # A few megabytes each.
    stored_studies: int = Field(default=50, ge=1)
    saved_scenarios: int = Field(default=MOST_SAVED, ge=1)
    saved_bytes: int = Field(default=MOST_BYTES, ge=1_000)
    prepare: bool = False

    @field_validator("token")
    @classmethod
    def _is_secret(cls, token: str) -> str:
        if token and not SECRET.fullmatch(token):
            raise ValueError(SHORT)
        return token

    @field_validator("hosts")
    @classmethod
    def _names(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        """As the header of a request is read: names have no case, and may end with a dot."""
        return tuple(host.lower().removesuffix(".") for host in hosts)

    @classmethod
    def from_environment(cls, **given: object) -> Self:
        """The settings of the environment's variables (``TRADETALKS_FOLDER``, ``TRADETALKS_TOKEN``...), ``given`` before them.

        Args:
            given: by name; None leaves a setting to the environment.
        """
        named = {
            name: os.environ[PREFIX + name.upper()] for name in cls.model_fields if PREFIX + name.upper() in os.environ
        }
        return cls.model_validate(named | {name: value for name, value in given.items() if value is not None})

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the server."""
        return self.host in LOOPBACK

"""What the tests of the outbox share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from messaging import purposes
from messaging.purposes import Purpose
from tests.factories import register_purpose


@pytest.fixture(autouse=True)
def purpose() -> Iterator[Callable[..., Purpose]]:
    """Register the purpose “test”; call it to register it otherwise. The register is as before afterwards."""
    before = dict(purposes._REGISTER)

    def make(**changes: Any) -> Purpose:
        return register_purpose(**changes)

    make()
    yield make
    purposes._REGISTER.clear()
    purposes._REGISTER.update(before)

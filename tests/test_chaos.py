"""A small `make chaos`: everything that sends is killed at least once, and nothing is lost or doubled."""

import re
import subprocess
import sys

import pytest


@pytest.mark.postgres
@pytest.mark.redis
def test_messages_survive_what_is_killed_around_them() -> None:
    # Each trouble once. Of so few messages the share of those not known says little: it is held to in the whole run.
    words = ["--messages", "300", "--every", "1", "--unknown", "10", "--minutes", "4"]

    run = subprocess.run([sys.executable, "-m", "chaos", *words], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Lost: 0. Doubled: 0." in run.stdout
    assert len(re.findall(r" came  ", run.stdout)) == 7

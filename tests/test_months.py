"""Eighteen months of one cohort: each person was told exactly what was due to them, on its day and by the right way."""

from datetime import date

import pytest

from chaos import due, lives, months


@pytest.mark.django_db
def test_everybody_is_told_what_is_due_and_nothing_else(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    script = lives.write(people=20, seed=3, began=date(2027, 2, 1))
    everybody = [life for group in script.groups for life in group.lives]
    # The script holds what the test is about.
    assert all(
        [
            any(group.moves for group in script.groups),
            any(life.leaves for life in everybody),
            any(life.dies for life in everybody),
            any(life.bounces for life in everybody),
        ]
    )

    world = months.Months(script)
    world.live()

    said = world.said()
    assert months.differences(script, said) == ([], [])
    assert len(said) == len(list(due.all_due(script))) > 200
    assert {row.way for row in said} == {"email", "letter", "phone"}
    assert {row.what for row in said} == set(months.COMPARED)

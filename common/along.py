"""Rows that hang on others, read once for all of those by a prepared read.

`prefetch_related` composes a query each time and builds a queryset for every row that it fetches for, which takes
longer than to read them. Here each row is given a plain list, in the place where Django looks for what was fetched:

    fetch_along(people, contact_methods=ways_of([person.pk for person in people]))

Afterwards `person.contact_methods.all()` is that list, and asks the database nothing. It cannot be filtered or ordered:
what belongs in it, and in which order, the read decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models


def fetch_along(owners: Sequence[models.Model], **relations: Iterable[models.Model]) -> None:
    """Give each of the owners, rows of one model, its own among the rows read for each relation, in their order."""
    if not owners:
        return
    for name, rows in relations.items():
        # The relation is named as on the owner; the column with the owner's key is on the other side.
        # Of the row itself: whoever is signed in comes wrapped, and is looked up when they are asked for.
        relation: Any = owners[0]._meta.get_field(name)  # noqa: SLF001 - Django documents it
        column = relation.field.attname
        theirs: dict[Any, list[models.Model]] = defaultdict(list)
        for row in rows:
            theirs[getattr(row, column)].append(row)
        for owner in owners:
            _fetched(owner)[name] = theirs.get(owner.pk, [])


def _fetched(owner: Any) -> dict[str, list[models.Model]]:
    """Return where Django keeps what was fetched along with a row."""
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}  # noqa: SLF001 - Django has no public name for it
    return owner._prefetched_objects_cache  # type: ignore[no-any-return]  # noqa: SLF001

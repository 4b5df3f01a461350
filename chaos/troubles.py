"""What goes wrong, in an order that the seed decides."""

import random
import time
from collections.abc import Callable

from chaos.crew import Crew
from chaos.servers import Postgres, Redis

# How often each befalls a run with ten thousand messages.
DECK = {
    "a process of a worker is killed": 6,
    "a worker is killed": 4,
    "a worker is frozen past its lease": 3,
    "a beat is killed": 2,
    "Redis is killed and comes back empty": 3,
    "PostgreSQL is stopped fast": 2,
    "PostgreSQL crashes": 2,
}


class Troubles:
    """A shuffled deck of troubles; `strike()` plays the next one."""

    def __init__(self, *, crew: Crew, postgres: Postgres, redis: Redis, seed: int, share: float, lease: float) -> None:
        self.crew, self.postgres, self.redis, self.lease = crew, postgres, redis, lease
        self.chance = random.Random(seed)
        self.deck = [name for name, times in DECK.items() for _time in range(max(1, round(times * share)))]
        self.chance.shuffle(self.deck)
        self.by_name: dict[str, Callable[[], None]] = dict(
            zip(
                DECK,
                (self._child, self._worker, self._freeze, self._beat, self._redis, self._fast, self._crash),
                strict=True,
            )
        )

    @property
    def left(self) -> int:
        """How many are still to come."""
        return len(self.deck)

    def strike(self) -> str:
        """Let the next trouble happen; return what it was."""
        name = self.deck.pop()
        self.by_name[name]()
        return name

    def _any_worker(self) -> str:
        return self.chance.choice(self.crew.workers)

    def _child(self) -> None:
        self.crew.kill_a_child(self._any_worker(), self.chance)

    def _worker(self) -> None:
        self.crew.kill(self._any_worker())

    def _beat(self) -> None:
        self.crew.kill(self.chance.choice(self.crew.beats))

    def _freeze(self) -> None:
        self.crew.freeze(self._any_worker())
        time.sleep(1.5 * self.lease)
        self.crew.wake()

    def _redis(self) -> None:
        self.redis.kill()
        time.sleep(1)
        self.redis.start()

    def _fast(self) -> None:
        self.postgres.stop("fast")
        time.sleep(1)
        self.postgres.start()

    def _crash(self) -> None:
        self.postgres.stop("immediate")
        self.postgres.start()

"""What is kept of what was made: once for all who ask, and not where it failed."""

import asyncio

import pytest

from tradetalks.web.rendered import KEPT, Rendered


def test_it_is_made_once_for_all_who_ask_and_forgotten_last():
    made = []

    def make(key: int) -> int:
        made.append(key)
        return key

    async def go() -> None:
        kept = Rendered()
        assert await asyncio.gather(*(kept.get(0, lambda: make(0)) for _ in range(9))) == 9 * [0]
        for key in range(1, KEPT):
            await kept.get(key, lambda key=key: make(key))
        await kept.get(0, lambda: make(0))
        assert made == list(range(KEPT))
        await kept.get(KEPT, lambda: make(KEPT))
        await kept.get(0, lambda: make(0))
        await kept.get(1, lambda: make(1))
        assert made == [*range(KEPT + 1), 1]

    asyncio.run(go())


def test_what_fails_is_made_again():
    async def go() -> None:
        kept = Rendered()
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await kept.get("x", lambda: 1 // 0)
        assert await kept.get("x", lambda: 1) == 1

    asyncio.run(go())

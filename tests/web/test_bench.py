"""Work that may take long: a few at a time, in order, refused beyond a bound, dropped where nobody waits."""

import asyncio
import threading

import pytest

from tradetalks.web import WebSettings
from tradetalks.web.bench import Bench, NobodyWaits, Shared, TooMuchWaits
from tradetalks.web.safety.guard import Guard
from tradetalks.web.visitor import Visitor, welcome

PATIENCE = 60


def test_it_gives_what_the_work_gives_or_raises_what_it_raises():
    async def go() -> None:
        bench = Bench()
        assert await bench.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await bench.run(divmod, 7, 0)

    asyncio.run(go())


def test_more_than_may_wait_is_refused_and_taken_later():
    async def go() -> None:
        bench, free = Bench(at_once=1, waiting=1), threading.Event()
        held = [asyncio.create_task(bench.run(free.wait, PATIENCE)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooMuchWaits, match="at most 2 at a time"):
            await bench.run(int)
        free.set()
        assert await asyncio.gather(*held) == [True, True]
        assert await bench.run(int) == 0

    asyncio.run(go())


def test_what_nobody_waits_for_does_not_begin():
    async def go() -> None:
        bench, free, done = Bench(at_once=1), threading.Event(), []
        held = asyncio.create_task(bench.run(free.wait, PATIENCE))
        await asyncio.sleep(0)
        visitor = Visitor(sent=False)

        async def ask() -> None:
            welcome(visitor)
            await bench.run(done.append, "for nobody")

        asked = asyncio.create_task(ask())
        await asyncio.sleep(0.01)
        visitor.gone.set()
        with pytest.raises(NobodyWaits):
            await asked
        free.set()
        await held
        await bench.run(done.append, "for somebody")
        assert done == ["for somebody"]

    asyncio.run(go())


def test_who_asks_for_what_is_being_made_shares_it():
    shared, begun, free, made = Shared(), threading.Event(), threading.Event(), []

    def make() -> int:
        begun.set()
        free.wait(PATIENCE)
        made.append(1)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(shared.get("x", make))) for _ in range(5)]
    threads[0].start()
    assert begun.wait(PATIENCE)
    for thread in threads[1:]:
        thread.start()
    while not all(thread.is_alive() for thread in threads):
        pass
    free.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert found == 5 * [7] and len(made) <= 2
    with pytest.raises(ZeroDivisionError):
        shared.get("y", lambda: 1 // 0)
    assert shared.get("y", lambda: 1) == 1


def asked(app, receive) -> list[dict]:
    """What a guarded application says to a request."""
    said = []

    async def send(message) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
    }
    asyncio.run(asyncio.wait_for(Guard(app, WebSettings(folder="/nowhere"))(scope, receive, send), PATIENCE))
    return said


def test_a_visitor_who_goes_is_noticed_while_the_work_waits():
    """A browser that leaves says so behind the request, which nobody would read before there is an answer."""
    told = iter([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])
    done = []

    async def app(scope, receive, send) -> None:
        bench, free = Bench(at_once=1), threading.Event()
        held = asyncio.get_running_loop().run_in_executor(bench._threads, free.wait, PATIENCE)
        with pytest.raises(NobodyWaits):
            await bench.run(done.append, 1)
        free.set()
        await held
        assert [(await receive())["type"] for _ in range(3)] == ["http.request", "http.disconnect", "http.disconnect"]
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def receive() -> dict:
        return next(told)

    assert asked(app, receive)[0]["status"] == 204
    assert not done

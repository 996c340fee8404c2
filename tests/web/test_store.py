"""The database: what is saved is there after a restart, what was running is interrupted."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect

from tradetalks.errors import TradeTalksError
from tradetalks.web.store.database import open_database
from tradetalks.web.store.repository import Store
from tradetalks.web.store.scenarios import NameTaken, TooMuchSaved
from tradetalks.web.store.tables import TableBase


@pytest.fixture
def store(tmp_path):
    found = Store(tmp_path, most_runs=2)
    yield found
    found.close()


def reopened(store: Store, folder) -> Store:
    store.close()
    return Store(folder, most_runs=2)


def test_scenarios_are_saved_changed_and_deleted(store, tmp_path):
    first, second = store.save("mine", "name: mine"), store.save("ours", "name: ours")
    changed = store.change(first.id, "mine, later", "name: later")
    assert (changed.name, changed.yaml, changed.created) == ("mine, later", "name: later", first.created)
    again = reopened(store, tmp_path)
    assert [saved.name for saved in again.scenarios()] == ["mine, later", "ours"]
    assert again.delete(second.id) and not again.delete(second.id)
    assert again.scenario(second.id) is None and again.change(second.id, "x", "y") is None
    assert again.scenario(first.id) == changed
    again.close()


def test_no_more_is_saved_than_is_kept_and_nothing_is_lost_by_trying(tmp_path):
    store = Store(tmp_path, most_runs=2, most_saved=2, most_bytes=20)
    first = store.save("one", "é" * 5)
    for text in ("x" * 11, "é" * 6):
        with pytest.raises(TooMuchSaved, match="no more scenarios can be saved here\nexpected at most 2e-05 MB"):
            store.save("two", text)
    with pytest.raises(TooMuchSaved):
        store.change(first.id, "one", "x" * 21)
    # What takes the place of a text does not count beside it.
    assert store.change(first.id, "one", "x" * 20).yaml == "x" * 20
    store.change(first.id, "one", "x")
    store.save("two", "x")
    with pytest.raises(TooMuchSaved, match="at most 2 scenarios"):
        store.save("three", "x")
    again = reopened(store, tmp_path)
    assert [entry.name for entry in again.scenarios()] == ["two", "one"]
    again.close()


def test_each_saved_scenario_has_a_name_of_its_own(store):
    """Names that differ in the case of their letters alone are the same to who reads a list."""
    found = [store.save(name, "x").name for name in ("Straße", "STRASSE", "strasse", "x" * 120, "X" * 120)]
    assert found == ["Straße", "STRASSE (2)", "strasse (3)", "x" * 120, "X" * 116 + " (2)"]
    first = store.scenarios()[-1]
    assert store.change(first.id, "straße", "y").name == "straße"
    assert store.change(first.id, "strasse (3)", "y").name == "strasse (3) (2)"
    # A name that is given anew, and nothing else, is the one that was asked for or none.
    with pytest.raises(
        NameTaken, match=r"^another scenario is called 'STRASSE \(3\)'\nexpected a name that no other has"
    ):
        store.rename(first.id, "STRASSE (3)")
    assert store.scenario(first.id).name == "strasse (3) (2)"
    assert store.rename(first.id, "Strasse (3) (2)").name == store.scenarios()[0].name == "Strasse (3) (2)"
    assert store.scenario(first.id).yaml == "y" and store.rename(10**6, "x") is None


def test_saving_at_the_same_time_keeps_to_the_bounds_and_to_names(tmp_path):
    store = Store(tmp_path, most_runs=2, most_saved=5)

    def save(_: int) -> str:
        try:
            return store.save("mine", "x").name
        except TooMuchSaved:
            return "refused"

    with ThreadPoolExecutor(8) as threads:
        names = sorted(threads.map(save, range(8)))
    assert names == ["mine", "mine (2)", "mine (3)", "mine (4)", "mine (5)", "refused", "refused", "refused"]
    store.close()


def test_what_was_not_finished_is_interrupted_after_a_restart(store, tmp_path):
    for key, status in (("a", "queued"), ("b", "running"), ("c", "failed")):
        store.begin_run(key, "x.yaml", "name: x", ("cost",))
        store.mark_run(key, status)
    again = reopened(store, tmp_path)
    assert {run.key: run.status for run in again.runs()} == {"a": "interrupted", "b": "interrupted", "c": "failed"}
    again.close()


def test_the_least_lately_used_run_goes_first(store):
    for key in "abc":
        store.begin_run(key, "x.yaml", "name: x", ("cost", "talks"))
    store.keep_run("a", b"1")
    store.keep_run("b", b"2")
    assert store.run_data("a") == b"1"
    store.keep_run("c", b"3")
    assert [store.run_data(key) for key in "abc"] == [b"1", None, b"3"]
    assert store.run("b") is None and store.run("a").parts == ("cost", "talks")


def test_runs_without_an_answer_are_forgotten_too(store):
    for key, status in zip("abcde", ("failed", "cancelled", "interrupted", "running", "failed"), strict=True):
        store.begin_run(key, "x.yaml", "name: x", ("cost",))
        store.mark_run(key, status)
    store.begin_run("f", "x.yaml", "name: x", ("cost",))
    assert {run.key for run in store.runs()} == {"c", "d", "e", "f"}


def test_a_run_that_is_asked_for_again_begins_anew(store):
    store.begin_run("a", "x.yaml", "name: x", ("cost",))
    store.keep_run("a", b"1")
    store.begin_run("a", "x.yaml", "name: x", ("cost",))
    assert store.run_data("a") is None and store.run("a").status == "queued"


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path):
    """Twice is once; every column of the code is in the file, and no other."""
    open_database(tmp_path).dispose()
    engine = open_database(tmp_path)
    found = inspect(engine)
    for name, table in TableBase.metadata.tables.items():
        there = {column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(name)}
        assert there == {column.name: (str(column.type), column.nullable) for column in table.columns}
        assert {i["name"] for i in found.get_indexes(name)} == {str(index.name) for index in table.indexes}
    assert set(found.get_table_names()) == {*TableBase.metadata.tables, "alembic_version"}
    engine.dispose()


def test_two_servers_do_not_share_a_folder(store, tmp_path):
    with pytest.raises(TradeTalksError) as caught:
        Store(tmp_path, most_runs=2)
    assert str(caught.value) == (f"another server uses {tmp_path}\ndo       use that one, or choose another --folder")


def test_a_file_of_something_else_is_left_as_it_is(tmp_path):
    file = tmp_path / "tradetalks.sqlite"
    file.write_bytes(b"not a database, but somebody's" * 100)
    with pytest.raises(TradeTalksError, match="cannot be used"):
        Store(tmp_path, most_runs=2)
    assert file.read_bytes().startswith(b"not a database")


def test_a_database_of_a_later_version_is_refused(store, tmp_path):
    store.close()
    with sqlite3.connect(tmp_path / "tradetalks.sqlite") as later:
        later.execute("update alembic_version set version_num = '9999'")
    later.close()
    with pytest.raises(TradeTalksError, match="cannot be used"):
        Store(tmp_path, most_runs=2)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(TradeTalksError) as caught:
        Store(tmp_path / "file", most_runs=2)
    assert str(caught.value) == f"{tmp_path / 'file'} cannot be written\nFile exists\ndo       choose another --folder"

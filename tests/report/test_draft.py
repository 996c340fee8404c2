"""Files of a run take their places together; those of others are left alone."""

import json
import os
import threading
from pathlib import Path

import pytest

from tradetalks.errors import TradeTalksError
from tradetalks.report.draft import end_all, whole_folder
from tradetalks.report.folder import check_folder, files_of_others, listed_files

RUN = {"versions": {"tradetalks": "1"}, "baseline": {"name": "toy"}, "uses": []}


def fill(draft: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (draft / name).parent.mkdir(exist_ok=True)
        (draft / name).write_text(text)
    (draft / "run.json").write_text(json.dumps(RUN | {"files": [*files, "run.json"]}))


def write(folder: Path, files: dict[str, str]) -> None:
    check_folder(folder)
    with whole_folder(folder) as draft:
        fill(draft, files)


def contents(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "run.json"
    }


def test_only_files_of_the_earlier_run_are_replaced(tmp_path):
    folder = tmp_path / "run"
    write(folder, {"page": "1", "tables/a": "1", "charts/gone": "1"})
    (folder / "mine").write_text("mine")
    (folder / "tables" / "mine").write_text("mine")
    (folder / "elsewhere").symlink_to(tmp_path)
    assert files_of_others(folder) == ["elsewhere", "mine", "tables/mine"]
    write(folder, {"page": "2", "tables/a": "2"})
    assert contents(folder) == {"page": "2", "tables/a": "2", "mine": "mine", "tables/mine": "mine"}
    assert (folder / "elsewhere").is_symlink() and not (folder / "charts").exists()


def test_a_file_of_others_in_the_way_is_not_overwritten(tmp_path):
    folder = tmp_path / "run"
    write(folder, {"page": "1"})
    (folder / "tables").write_text("mine")
    with pytest.raises(TradeTalksError) as caught:
        write(folder, {"page": "2", "tables/a": "2"})
    assert str(caught.value) == (
        f"{folder / 'tables'} is not of the earlier run\nexpected a place for a file of the new run\n"
        "do       move it away, or choose another --out; nothing was changed"
    )
    assert contents(folder) == {"page": "1", "tables": "mine"}


@pytest.mark.parametrize("name", ["../precious", "/etc/precious", "link/precious"])
def test_a_list_that_leads_elsewhere_is_not_followed(tmp_path, name):
    folder, precious = tmp_path / "run", tmp_path / "precious"
    precious.write_text("kept")
    write(folder, {"page": "1"})
    (folder / "link").symlink_to(tmp_path)
    (folder / "run.json").write_text(json.dumps(RUN | {"files": ["page", name, "run.json"]}))
    assert listed_files(folder) == ["page", "run.json"]
    write(folder, {"page": "2"})
    assert precious.read_text() == "kept"


def test_the_second_of_two_writers_is_refused(tmp_path):
    folder, inside, go = tmp_path / "run", threading.Event(), threading.Event()

    def slowly() -> None:
        with whole_folder(folder) as draft:
            inside.set()
            go.wait(10)
            fill(draft, {"page": "first"})

    first = threading.Thread(target=slowly)
    first.start()
    inside.wait(10)
    with pytest.raises(TradeTalksError) as caught:
        write(folder, {"page": "second"})
    go.set()
    first.join()
    assert str(caught.value) == (
        f"another run is being written into {folder}\nexpected one run at a time in a folder\n"
        "do       wait for it, or choose another --out"
    )
    assert contents(folder) == {"page": "first"}
    write(folder, {"page": "third"})
    assert contents(folder) == {"page": "third"} and [p.name for p in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("moves", range(1, 7))
def test_half_replaced_is_undone_by_the_next(monkeypatch, tmp_path, moves):
    """The process dies after so many files are moved: the earlier run comes back."""
    folder = tmp_path / "run"
    write(folder, {"page": "1", "tables/a": "1", "old": "1"})
    (folder / "mine").write_text("mine")
    count = 0
    replace = Path.replace

    def dying(self, target):
        nonlocal count
        count += 1
        if count > moves:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        patched.setattr("tradetalks.report.draft.Draft.end", lambda draft: os.close(draft.lock))
        patched.setattr("tradetalks.report.draft._under_way", [])
        with pytest.raises(KeyboardInterrupt):
            write(folder, {"page": "2", "tables/a": "2", "new": "2"})
    with pytest.raises(RuntimeError), whole_folder(folder):
        raise RuntimeError
    assert contents(folder) == {"page": "1", "tables/a": "1", "old": "1", "mine": "mine"}


def test_drafts_of_a_process_that_must_stop_are_ended(tmp_path):
    with whole_folder(tmp_path / "run") as draft:
        (draft / "page").write_text("half")
        end_all()
        assert list(tmp_path.iterdir()) == []
        draft.mkdir(parents=True)
        (draft / "run.json").write_text("{}")
    assert [p.name for p in (tmp_path / "run").iterdir()] == ["run.json"]


def test_rights_of_a_folder_stay(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    write(folder, {"page": "1"})
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_to_the_folder_of_a_run_is_as_good_as_the_folder(tmp_path):
    write(tmp_path / "run", {"page": "1", "tables/a": "1"})
    (tmp_path / "link").symlink_to(tmp_path / "run", target_is_directory=True)
    assert listed_files(tmp_path / "link") == ["page", "tables/a", "run.json"]
    write(tmp_path / "link", {"page": "2"})
    assert contents(tmp_path / "run") == {"page": "2"} and (tmp_path / "link").is_symlink()


def test_a_name_that_the_system_cannot_hold(tmp_path):
    with pytest.raises(TradeTalksError, match="cannot be written"):
        check_folder(tmp_path / ("x" * 300))


def test_the_other_run_ends_between_two_looks(monkeypatch, tmp_path):
    """Its place is in the way when this run makes its own, and gone when it looks what was in the way."""
    make = os.mkdir
    in_the_way = [True, True, True]

    def late(path, *rest, **named):
        if Path(path).name.startswith(".tradetalks-") and in_the_way:
            in_the_way.pop()
            raise FileExistsError(17, "File exists", str(path))
        make(path, *rest, **named)

    monkeypatch.setattr(os, "mkdir", late)
    write(tmp_path / "run", {"page": "1"})
    assert contents(tmp_path / "run") == {"page": "1"} and not in_the_way


def test_a_file_where_the_place_of_a_run_would_be(tmp_path):
    with whole_folder(tmp_path / "run") as draft:
        place = draft.parent
        fill(draft, {})
    folder = tmp_path / "run"
    inside = folder / place.name
    inside.write_text("mine")
    with pytest.raises(TradeTalksError, match="Not a directory"), whole_folder(folder):
        pass
    assert inside.read_text() == "mine"


@pytest.mark.parametrize("earlier", [False, True])
def test_many_threads_write_one_folder(tmp_path, earlier):
    """Each run is there as a whole, or says that another is being written: never that the system refuses."""
    said: list[str] = []

    def work(folder: Path, text: str, begin: threading.Barrier) -> None:
        begin.wait()
        try:
            write(folder, {"page": text, "tables/a": text})
            said.append("written")
        except TradeTalksError as error:
            said.append(str(error))

    for turn in range(20):
        folder = tmp_path / str(turn)
        if earlier:
            write(folder, {"page": "0", "charts/b": "0"})
        begin = threading.Barrier(4)
        threads = [threading.Thread(target=work, args=(folder, str(k), begin)) for k in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = contents(folder)
        assert set(found) == {"page", "tables/a"} and len(set(found.values())) == 1, found
        titles = {text.partition("\n")[0] for text in said}
        assert titles <= {"written", f"another run is being written into {folder}"}, said
        assert "written" in said and {place.name for place in tmp_path.iterdir()} == {str(k) for k in range(turn + 1)}
        said.clear()

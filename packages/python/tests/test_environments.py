"""What makes an environment another one, and which are removed."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Iterator, List

import pytest

from aiflow_launch import _environments, _recipes

DAY = 24 * 60 * 60


def key_of(files: Path) -> List[str]:
    return list(_recipes.Requirements("r.txt", str(files)).key())


@pytest.mark.parametrize(
    "line",
    [
        "-r more.txt",
        "-c more.txt",
        "--requirement=more.txt",
        "./more.txt",
        "name @ file:more.txt/",
        "--find-links ./folder",
        "-f folder",
        "--find-links=folder",
        "-r \\\nmore.txt  # more",
    ],
)
def test_a_change_of_what_the_file_names_is_another_environment(tmp_path: Path, line: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "r.txt").write_text(f"numpy==1\n{line}\n", encoding="utf-8")
    named = tmp_path / "folder" / "a.whl" if "folder" in line else tmp_path / "more.txt"
    named.write_text("a==1", encoding="utf-8")
    before = key_of(tmp_path)
    assert key_of(tmp_path) == before
    named.write_text("a==2", encoding="utf-8")
    assert key_of(tmp_path) != before


def test_comments_and_what_is_not_uploaded_name_nothing(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.whl").write_text("a", encoding="utf-8")
    (files / "link").symlink_to("/")
    (files / "r.txt").write_text("# a / b\nnumpy==1 # or ./none /\n-f ../outside\n-f /\n./link\nhttps://a/#egg=b\n", encoding="utf-8")
    alone = key_of(files)
    (tmp_path / "outside" / "a.whl").write_text("b", encoding="utf-8")
    assert key_of(files) == alone
    (files / "r.txt").write_text("", encoding="utf-8")
    assert len(key_of(files)) == len(alone)


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    os.mkfifo(tmp_path / "wheels" / "pipe")
    (tmp_path / "r.txt").write_text("-f wheels\n", encoding="utf-8")
    assert key_of(tmp_path)


@pytest.mark.parametrize("line", ["-e .", "-e./folder", "--editable=.", "--editable ./folder"])
def test_what_is_editable_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "r.txt").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(_recipes.RecipeProblem, match="r.txt has the line"):
        key_of(tmp_path)


BACKEND = """
import os, zipfile

def build_wheel(folder, settings=None, metadata=None):
    info = "member-1.0.dist-info"
    files = {
        "member.py": "VALUE = 7",
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: member\\nVersion: 1.0\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(os.path.join(folder, "member-1.0-py3-none-any.whl"), "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "member-1.0-py3-none-any.whl"
"""
BUILD = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "member"\nversion = "1.0"\n'
PROJECT = """
[project]
name = "p"
version = "0.1.0"
requires-python = ">=3.9"
dependencies = ["member"]
[tool.uv.sources]
member = { path = "member", editable = true }
"""
LOCK = """
version = 1
requires-python = ">=3.9"

[[package]]
name = "member"
version = "1.0"
source = { editable = "member" }

[[package]]
name = "p"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "member" }]

[package.metadata]
requires-dist = [{ name = "member", editable = "member" }]
"""


def project(files: Path, *, member: str = "member") -> "_recipes.Project":
    (files / "p").mkdir(parents=True)
    (files / "p" / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (files / "p" / "uv.lock").write_text(LOCK.replace('"member" }\n\n', f'"{member}" }}\n\n'), encoding="utf-8")
    (files / "p" / "member").mkdir()
    (files / "p" / "member" / "pyproject.toml").write_text(BUILD, encoding="utf-8")
    (files / "p" / "member" / "backend.py").write_text(BACKEND, encoding="utf-8")
    return _recipes.Project("p", str(files))


def test_the_code_of_a_package_in_a_folder_makes_another_environment(tmp_path: Path) -> None:
    recipe = project(tmp_path)
    before = list(recipe.key())
    (tmp_path / "p" / "member" / "__pycache__").mkdir()
    (tmp_path / "p" / "member" / "__pycache__" / "a.pyc").touch()
    assert list(recipe.key()) == before
    (tmp_path / "p" / "member" / "a.py").touch()
    assert list(recipe.key()) != before


def test_a_package_in_a_folder_that_is_not_uploaded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(_recipes.RecipeProblem, match='"../../member", which is not among the uploaded files'):
        list(project(tmp_path / "files", member="../../member").key())


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed")
def test_uv_copies_the_code_and_takes_the_python_of_the_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    recipe = project(tmp_path / "files")
    (tmp_path / "made").mkdir()
    python = _environments.enter(str(tmp_path / "made"), "e", recipe).python
    shutil.rmtree(tmp_path / "files")
    told = subprocess.check_output([python, "-c", "import member, sys; print(member.VALUE, sys.version)"], encoding="utf-8")
    assert told.strip() == f"7 {sys.version}"


def test_uploaded_modules_do_not_disturb_pip(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("", encoding="utf-8")
    (tmp_path / "logging.py").write_text("raise SystemExit(3)", encoding="utf-8")
    arguments = [*_recipes.Requirements("r.txt", str(tmp_path)).commands(str(tmp_path / "e"))][-1].arguments
    python = arguments[: arguments.index("-m")]
    assert subprocess.run([*python, "-c", "import logging"], cwd=tmp_path, check=False).returncode == 0


class Fake(_recipes.Recipe):
    """Makes an environment of the variables that its programs get."""

    def __init__(self, folder: Path) -> None:
        self.what = "the environment"
        self.folder = str(folder)

    def commands(self, path: str) -> Iterator[_recipes.Command]:
        os.makedirs(os.path.join(path, "bin"))
        code = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w'))"
        yield _recipes.Command([sys.executable, "-c", code, os.path.join(path, "bin", "python")], {})


def test_variables_that_change_what_python_finds_are_those_of_the_task_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "PYTHONUNBUFFERED", "AIFLOW_TASK_TOKEN_FILE", "AIFLOW_ATTEMPT_ID", "MY_OWN"):
        monkeypatch.setenv(name, "1")
    made = _environments.enter(str(tmp_path), "e", Fake(tmp_path))
    names = json.loads(Path(made.python).read_text(encoding="utf-8"))
    assert {"PYTHONUNBUFFERED", "AIFLOW_ATTEMPT_ID", "MY_OWN"} <= set(names)
    assert not {"PYTHONPATH", "PYTHONSTARTUP", "AIFLOW_TASK_TOKEN_FILE"} & set(names)


def test_an_environment_without_python_is_a_failure(tmp_path: Path) -> None:
    recipe = Fake(tmp_path)
    recipe.commands = lambda path: iter([_recipes.Command(["mkdir", path], {})])  # type: ignore[method-assign]
    with pytest.raises(_recipes.RecipeProblem, match="no Python"):
        _environments.enter(str(tmp_path), "e", recipe)


def is_locked(file: Path) -> bool:
    with open(file, "w", encoding="utf-8") as other:
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.parametrize("end", ["used", "removed"])
def test_who_waits_gets_a_lock_of_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str], end: str) -> None:
    environment(tmp_path, "e", days=1)
    got: List[_environments.Environment] = []
    waiting = threading.Thread(target=lambda: got.append(_environments.enter(str(tmp_path), "e", Fake(tmp_path))), daemon=True)
    with open(tmp_path / "e.lock", "w", encoding="utf-8") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        waiting.start()
        said = ""
        while waiting.is_alive() and "Waiting for" not in said:
            said += capsys.readouterr().out
        if end == "used":
            # The task goes on for as long as it likes.
            fcntl.flock(first, fcntl.LOCK_SH)
            waiting.join(30)
            assert got
        else:
            shutil.rmtree(tmp_path / "e")
            os.unlink(tmp_path / "e.lock")
    waiting.join(30)
    assert os.path.exists(got[0].python)
    assert is_locked(tmp_path / "e.lock")
    os.close(got[0].lock)
    assert not is_locked(tmp_path / "e.lock")


def test_what_was_used_since_it_was_found_is_not_removed(tmp_path: Path) -> None:
    path = environment(tmp_path, "e", days=15)
    ((used, _),) = _environments.found_in(str(tmp_path))
    os.utime(path / _environments.MARKER)
    _environments.remove_unused(str(path), used)
    assert path.exists()
    half = tmp_path / "half"
    half.mkdir()
    _environments.remove_unused(str(half), 0.0)
    assert not half.exists()


def test_files_may_name_each_other(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("-r r.txt\n-r none.txt\n", encoding="utf-8")
    assert key_of(tmp_path)


def test_another_index_is_another_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r.txt").write_text("", encoding="utf-8")
    before = key_of(tmp_path)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    assert key_of(tmp_path) != before


def environment(root: Path, name: str, *, days: float) -> Path:
    path = root / name
    (path / "bin").mkdir(parents=True)
    (path / "bin" / "python").touch()
    (root / f"{name}.lock").touch()
    marker = path / _environments.MARKER
    marker.touch()
    used = time.time() - days * DAY
    os.utime(marker, (used, used))
    return path


def test_what_nothing_has_used_for_long_is_removed_unless_it_is_used_now(tmp_path: Path) -> None:
    environment(tmp_path, "new", days=1)
    environment(tmp_path, "old", days=15)
    environment(tmp_path, "used", days=15)
    (tmp_path / "half").mkdir()
    (tmp_path / "rest.lock").touch()
    with open(tmp_path / "used.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        _environments.sweep(str(tmp_path))
        assert sorted(os.listdir(tmp_path)) == ["new", "new.lock", "used", "used.lock"]
    _environments.sweep(str(tmp_path))
    assert sorted(os.listdir(tmp_path)) == ["new", "new.lock"]


def test_the_oldest_of_too_many_are_removed(tmp_path: Path) -> None:
    for number in range(_environments.MAX_KEPT + 2):
        environment(tmp_path, f"e{number:02}", days=number / 10)
    _environments.sweep(str(tmp_path))
    left = sorted(name for name in os.listdir(tmp_path) if not name.endswith(".lock"))
    assert left == [f"e{number:02}" for number in range(_environments.MAX_KEPT)]


def test_nothing_to_sweep(tmp_path: Path) -> None:
    _environments.sweep(str(tmp_path / "none"))

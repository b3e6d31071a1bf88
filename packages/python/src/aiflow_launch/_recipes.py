"""What an environment is made of, and by which programs."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from typing import Any, Dict, Iterator, List, NamedTuple, Set, Tuple

#: Changes with what this program does to make an environment.
FORMAT = "2"
#: The first pip that installs into another environment than its own.
FIRST_PIP = (22, 3)
QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONUNBUFFERED": "1"}
#: Where pip and uv look for their settings.
PIP_FILES = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
UV_FILES = ("/etc/uv/uv.toml", "~/.config/uv/uv.toml")
INCLUDES = re.compile(r"^(?:-r|--requirement|-c|--constraint)[\s=]*(\S+)")
LINKS = re.compile(r"^(?:-f|--find-links)[\s=]*(\S+)")
EDITABLE = re.compile(r"^(?:-e|--editable)(?![\w-])|^-e\w")
COMMENT = re.compile(r"(^|\s)#.*$")
#: The packages of a uv.lock whose code is in a folder, without a digest of it in the lock.
UV_FOLDERS = re.compile(r'^source = \{ (?:editable|directory|virtual) = "([^"]*)"', re.MULTILINE)
#: Prints the version of pip as this Python finds it in itself alone.
PIP_VERSION = "import pip; print(pip.__version__)"
CHUNK = 1024 * 1024


class RecipeProblem(Exception):
    """Why it cannot be made."""


class Command(NamedTuple):
    arguments: List[str]
    environment: Dict[str, str]


class Recipe:
    #: Names it in sentences.
    what: str
    #: Where its commands run.
    folder: str

    def key(self) -> Iterator[str]:
        """Everything that makes it another environment if it changes."""
        raise NotImplementedError

    def commands(self, path: str) -> Iterator[Command]:
        """Each begins when the one before has succeeded."""
        raise NotImplementedError


def recipe_of(order: Dict[str, Any]) -> Recipe:
    environment, files = order["environment"], order["files"]
    if environment["type"] == "requirements":
        return Requirements(environment["file"], files)
    return Project(environment["folder"], files)


class Requirements(Recipe):
    """A file for pip."""

    def __init__(self, name: str, files: str) -> None:
        self._files = files
        self._file = os.path.join(files, name)
        self.what = f"the Python environment of {name}"
        self.folder = os.path.dirname(self._file)

    def key(self) -> Iterator[str]:
        yield from ("requirements", *interpreter(), *settings("PIP_", PIP_FILES))
        yield from contents_of(self._file, Places(self._files, self.folder), set())

    def commands(self, path: str) -> Iterator[Command]:
        python = os.path.join(path, "bin", "python")
        outer = has_pip()
        make_venv(path)
        if outer:
            pip = [sys.executable, "-I", "-m", "pip", "--python", python]
        else:
            yield Command([python, "-I", "-m", "ensurepip", "--default-pip"], QUIET)
            pip = [python, "-I", "-m", "pip"]
        yield Command([*pip, "install", "--requirement", self._file], QUIET)


class Project(Recipe):
    """A folder with the files of uv. The project itself is not installed, since its files are there."""

    def __init__(self, folder: str, files: str) -> None:
        self._files = files
        self.folder = os.path.normpath(os.path.join(files, folder))
        self.what = f"the Python environment of {os.path.normpath(os.path.join(folder, 'uv.lock'))}"

    def key(self) -> Iterator[str]:
        yield from ("uv", *interpreter(), *settings("UV_", UV_FILES))
        for name in ("pyproject.toml", "uv.lock"):
            yield digest_of(os.path.join(self.folder, name))
        with open(os.path.join(self.folder, "uv.lock"), encoding="utf-8", errors="replace") as lock:
            names = UV_FOLDERS.findall(lock.read())
        for name in sorted(set(names) - {"."}):
            path = os.path.join(self.folder, name)
            if not is_within(path, self._files):
                raise RecipeProblem(
                    f'uv.lock names the folder "{name}", which is not among the uploaded files, so that nobody would notice a '
                    "change of it. Upload it, or depend on a package that is built."
                )
            yield name
            yield from tree_of(path)

    def commands(self, path: str) -> Iterator[Command]:
        uv = shutil.which("uv")
        if uv is None:
            raise RecipeProblem(
                'there is no program "uv" in the PATH of the worker. Install it there, or give "requirements" instead.'
            )
        arguments = [uv, "sync", "--frozen", "--no-install-project", "--no-editable", "--no-dev", "--no-progress"]
        yield Command([*arguments, "--python", sys.executable, "--project", self.folder], {"UV_PROJECT_ENVIRONMENT": path})


def make_venv(path: str) -> None:
    import venv

    venv.EnvBuilder(symlinks=True, with_pip=False).create(path)


def has_pip() -> bool:
    """Whether the pip of this Python can install into the environment, which saves one of its own."""
    found = subprocess.run(
        [sys.executable, "-I", "-c", PIP_VERSION], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    try:
        version = tuple(int(part) for part in found.stdout.strip().split(".")[:2])
    except ValueError:
        version = (0,)
    if version >= FIRST_PIP:
        return True
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise RecipeProblem(
            f"the Python of the worker ({sys.executable}) has neither pip {FIRST_PIP[0]}.{FIRST_PIP[1]} or newer nor "
            "ensurepip. Install python3-pip or python3-venv there."
        ) from None
    return False


def interpreter() -> Tuple[str, ...]:
    """This build of Python."""
    return FORMAT, sys.version, sys.platform, os.uname().machine, os.path.realpath(sys.executable)


def settings(prefix: str, files: Tuple[str, ...]) -> Iterator[str]:
    """Where packages come from. Only a digest of it is kept, since it may hold passwords."""
    for name in sorted(os.environ):
        if name.startswith(prefix):
            yield f"{name}={os.environ[name]}"
    for file in (*files, os.environ.get(f"{prefix}CONFIG_FILE", "")):
        path = os.path.expanduser(file)
        if os.path.isfile(path):
            yield digest_of(path)


class Places(NamedTuple):
    #: The folder of the uploaded files.
    files: str
    #: Where pip runs.
    folder: str


def contents_of(file: str, places: Places, seen: Set[str]) -> Iterator[str]:
    """A file of requirements, and every uploaded file that it names."""
    path = os.path.normpath(file)
    if path in seen:
        return
    seen.add(path)
    if not os.path.isfile(path):
        # pip says what is missing.
        return
    yield digest_of(path)
    # pip takes some names from the folder of the file, and others from where it runs.
    folders = sorted({os.path.dirname(path), places.folder})
    for line in lines_of(path):
        if EDITABLE.match(line):
            raise RecipeProblem(
                f'{os.path.basename(path)} has the line "{line}". What is editable cannot be in an environment that tasks share. '
                'Leave "-e" out.'
            )
        included = INCLUDES.match(line)
        links = LINKS.match(line)
        if included:
            yield from contents_of(os.path.join(os.path.dirname(path), unquoted(included.group(1))), places, seen)
        elif links:
            for folder in folders:
                yield from local_contents(os.path.join(folder, plain_path(unquoted(links.group(1)))), places)
        else:
            for name in filter(is_path, map(plain_path, re.split(r"[\s=@]+", line))):
                for folder in folders:
                    yield from local_contents(os.path.join(folder, name), places)


def lines_of(path: str) -> List[str]:
    """As pip reads them: without comments, and continued behind a backslash."""
    with open(path, encoding="utf-8", errors="replace") as opened:
        text = "\n".join(COMMENT.sub("", line) for line in opened.read().splitlines())
    return [line.strip() for line in text.replace("\\\n", "").split("\n")]


def unquoted(argument: str) -> str:
    return argument.strip("'\"")


def plain_path(word: str) -> str:
    return os.path.expanduser(word[len("file:") :] if word.startswith("file:") else word)


def is_path(name: str) -> bool:
    """Whether a word of a line may be one, such as ``./wheels``."""
    return "/" in name or name.endswith((".whl", ".gz", ".zip")) or name == "."


def local_contents(path: str, places: Places) -> Iterator[str]:
    if is_within(path, places.files):
        yield from tree_of(os.path.normpath(path))


def is_within(path: str, folder: str) -> bool:
    real, outer = os.path.realpath(path), os.path.realpath(folder)
    return real == outer or real.startswith(outer + os.sep)


def tree_of(path: str) -> Iterator[str]:
    """The digest of a file, or those of all files of a folder, without what Python leaves there."""
    if os.path.isfile(path):
        yield digest_of(path)
    for base, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if each != "__pycache__" and not each.endswith(".egg-info"))
        for each in sorted(names):
            inner = os.path.join(base, each)
            if os.path.isfile(inner):
                yield f"{os.path.relpath(inner, path)} {digest_of(inner)}"


def digest_of(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()

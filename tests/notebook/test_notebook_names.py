"""What `import textmine` offers: few names, with signatures, and nothing heavy before it is asked for."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module

import pytest

import textmine
from tests.conftest import ROOT

STUB = ast.parse((ROOT / "textmine" / "__init__.pyi").read_text(encoding="utf-8"))
HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "spacy",
    "pyarrow",
    "onnxruntime",
    "matplotlib",
    "rich",
    "typer",
    "bertopic",
)


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_corpus_is_a_name_or_a_path():
    with pytest.raises(textmine.TextmineError, match="a name or a path, not NoneType"):
        textmine.open_corpus(None)


def test_few_names():
    assert len(textmine.__all__) <= 10
    assert dir(textmine) == sorted(textmine.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        textmine.nothing  # noqa: B018


def test_the_stub_says_what_is_there():
    homes = {
        a.asname or a.name: (n.module, a.name) for n in STUB.body if isinstance(n, ast.ImportFrom) for a in n.names
    }
    assert {*homes, "__version__"} == set(textmine.__all__)
    for name, (module, original) in homes.items():
        there, typed = getattr(textmine, name), getattr(import_module(module), original)
        if inspect.ismodule(there):  # a folder that is a function, too
            assert name == "prevalence" or inspect.signature(there) == inspect.signature(typed)
        else:
            assert there is typed


def test_every_name_has_its_words_and_its_example():
    docs = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", docs, re.S))
    for name in set(textmine.__all__) - {"__version__"}:
        assert f"textmine.{name}" in code, name
        assert inspect.getdoc(getattr(textmine, name))


@pytest.mark.parametrize(
    "code",
    [
        "import textmine; dir(textmine)",
        "from textmine import TextmineError",
        "import textmine; textmine.open_corpus, textmine.find_themes",
    ],
)
def test_nothing_heavy_before_it_is_asked_for(code):
    assert python(f"import sys; {code}; print([m for m in {HEAVY} if m in sys.modules])").strip() == "[]"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "textmine.anonymise",
        "import textmine.anonymise",
        "import textmine.anonymise.anonymiser",
        "from textmine.anonymise import AnonymisedCorpus",
        "from textmine import anonymise",
        "import textmine.pipeline.run",
    ],
)
def test_anonymise_is_a_function_and_a_folder(before, home):
    """Whoever imported it, and in whatever order."""
    assert "[phone]" in python(
        f"import textmine\n{before}\n"
        "print(textmine.anonymise(['Ring 07700 900123.']).texts[0])\n"
        "from textmine.anonymise import AnonymisedCorpus, anonymise_records\n"
        "import textmine.anonymise as room\n"
        "assert room.AnonymisedCorpus is AnonymisedCorpus and room is textmine.anonymise"
    )

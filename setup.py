"""Puts the sample corpus into the package when a wheel is built: it stands in corpora/, which is no package."""

from pathlib import Path
from shutil import copyfile, copytree

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSample(build_py):
    """The package, and what is written by hand of corpora/sample."""

    def run(self) -> None:
        """Build, then copy."""
        super().run()
        if not self.editable_mode:
            source, target = Path("corpora", "sample"), Path(self.build_lib, "textmine", "sample_corpus")
            copytree(source / "raw", target / "raw", dirs_exist_ok=True)
            for name in ("README.md", "corpus.toml"):
                copyfile(source / name, target / name)


setup(cmdclass={"build_py": BuildWithSample})

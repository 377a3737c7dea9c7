"""Puts the sample corpus into the package when a wheel is built: it stands in corpora/, which is no package."""

from pathlib import Path
from shutil import copytree, ignore_patterns

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSample(build_py):
    """The package, and what is written by hand of corpora/sample."""

    def run(self) -> None:
        """Build, then copy."""
        super().run()
        if not self.editable_mode:
            made = ignore_patterns("cache", "*.parquet", "audit.json", "segments*", "documents*", ".*")
            target = Path(self.build_lib, "textmine", "sample_corpus")
            copytree(Path("corpora", "sample"), target, ignore=made, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithSample})

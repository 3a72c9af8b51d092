"""Everything else stands in pyproject.toml; here only what lies beside the package and belongs into it."""

import shutil
from pathlib import Path
from typing import Final

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED: Final = ("alembic.ini", "migrations", "docs/problems.md")  # see app/core/shipped.py


class BuildWithShipped(build_py):
    """An installed service migrates its database and explains its problems without the checkout."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for name in SHIPPED:
            here, there = Path(name), Path(self.build_lib, "app/shipped", name)
            there.parent.mkdir(parents=True, exist_ok=True)
            if here.is_dir():
                shutil.copytree(here, there, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(here, there)


setup(cmdclass={"build_py": BuildWithShipped})

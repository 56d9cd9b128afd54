"""The least version of each dependency that pyproject.toml allows, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path


def lowest() -> dict[str, str]:
    """Each dependency of the core and its extras with the lowest version allowed."""
    path = Path(__file__).parent.parent / "pyproject.toml"
    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    groups = (project["dependencies"], *project["optional-dependencies"].values())
    found = {}
    for requirement in (one for group in groups for one in group if not one.startswith("jixiao")):
        name, least = re.match(r"([\w-]+)>=([\d.]+)", requirement).groups()
        if found.setdefault(name, least) != least:
            raise SystemExit(f"{name}: {found[name]} and {least}")
    return found


if __name__ == "__main__":
    for name, least in sorted(lowest().items()):
        print(f"{name}=={least}")

"""Build hook: the wheel's bill of materials (软件物料清单), CycloneDX 1.6, in its dist-info.

A wheel holds no other software; what it lists is what an installer will bring: the declared
dependencies of the core and of each extra, with the versions that are allowed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = re.compile(r"[A-Za-z0-9._-]+")


class BillOfMaterials(BuildHookInterface):
    """Writes the bill beside the build and hands it to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before a wheel is built; what an sdist holds is the source itself."""
        if self.target_name != "wheel" or version == "editable":
            return
        path = Path(self.root) / "build" / "jixiao.cdx.json"
        path.parent.mkdir(exist_ok=True)
        metadata = self.metadata.core
        bill = bill_of(
            metadata.name,
            self.metadata.version,
            metadata.dependencies,
            metadata.optional_dependencies,
        )
        path.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        build_data["sbom_files"].append(str(path.relative_to(self.root)))


def bill_of(
    name: str, version: str, needed: list[str], extras: dict[str, list[str]]
) -> dict[str, Any]:
    """The bill: no time and no serial number, so that the same source gives the same wheel."""
    components: dict[str, dict[str, Any]] = {}
    for extra, requirements in {"": needed, **extras}.items():
        for requirement in requirements:
            library = NAME.match(requirement)[0].lower()
            if library == name:
                continue
            one = components.setdefault(
                library,
                {
                    "type": "library",
                    "bom-ref": f"pkg:pypi/{library}",
                    "purl": f"pkg:pypi/{library}",
                    "name": library,
                    "scope": "optional" if extra else "required",
                    "properties": [],
                },
            )
            said = {
                "name": f"jixiao:requirement{':' + extra if extra else ''}",
                "value": requirement,
            }
            one["properties"].append(said)
    ref = f"pkg:pypi/{name}@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": ref,
                "purl": ref,
                "name": name,
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [components[one] for one in sorted(components)],
        "dependencies": [
            {"ref": ref, "dependsOn": [components[one]["bom-ref"] for one in sorted(components)]}
        ],
    }

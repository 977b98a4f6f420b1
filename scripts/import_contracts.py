"""A contract for import-linter that it does not bring itself: the standard library and no more."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyStandardLibraryContract(Contract):
    """The packages in ``modules`` import each their own modules and the standard library only.

    Naming the libraries that are forbidden would let every library through that is added later.
    """

    type_name = "only_standard_library"

    modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect every import that leaves the package for something not in Python itself."""
        found: list[tuple[str, str]] = []
        for package in self.modules:  # type: ignore[attr-defined]
            for module in {package, *graph.find_descendants(package)}:
                for imported in graph.find_modules_directly_imported_by(module):
                    inside = imported == package or imported.startswith(f"{package}.")
                    if not inside and imported.split(".")[0] not in sys.stdlib_module_names:
                        found.append((module, imported))
        return ContractCheck(kept=not found, metadata={"found": sorted(found)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """List the imports, one a line."""
        for module, imported in check.metadata["found"]:
            output.print_error(f"{module} imports {imported}")

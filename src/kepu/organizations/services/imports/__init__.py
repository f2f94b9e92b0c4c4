"""The register from workbooks: areas, units, people. Each is all or nothing, updates what is known and can be uploaded again."""

from .areas import area_columns, import_areas, run_areas
from .people import import_people, people_columns, run_people
from .units import import_units, run_units, unit_columns

__all__ = [
    "area_columns",
    "import_areas",
    "import_people",
    "import_units",
    "people_columns",
    "run_areas",
    "run_people",
    "run_units",
    "unit_columns",
]

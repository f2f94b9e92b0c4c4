"""Data and R's figures. Lumley's api data come from R survey 4.1-1; the milk data are Arora and Lahiri's (1997), as R sae gives them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).parent / "data"


def read(name):
    """Columns of a CSV file, numbers where all are."""
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {}
    for key in rows[0]:
        values = [row[key] for row in rows]
        try:
            columns[key] = np.array([float(value) if value else np.nan for value in values])
        except ValueError:
            columns[key] = np.array(values)
    return columns


@pytest.fixture(scope="session")
def references():
    return json.loads((DATA / "references.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def data():
    return read

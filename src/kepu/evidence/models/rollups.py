"""Sums over the ledger, kept up by `kepu.evidence.rollups`; all of it can be made again from the records."""

from __future__ import annotations

from django.db import models


class RollupState(models.Model):
    """Up to which sequence the district's records are in the sums."""

    district = models.OneToOneField("organizations.Area", models.CASCADE, primary_key=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    kinds = models.JSONField(default=list, help_text="kinds that occur, so that a read over all of them can name them to the index")
    rolled_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.district_id}:{self.sequence}"


class Rollup(models.Model):
    """One cell: how many effective records, and the sum of their quantities in ten-thousandths (so that addition is exact on every database).

    Each cube keeps some dimensions and folds the others, by day and by month (`start` is then the first of the month); a read takes the
    smallest cube that answers it. A folded or missing area or unit is 0, a folded or missing audience is empty.
    """

    class Cube(models.TextChoices):
        FULL = "full", "area, unit and audience"
        AUDIENCE = "audience", "audience"
        UNIT = "unit", "unit"
        AREA = "area", "area"

    class Grain(models.TextChoices):
        DAY = "day", "day"
        MONTH = "month", "month"

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+", db_index=False)
    cube = models.CharField(max_length=10, choices=Cube.choices)
    grain = models.CharField(max_length=5, choices=Grain.choices)
    kind = models.CharField(max_length=40)
    start = models.DateField()
    area_key = models.BigIntegerField(default=0)
    unit_key = models.BigIntegerField(default=0)
    audience = models.CharField(max_length=20, blank=True)
    records = models.BigIntegerField(default=0)
    quantity_e4 = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "cube", "grain", "kind", "start", "area_key", "unit_key", "audience"], name="rollup_cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cube}/{self.grain} {self.kind} {self.start}: {self.records}"


class PersonTally(models.Model):
    """In how many effective records of a kind, day and audience a person stands."""

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+", db_index=False)
    pseudonym = models.CharField(max_length=32)
    kind = models.CharField(max_length=40)
    day = models.DateField()
    audience = models.CharField(max_length=20, blank=True)
    records = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "pseudonym", "kind", "day", "audience"], name="person_tally_once")]

    def __str__(self) -> str:
        return f"{self.pseudonym} {self.kind} {self.day}: {self.records}"


class DistinctCounter(models.Model):
    """A question about distinct people that somebody asked: which kinds (sorted, comma-separated), which audience, which years."""

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+", db_index=False)
    kinds = models.CharField(max_length=400)
    audience = models.CharField(max_length=20, blank=True)
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "kinds", "audience", "year_from", "year_to"], name="distinct_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kinds} {self.year_from}–{self.year_to}"


class DistinctDay(models.Model):
    """How many people appear on this day for the first time in the counter's years; the sum over days is the number of people."""

    counter = models.ForeignKey(DistinctCounter, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    persons = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counter", "day"], name="distinct_day_once")]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.day}: {self.persons}"

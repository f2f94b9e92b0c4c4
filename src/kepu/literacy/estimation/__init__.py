"""From answers to shares with intervals: calibration, linking, weights, estimates. Arrays and dataclasses; no models, no database.

Imported where it is used only, because the engines behind it cost a second to load.
"""

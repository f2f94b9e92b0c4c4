"""Items in QTI 3 (1EdTech Question & Test Interoperability 3.0): reading and writing assessment items and content packages.

Read are text items with one interaction: choice (one or several), order, and text entry of a number; the names of QTI 2.1 and 2.2 are understood
as well. Fields, domains and groups have no place in QTI; a package of ours carries them in the LOM keywords of its manifest.
"""

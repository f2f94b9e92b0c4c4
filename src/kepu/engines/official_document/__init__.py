"""Official documents of Chinese authorities as Word files, in the layout of GB/T 9704-2012.

>>> from kepu.engines.official_document import Heading, OfficialDocument, Paragraph, write
>>> content = write(OfficialDocument("关于工作情况的报告", (Heading("总体情况"), Paragraph("各项任务进展顺利。"))))
>>> content[:2]
b'PK'
"""

from .model import Annex, Block, Cell, Heading, OfficialDocument, Paragraph, Picture, RedHead, Signature, Table
from .numbering import number_of
from .writer import write

__all__ = [
    "Annex",
    "Block",
    "Cell",
    "Heading",
    "OfficialDocument",
    "Paragraph",
    "Picture",
    "RedHead",
    "Signature",
    "Table",
    "number_of",
    "write",
]

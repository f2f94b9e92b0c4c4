"""What can be wrong with a file before it can be read as a plan.

Every error carries a stable ``code`` for programs and a Chinese ``message`` for the person who
chose the file. Doubts about the *content* of a plan are never errors: see `doubts`.
"""

from __future__ import annotations

from typing import ClassVar


class PlanDocumentError(Exception):
    """The file cannot be read as a plan; nothing was understood and nothing should be stored."""

    code: ClassVar[str] = "plan_document"
    message: str = "无法读取该文件。"

    def __init__(self, message: str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)


class EmptyDocument(PlanDocumentError):
    """No bytes, or nothing but white space."""

    code = "empty"
    message = "文件是空的，没有可以读取的文字。请检查是否选错了文件。"


class TooLarge(PlanDocumentError):
    """Past the size limit; refused before the whole of it is read."""

    code = "too_large"
    message = "文件超过 20 MB，规划文件不会这么大。请只上传正文和任务分工表，去掉其中的图片。"


class BinaryDocument(PlanDocumentError):
    """Not text in any encoding that Chinese offices use, and not a Word document."""

    code = "binary"
    message = "这不是文字文件，也不是 Word 文档，无法读取。请上传 .docx 或 .txt 文件。"


class LegacyWordDocument(PlanDocumentError):
    """A Word 97–2003 binary file."""

    code = "legacy_doc"
    message = "这是旧版 Word（.doc）文件。请在 Word 或 WPS 中另存为 .docx 后再上传。"


class PasswordProtected(PlanDocumentError):
    """An Office file that is encrypted with a password."""

    code = "password_protected"
    message = "该 Word 文档设有打开密码。请取消密码后重新保存，再上传。"


class CorruptDocument(PlanDocumentError):
    """A .docx that is damaged or is no Word document inside."""

    code = "corrupt"
    message = "该 Word 文档已损坏或不完整，无法打开。请用 Word 或 WPS 打开后另存一份再上传。"


class ArchiveBomb(PlanDocumentError):
    """A .docx that unpacks to far more than a plan can hold."""

    code = "archive_bomb"
    message = "该 Word 文档解压后异常庞大，为安全起见没有读取。"


class PdfDocument(PlanDocumentError):
    """A PDF file: its text has no reliable order."""

    code = "pdf"
    message = "暂不支持 PDF。请转换为 .docx，或复制文字后粘贴。"


class NotAPlan(PlanDocumentError):
    """Readable text in which neither headings nor a period can be found."""

    code = "not_a_plan"
    message = "没有在文中找到规划的样子：缺少“一、”“（一）”这样的标题，也没有规划期。请检查是否选错了文件。"


class BadRegister(PlanDocumentError):
    """The register of units given beside the plan cannot be understood."""

    code = "bad_register"
    message = "单位名册无法读取：应为 JSON，形如 {“units”: [{“name”: …, “aliases”: […], “groups”: […]}]}。"

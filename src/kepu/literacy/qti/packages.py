"""Content packages: a zip with imsmanifest.xml and a file for each item. Pure; archives are read member by member and never unpacked to disk."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from kepu.literacy.item_content import Content
from kepu.literacy.models import Audience, Domain, Field

from .items import MAX_BYTES, QtiError, parse, read_item, write_item

MANIFEST = "imsmanifest.xml"
PACKAGING = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
ITEM_TYPE = "imsqti_item_xmlv3p0"
ITEM_TYPES = ("imsqti_item_",)
#: What the reader of archives raises for damaged bytes; a name that cannot be decoded is a ValueError.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
#: Bounds against archives that grow when unpacked.
MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 2_000, 50 * 1024 * 1024, 200
KEYWORD = "kepu:"


@dataclass(frozen=True)
class FileFault:
    """A file that cannot be taken, and why."""

    file: str
    message: str


@dataclass
class Package:
    """What was read: (file, identifier, wording, more) for each item; `more` holds what a manifest of ours says about secrecy."""

    items: list[tuple[str, str, Content, dict[str, str]]] = field(default_factory=list)
    faults: list[FileFault] = field(default_factory=list)


def read_upload(name: str, data: bytes) -> Package:
    """A single item or a package, told by its content. Raises QtiError for what is neither or could harm; a bad item is a fault of its file."""
    if data.startswith(b"PK\x03\x04"):
        return _read_package(data)
    package = Package()
    _take(package, name, data, {})
    return package


def _take(package: Package, name: str, data: bytes, more: dict[str, str]) -> None:
    try:
        identifier, content = read_item(data)
    except QtiError as error:
        package.faults.append(FileFault(name, str(error)))
    else:
        package.items.append((name, identifier, _described(content, more), more))


def _read_package(data: bytes) -> Package:
    package = Package()
    with _opened(data) as archive:
        names = {member.filename: member for member in archive.infolist() if not member.is_dir()}
        if MANIFEST not in names:
            raise QtiError(_("压缩包里没有 imsmanifest.xml，不是 QTI 题目包"))
        resources = _resources(parse(_content(archive, names[MANIFEST])))
        if not resources:
            raise QtiError(_("清单 imsmanifest.xml 里没有 QTI 题目"))
        for href, more in resources:
            place = _safe(href)
            if place is None:
                package.faults.append(FileFault(href[:200], _("清单里的文件地址指向压缩包之外")))
            elif place not in names:
                package.faults.append(FileFault(href[:200], _("清单列出了这个文件，压缩包里没有")))
            else:
                _take_member(package, archive, names[place], more)
    return package


def _take_member(package: Package, archive: zipfile.ZipFile, member: zipfile.ZipInfo, more: dict[str, str]) -> None:
    try:
        data = _content(archive, member)
    except QtiError as error:
        package.faults.append(FileFault(member.filename, str(error)))
    else:
        _take(package, member.filename, data, more)


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except DAMAGED as error:
        raise QtiError(_("压缩包已损坏，请重新生成后上传")) from error
    if any(member.flag_bits & 1 for member in members):
        raise QtiError(_("压缩包设有密码，请取消密码后上传"))
    packed = sum(member.compress_size for member in members) or 1
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > packed * MAX_RATIO:
        raise QtiError(
            _("压缩包解开后太大（最多 %(members)d 个文件、%(size)d MB），请分成几个上传") % {"members": MAX_MEMBERS, "size": MAX_UNPACKED >> 20}
        )
    return archive


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member; the size that it declares is not believed."""
    try:
        with archive.open(member) as file:
            data = file.read(MAX_BYTES + 1)
    except DAMAGED as error:
        raise QtiError(_("文件已损坏，不能解压")) from error
    if len(data) > MAX_BYTES:
        raise QtiError(_("文件超过 1 MB"))
    return data


def _safe(href: str) -> str | None:
    """The member that an address names, or None for one outside the package."""
    path = posixpath.normpath(unquote(href).replace("\\", "/"))
    return None if path.startswith(("/", "..")) or ":" in path or "\0" in path else path


def _resources(manifest: ET.Element) -> list[tuple[str, dict[str, str]]]:
    """Address and our keywords of each item."""
    found = []
    for element in manifest.iter():
        if _local(element) != "resource" or not element.get("type", "").startswith(ITEM_TYPES):
            continue
        href = element.get("href") or next((file.get("href", "") for file in element if _local(file) == "file"), "")
        texts = [(node.text or "").strip() for node in element.iter() if _local(node) == "string"]
        more = dict(text.removeprefix(KEYWORD).split("=", 1) for text in texts if text.startswith(KEYWORD) and "=" in text)
        found.append((href, more))
    return found


def _local(element: ET.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _described(content: Content, more: dict[str, str]) -> Content:
    """With what our manifest says; a word that is not in our lists is passed over."""
    audiences = [code for code in more.get("audiences", "").split() if code in Audience.values]
    values: dict[str, Any] = {
        "domain": more.get("domain", "") if more.get("domain") in Domain.values else "",
        "field": more.get("field", "") if more.get("field") in Field.values else "",
        "source": more.get("source", ""),
        "audiences": audiences,
    }
    try:
        values["expected"] = float(more["expected"]) if 0 < float(more.get("expected", "nan")) < 1 else None
    except ValueError:
        values["expected"] = None
    return replace(content, **values)


def write_package(items: Iterable[tuple[str, Content, bool]]) -> bytes:
    """A package of items: (code, wording, whether it is kept for surveys)."""
    manifest = ET.Element("manifest", {"xmlns": PACKAGING, "identifier": "kepu-items"})
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "QTI Package"
    ET.SubElement(metadata, "schemaversion").text = "3.0.0"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for code, content, is_secure in items:
            href = f"items/{code}.xml"
            archive.writestr(href, write_item(f"item-{code}", content))
            resource = ET.SubElement(resources, "resource", {"identifier": f"res-{code}", "type": ITEM_TYPE, "href": href})
            _write_keywords(resource, content, is_secure)
            ET.SubElement(resource, "file", {"href": href})
        ET.indent(manifest)
        archive.writestr(MANIFEST, ET.tostring(manifest, encoding="utf-8", xml_declaration=True))
    return buffer.getvalue()


def _write_keywords(resource: ET.Element, content: Content, is_secure: bool) -> None:
    more = {
        "domain": content.domain,
        "field": content.field,
        "audiences": " ".join(content.audiences),
        "expected": "" if content.expected is None else f"{content.expected:.12g}",
        "source": content.source,
        "secure": "yes" if is_secure else "no",
    }
    general = ET.SubElement(ET.SubElement(ET.SubElement(resource, "metadata"), "lom", {"xmlns": LOM}), "general")
    for name, value in more.items():
        if value:
            ET.SubElement(ET.SubElement(general, "keyword"), "string", {"language": "x-kepu"}).text = f"{KEYWORD}{name}={value}"

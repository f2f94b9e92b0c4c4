"""Put a pinned uv into ENV/uv with nothing but the standard library and whatever pip there is.

Usage: python bootstrap_uv.py ENV
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

UV_VERSION = "0.13.9"


def main(env: Path) -> None:
    """Make ENV an environment of this Python; use uv from PATH if there is one, else install it with pip, else unpack its wheel."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
    if not (env / "pyvenv.cfg").exists():
        venv.create(env, with_pip=False)
    target = env / "uv" / "bin" / "uv"
    target.parent.mkdir(parents=True, exist_ok=True)
    found = shutil.which("uv")
    if found:
        if not target.exists():
            target.symlink_to(found)
        return
    tool = env / "uv" / "tool"
    if not (_by_pip(sys.executable, tool) or _by_own_pip(tool)):
        _download(tool)
    binary = tool / "bin" / "uv"
    if target.is_symlink() or target.exists():
        target.unlink()
    os.symlink(binary.resolve(), target)


def _by_pip(python: str, tool: Path) -> bool:
    """With the pip of a Python, if it has one: it knows the mirror that this machine may have set."""
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--upgrade", "--target", str(tool)]
    return subprocess.run([python, *install, f"uv=={UV_VERSION}"], stderr=subprocess.DEVNULL).returncode == 0


def _by_own_pip(tool: Path) -> bool:
    own = tool / "pip"
    try:
        venv.create(own, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, SystemExit):
        return False
    return _by_pip(str(own / "bin" / "python"), tool)


def _download(tool: Path) -> None:
    """Without pip: fetch the wheel through PyPI's index (PEP 691) and unpack its program."""
    import hashlib
    import io
    import json
    import platform
    import urllib.parse
    import urllib.request
    import zipfile

    machine = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}[platform.machine()]
    index = urllib.request.Request("https://pypi.org/simple/uv/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(index) as answer:
        files = json.load(answer)["files"]
    name = f"uv-{UV_VERSION}-py3-none-manylinux"
    wheel = next(file for file in files if file["filename"].startswith(name) and file["filename"].endswith(f"{machine}.whl"))
    with urllib.request.urlopen(urllib.parse.urljoin(index.full_url, wheel["url"])) as answer:
        data = answer.read()
    if hashlib.sha256(data).hexdigest() != wheel["hashes"]["sha256"]:
        sys.exit("the download of uv is damaged")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        binary = tool / "bin" / "uv"
        binary.parent.mkdir(parents=True, exist_ok=True)
        binary.write_bytes(archive.read(member))
    binary.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

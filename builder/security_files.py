"""Files for those who look after security: what is shipped (SBOM), and where to report a weakness.

`sbom.cdx.json` is a CycloneDX 1.6 list of the software in the built site, each part with its version,
licence and hashes; what others have built into their files is listed as far as those files tell it.
`.well-known/security.txt` follows RFC 9116. Both are the same at every build of the same content.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import tomllib
import uuid
from importlib.metadata import version
from typing import TYPE_CHECKING

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from builder import bundled
from builder.mkdocs_config import site_address
from builder.runtime import UNCHANGED, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from builder.bundled import Inside
    from builder.runtime import RuntimeFile

__all__ = ["SBOM", "SECURITY", "sbom", "security_txt", "write"]

SBOM = "sbom.cdx.json"
SECURITY = ".well-known/security.txt"
PAGE = "about/threat-model/"
MOST_DAYS = 364  # RFC 9116: less than a year


def write(root: Path, site: Path) -> None:
    """Write both files into a built site."""
    (site / SBOM).write_text(sbom(root), "utf-8", newline="\n")
    (site / SECURITY).parent.mkdir(exist_ok=True)
    (site / SECURITY).write_text(security_txt(root), "utf-8", newline="\n")


def security_txt(root: Path) -> str:
    """Return security.txt, which holds as long as the content does.

    The contact is SECURITY_CONTACT (an address such as https: or mailto:), else the security policy of the
    repository that GitHub builds, else the page of the site that says how to report.
    """
    meta = _meta(root)
    site = site_address(root)
    repository = os.environ.get("GITHUB_REPOSITORY")
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    contact = os.environ.get("SECURITY_CONTACT") or (
        f"{server}/{repository}/security/policy" if repository else f"{site}{PAGE}#report"
    )
    expires = _date(meta) + dt.timedelta(days=min(int(str(meta["valid_days"])), MOST_DAYS))
    return (
        f"Contact: {contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: en\n"
        f"Canonical: {site}{SECURITY}\nPolicy: {site}{PAGE}\n"
    )


def sbom(root: Path) -> str:
    """Return the list of the software in the built site as CycloneDX JSON."""
    meta = _meta(root)
    manifest = read_manifest(root)
    shipped = {file.path: file for file in (*manifest.files, *manifest.later)}
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))
    archive = lock["packages"]["node_modules/pyodide"]["integrity"].removeprefix("sha512-")
    site = _part("site", str(meta["version"]), "MIT AND CC-BY-4.0")
    checker = _part(
        "checker",
        site.version or "",
        "MIT AND CC-BY-4.0",
        shipped[manifest.checker],
        manifest.snapshot,  # Python's memory with the checker in it
    )
    site.type = checker.type = ComponentType.APPLICATION
    pyodide = _part(
        "pyodide",
        manifest.pyodide,
        "MPL-2.0",
        *(shipped[f"{manifest.index}{name}"] for name in UNCHANGED),
        package="npm",
        archive=base64.b64decode(archive).hex(),
    )
    theme = _part("mkdocs-material", version("mkdocs-material"), "MIT", package="pypi")
    parts = [
        checker,
        pyodide,
        _part("CPython standard library", manifest.python, "PSF-2.0", shipped[manifest.stdlib]),
        _part("segno", version("segno"), "BSD-3-Clause", shipped[manifest.code], package="pypi"),
        theme,
    ]
    inside = {
        pyodide.bom_ref: [_inside(part) for part in bundled.in_pyodide(root)],
        theme.bom_ref: [_inside(part) for part in bundled.in_material(root)],
    }
    every = [*parts, *(part for found in inside.values() for part in found)]
    listed = Bom(
        components=every,
        metadata=BomMetaData(
            component=site,
            timestamp=dt.datetime.combine(_date(meta), dt.time(), dt.UTC),
        ),
    )
    listed.register_dependency(site, parts)
    for whole in (pyodide, theme):
        listed.register_dependency(whole, inside[whole.bom_ref])
    content = "".join(f"{part.bom_ref} {sorted(h.content for h in part.hashes)}" for part in every)
    listed.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, content)
    text = make_outputter(listed, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)
    return f"{text}\n"


def _part(
    name: str,
    release: str,
    licence: str,
    *files: RuntimeFile,
    package: str = "",
    archive: str = "",
) -> Component:
    """Return one part; `files` are those that the site has of it, `archive` the SHA-512 of where it is from."""
    return Component(
        name=name,
        version=release,
        bom_ref=f"{name}@{release}".replace(" ", "-"),
        licenses=[LicenseFactory().make_from_string(licence)],
        purl=PackageURL(package, None, name, release) if package else None,
        hashes=[HashType(alg=HashAlgorithm.SHA_512, content=archive)] if archive else [],
        components=[
            Component(
                name=f"runtime/{file.path}",
                type=ComponentType.FILE,
                bom_ref=f"file:{file.path}",
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=file.sha256)],
                properties=[Property(name="bytes", value=str(file.bytes))],
            )
            for file in files
        ],
    )


def _inside(part: Inside) -> Component:
    """Return what stands in a file of others; a version or a licence that it does not tell is left out."""
    address = PackageURL(part.kind, None, part.name, part.version or None)
    return Component(
        name=part.name,
        version=part.version or None,
        bom_ref=f"{part.name}@{part.version}".rstrip("@").replace(" ", "-"),
        licenses=[LicenseFactory().make_from_string(part.licence)] if part.licence else [],
        purl=address,
    )


def _meta(root: Path) -> dict[str, object]:
    return tomllib.loads((root / "checker/content/meta.toml").read_text("utf-8"))


def _date(meta: dict[str, object]) -> dt.date:
    return dt.date.fromisoformat(str(meta["date"]))

"""Fetch the browser's libraries named in static/vendor/vendor.toml with `npm pack`, check them, unpack what we serve.

Usage: python -m tools.vendor [--from FOLDER]    (FOLDER holds tarballs that `npm pack` fetched before)

Every tarball must have the sha512 that vendor.toml names (npm's `integrity`), every file the sha256 beside it.
A package with `icons` becomes one SVG sprite with a <symbol> an icon.
"""

import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "static" / "vendor"


class WrongHash(Exception):
    """What was fetched is not what vendor.toml names."""


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package: which files of it we serve (path in the tarball, served name, sha256) or which icons."""

    name: str
    version: str
    licence: str
    integrity: str
    files: tuple[tuple[str, str, str], ...]
    icons: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its files are served from."""
        return VENDOR / f"{self.name}-{self.version}"

    @property
    def tarball(self) -> str:
        """The file name that `npm pack` gives it."""
        return f"{self.name}-{self.version}.tgz"


def packages() -> tuple[Package, ...]:
    """What vendor.toml names."""
    entries = tomllib.loads((VENDOR / "vendor.toml").read_text())["package"]
    return tuple(_package(entry) for entry in entries)


def sha256(content: bytes) -> str:
    """The hash that vendor.toml keeps for a file, in hex."""
    return hashlib.sha256(content).hexdigest()


def sprite(symbols: dict[str, str]) -> str:
    """One SVG with a <symbol> an icon, from each icon's own SVG text."""
    inner = (
        f'<symbol id="{name}" viewBox="0 0 24 24">{_shapes(text)}</symbol>' for name, text in sorted(symbols.items())
    )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(inner) + "\n</svg>\n"


def unpack(package: Package, tarball: Path) -> None:
    """Check the tarball and write what we serve of it."""
    _check_integrity(package, tarball)
    package.folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(tarball) as archive:
        for inside, served, expected in package.files:
            content = _sprite_of(package, archive) if inside == "sprite" else _read(archive, inside)
            if sha256(content) != expected:
                raise WrongHash(f"{package.name}/{served}: sha256 is {sha256(content)}, vendor.toml says {expected}")
            (package.folder / served).write_bytes(content)


def fetch(package: Package, folder: Path) -> Path:
    """Let npm download the tarball into `folder`."""
    subprocess.run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], cwd=folder, check=True)
    return folder / package.tarball


def main(arguments: list[str]) -> int:
    """Fetch, check and unpack every package; 1 where a hash is wrong."""
    parser = argparse.ArgumentParser(description="fetch and check the browser's libraries")
    parser.add_argument("--from", dest="folder", type=Path, help="use the tarballs in this folder")
    given: Path | None = parser.parse_args(arguments).folder
    with tempfile.TemporaryDirectory() as temporary:
        for package in packages():
            tarball = given / package.tarball if given else fetch(package, Path(temporary))
            try:
                unpack(package, tarball)
            except WrongHash as wrong:
                print(wrong, file=sys.stderr)
                return 1
            print(f"{package.name} {package.version}: {len(package.files)} files")
    return 0


def _package(entry: dict[str, object]) -> Package:
    files = tuple((file["from"], file["to"], file["sha256"]) for file in entry.pop("files"))  # type: ignore[attr-defined]
    icons = tuple(entry.pop("icons", ()))  # type: ignore[call-overload]
    return Package(**entry, files=files, icons=icons)  # type: ignore[arg-type]


def _check_integrity(package: Package, tarball: Path) -> None:
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise WrongHash(f"{tarball.name}: integrity is sha512-{digest}, vendor.toml says {package.integrity}")


def _sprite_of(package: Package, archive: tarfile.TarFile) -> bytes:
    return sprite({icon: _read(archive, f"package/icons/{icon}.svg").decode() for icon in package.icons}).encode()


def _read(archive: tarfile.TarFile, inside: str) -> bytes:
    member = archive.extractfile(inside)
    if member is None:
        raise WrongHash(f"{inside} is not a file in the tarball")
    return member.read()


def _shapes(svg: str) -> str:
    opening = svg.index(">", svg.index("<svg"))
    return re.sub(r"\s*\n\s*", "", svg[opening + 1 : svg.rindex("</svg>")])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

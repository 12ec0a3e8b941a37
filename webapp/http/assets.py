"""The browser's files: served pre-compressed, for a year, under an address that changes with their content.

`static/` is copied once a process into a temporary folder with a gzip form beside each file, and WhiteNoise serves it
under /static/<hash of everything>/. Modules and style sheets name each other by relative paths, so one hash is enough.
"""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from collectors.durations import DAY

STATIC = Path(__file__).parent.parent.parent / "static"
YEAR = 365 * DAY


@dataclass(frozen=True, slots=True)
class Assets:
    """The prepared copy. `folder` is kept because the copy is deleted with it."""

    version: str
    folder: tempfile.TemporaryDirectory[str]
    sheets: tuple[str, ...]

    def url(self, path: str) -> str:
        """The address of a file, named by its path below static/."""
        return f"/static/{self.version}/{path}"


@cache
def prepared(static: Path = STATIC) -> Assets:
    """Copy and compress, once a process."""
    folder = tempfile.TemporaryDirectory(prefix="oncall-static-", ignore_cleanup_errors=True)
    shutil.copytree(static, folder.name, dirs_exist_ok=True)
    compressor = Compressor(use_brotli=False, quiet=True)
    digest = hashlib.sha256()
    for path in sorted(p for p in static.rglob("*") if p.is_file()):
        relative = path.relative_to(static)
        digest.update(f"{relative}\0".encode() + path.read_bytes())
        if compressor.should_compress(path.name):
            compressor.compress(str(Path(folder.name, relative)))
    components = sorted(f"css/components/{p.name}" for p in (static / "css" / "components").glob("*.css"))
    return Assets(digest.hexdigest()[:12], folder, ("css/tokens.css", "css/base.css", *components))


def install(app: Flask) -> None:
    """Serve static/ and give templates `asset(path)` and `stylesheets`."""
    assets = prepared()
    whitenoise = WhiteNoise(app.wsgi_app, immutable_file_test=_always, max_age=YEAR, add_headers_function=_nosniff)
    whitenoise.add_files(assets.folder.name, prefix=f"static/{assets.version}/")
    app.wsgi_app = whitenoise  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["stylesheets"] = assets.sheets


def _always(path: str, url: str) -> bool:
    return True


def _nosniff(headers: object, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]
    headers["Cross-Origin-Resource-Policy"] = "same-origin"  # type: ignore[index]

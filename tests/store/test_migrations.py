"""The migrations form one chain: two that took one number are found when tests are collected, before any store is."""

from pathlib import Path

import webapp.store.migrations as migrations

FILES = sorted((Path(migrations.__file__).parent / "versions").glob("0*.py"))
NUMBERS = [path.name[:4] for path in FILES]
CHAIN = [f"{number:04}" for number in range(1, len(FILES) + 1)]
assert CHAIN == NUMBERS, f"two migrations took one number: {NUMBERS}"


def test_a_migration_has_the_number_of_its_file_and_goes_on_from_the_one_before():
    for path, before in zip(FILES[1:], NUMBERS, strict=False):
        text = path.read_text(encoding="utf-8")
        assert f'\nrevision = "{path.name[:4]}"\ndown_revision = "{before}"\n' in text, path.name

"""The browser's libraries are the ones that vendor.toml names."""

import pytest

from tools import vendor


@pytest.mark.parametrize("package", vendor.packages(), ids=lambda package: package.name)
def test_every_vendored_file_has_the_hash_that_vendor_toml_names(package):
    for _, served, expected in package.files:
        assert vendor.sha256((package.folder / served).read_bytes()) == expected, served


def test_nothing_lies_in_the_vendor_folder_that_vendor_toml_does_not_name():
    named = {package.folder / served for package in vendor.packages() for _, served, _ in package.files}
    there = {path for path in vendor.VENDOR.rglob("*") if path.is_file()}
    assert there == named | {vendor.VENDOR / "vendor.toml"}


@pytest.mark.parametrize("package", vendor.packages(), ids=lambda package: package.name)
def test_every_vendored_package_brings_its_licence(package):
    assert (package.folder / "LICENSE").stat().st_size > 100


def test_a_tarball_with_another_content_is_refused(tmp_path):
    package = vendor.packages()[0]
    tarball = tmp_path / package.tarball
    tarball.write_bytes(b"not what npm served")
    with pytest.raises(vendor.WrongHash, match="integrity"):
        vendor.unpack(package, tarball)


def test_a_sprite_holds_one_symbol_an_icon():
    svg = '<!-- licence -->\n<svg\n width="24">\n  <path d="M1 1" />\n</svg>'
    assert '<symbol id="x" viewBox="0 0 24 24"><path d="M1 1" /></symbol>' in vendor.sprite({"x": svg})

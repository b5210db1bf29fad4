import re
from pathlib import Path

import pytest

from builder.tools import pins

ROOT = Path(__file__).resolve().parents[2]
GOOD = "sha256:" + "a" * 64
OTHER = "sha256:" + "b" * 64

REQUIREMENTS = f"""\
# made by a test
first==1.0 \\
    --hash={GOOD}
    # via nothing
second==2.0 ; sys_platform == 'win32' \\
    --hash={OTHER} \\
    --hash={GOOD}
"""

LOCK = """\
version = 1

[[package]]
name = "the-project"
version = "0.1"
source = {{ virtual = "." }}

[[package]]
name = "first"
version = "{version}"
source = {{ registry = "https://index.example/simple" }}
wheels = [{{ url = "https://files.example/first-1.0-{tag}.whl", hash = "{digest}" }}]
"""


def compare(*, version: str = "1.0", tag: str = "py3-none-any", digest: str = GOOD) -> None:
    lock = LOCK.format(version=version, tag=tag, digest=digest)
    pins.compare(pins.locked(lock), pins.committed(REQUIREMENTS))


def test_the_lock_of_this_machine_agrees_with_the_committed_hashes() -> None:
    pins.check(ROOT)


def test_each_package_of_requirements_has_its_version_and_hashes() -> None:
    assert pins.committed(REQUIREMENTS) == {
        ("first", "1.0"): {GOOD},
        ("second", "2.0"): {GOOD, OTHER},
    }


def test_a_lock_that_agrees_passes() -> None:
    compare()


def test_a_wrong_hash_ends_the_build() -> None:
    with pytest.raises(pins.PinMismatchError, match=f"first 1.0 with {OTHER}") as raised:
        compare(digest=OTHER)
    assert "\n" not in str(raised.value)


def test_another_version_ends_the_build() -> None:
    with pytest.raises(pins.PinMismatchError, match=re.escape(f"first 1.1, which {pins.HASHES}")):
        compare(version="1.1")


def test_a_file_without_a_hash_ends_the_build() -> None:
    with pytest.raises(pins.PinMismatchError):
        compare(digest="")


def test_a_package_from_an_address_instead_of_a_registry_ends_the_build() -> None:
    lock = (
        '[[package]]\nname = "first"\nversion = "1.0"\nsource = { git = "https://git.example" }\n'
    )
    with pytest.raises(pins.PinMismatchError, match="no file"):
        pins.compare(pins.locked(lock), pins.committed(REQUIREMENTS))


def test_an_unknown_wheel_for_another_machine_does_no_harm() -> None:
    compare(tag="cp313-cp313-plan9_riscv64", digest=OTHER)


def test_a_wheel_whose_name_cannot_be_read_is_compared() -> None:
    with pytest.raises(pins.PinMismatchError):
        compare(tag="what", digest=OTHER)


def test_a_missing_lock_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(pins.PinMismatchError, match=r"`uv run build\.py`"):
        pins.check(tmp_path)


def test_a_lock_that_is_not_toml_says_what_to_delete() -> None:
    with pytest.raises(pins.PinMismatchError, match="delete it"):
        pins.locked("= =")


def test_one_changed_digit_in_the_committed_file_is_noticed(tmp_path: Path) -> None:
    text = (ROOT / pins.HASHES).read_text("utf-8")
    at = text.index("sha256:", text.index("\nmkdocs==")) + len("sha256:")
    changed = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
    (tmp_path / pins.HASHES).parent.mkdir(parents=True)
    (tmp_path / pins.HASHES).write_text(changed, "utf-8")
    (tmp_path / "uv.lock").write_bytes((ROOT / "uv.lock").read_bytes())
    with pytest.raises(pins.PinMismatchError, match="mkdocs"):
        pins.check(tmp_path)

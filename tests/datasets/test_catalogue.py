"""The data sheet and the catalogue say the same, and what can be fetched is pinned."""

import hashlib

from lessonlib.datasets.catalogue import DATA_DIR, REMOTE_FILES


def test_the_data_sheet_has_the_checksum_and_the_origin_of_each_file():
    sheet = (DATA_DIR / "README.md").read_text(encoding="utf-8")
    for path in DATA_DIR.iterdir():
        if path.name == "README.md":
            continue
        assert f"## {path.name}" in sheet
        assert hashlib.sha256(path.read_bytes()).hexdigest() in sheet, f"the checksum of {path.name} has changed"
    assert (DATA_DIR / "glove.6B.100d.sample.npy").stat().st_size <= 5_500_000
    for name, remote in REMOTE_FILES.items():
        assert f"`{name}`" in sheet
        assert remote.checksum.partition(":")[2] in sheet and remote.url in sheet

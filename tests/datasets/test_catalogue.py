"""The data sheet and the catalogue say the same, and what can be fetched is pinned."""

import hashlib
import re

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
        assert all(source.checksum.partition(":")[2] in sheet and source.url in sheet for source in remote.sources)


def test_what_the_course_fetches_is_pinned_and_checkable():
    assert set(REMOTE_FILES) == {"ag_news_train", "ag_news_test", "glove", "text8", "minilm", "minilm_tokenizer"}
    lengths = {"md5": 32, "sha256": 64}
    names = [source.file_name for remote in REMOTE_FILES.values() for source in remote.sources]
    assert len(names) == len(set(names))
    for remote in REMOTE_FILES.values():
        assert remote.contents and remote.licence
        for source in remote.sources:
            assert source.url.startswith("https://")
            for checksum in (source.checksum, source.archive_checksum):
                algorithm, _, digits = checksum.partition(":")
                assert not checksum or re.fullmatch(f"[0-9a-f]{{{lengths[algorithm]}}}", digits)
            assert source.size > 0
            assert bool(source.member) == bool(source.archive_checksum)
    assert "non-commercial" in REMOTE_FILES["ag_news_train"].licence

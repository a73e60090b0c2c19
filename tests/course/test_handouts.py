"""`lessonlib.course.handouts`: the notebooks as downloads, and the table that links to everything."""

import re

import nbformat
from notebook_cells import NOTEBOOKS

from lessonlib.course.handouts import KINDS, build_handouts, table
from lessonlib.course.retarget import repository


def test_every_lesson_has_every_handout_and_the_table_links_to_it(tmp_path):
    build_handouts(NOTEBOOKS[0].parent, tmp_path / "handouts")
    linked = re.findall(r'<a href="\.\./(handouts/[^"]+)"', table())
    assert len(linked) == len(set(linked)) == len(NOTEBOOKS) * len(KINDS)
    assert [place for place in linked if not (tmp_path / place).is_file()] == []
    assert "| 03 · A CNN that reads headlines |" in table()

    for path in NOTEBOOKS:
        learner, solution = (
            nbformat.read(tmp_path / "handouts" / kind / path.name, as_version=4) for kind in ("learners", "solutions")
        )
        assert all(not cell.get("outputs") for notebook in (learner, solution) for cell in notebook.cells)
        gaps = [cell for cell in learner.cells if "task" in cell.metadata.get("tags", [])]
        assert gaps and all("..." in cell.source for cell in gaps)
        by_id = {cell.id: cell for cell in solution.cells}
        assert all(by_id[cell.id].source != cell.source for cell in gaps)
        for cell in (*learner.cells, *solution.cells):
            assert cell.cell_type == "code" or "](../" not in cell.source
            if "](https://github.com" in cell.source:
                assert f"](https://github.com/{repository()}/blob/main/" in cell.source

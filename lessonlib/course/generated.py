"""Parts of a page that are made from what the course is, each time the pages are built, so that they cannot go stale.

In a Markdown file such a part is an empty fence whose first line, `{generated} plans.plan_table 2x90`, names a
function of a module of `lessonlib.course` and its arguments; the function returns Markdown, whose links start from the
folder of that file.
"""

import importlib
import re

from lessonlib.errors import InputError

_FENCE = re.compile(r"^```\{generated\}(?P<call>.*)\n```$", re.MULTILINE)


def fill_in(text: str) -> str:
    """The Markdown `text` with every `generated` fence replaced by what its function returns.

    Raises InputError when a fence names no function of `lessonlib.course`.
    """
    return _FENCE.sub(lambda fence: _call(fence["call"]), text)


def _call(call: str) -> str:
    name, *arguments = call.split() or [""]
    module, _, function = name.partition(".")
    try:
        make = getattr(importlib.import_module(f"lessonlib.course.{module}"), function)
    except (ImportError, AttributeError) as error:
        raise InputError(f"a page asks for {{generated}} {call.strip()}, but lessonlib.course has no {name}") from error
    return str(make(*arguments)).strip()

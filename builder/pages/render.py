"""Render the pages: docs/**/*.md become plain Markdown in .build/docs.

The pages of another language go from docs/<language>/ into .build/docs-<language>. All are Jinja2 templates.
What MkDocs then reads holds no template language and could be read by any other site generator.
"""

from __future__ import annotations

import json
import posixpath
import re
import traceback
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from builder.evidence import export as downloads
from builder.evidence import html as evidence_html
from builder.evidence import source_list
from builder.evidence.hazards import hazards, threats
from builder.interop import files as standards
from builder.knowledge import emergency_lists, languages, mkdocs_config, rule_text, translations
from builder.knowledge.languages import FIRST, FRAME, Links, address
from builder.knowledge.references import References
from builder.knowledge.site_content import load_register
from builder.knowledge.topics import Shown, kinds, load, uses_of_all
from builder.markup import call_numbers
from builder.markup.html_tables import Tables, capital, uncapital
from builder.pages import explorer, page_readability, screen_readability
from builder.pages.questionnaire_form import check_form
from builder.pictures import charts, decision_map, pictures
from builder.sheets import printables, printing
from builder.tools.steps import BuildError
from evaluation.accuracy import INDEPENDENT, SECOND_READER, VALIDATION_2, accuracy, agreement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from builder.knowledge.languages import Language
    from builder.knowledge.site_content import Register
    from checker import Content

SPEED = "benchmarks/results/speed.json"
READS = (
    "docs",
    "theme/partials",
    "checker",
    "likelihood",
    "evaluation",
    f"{printing.OUT.as_posix()}/**/*.pdf",
    "mkdocs.yml",
    "builder",
    SPEED,
)
LAST = ("about/coverage.md", "about/sources.md", "about/reading.md")
"""Pages that tell of all others, so they are rendered after them, in this order."""

TITLE = re.compile(r"^title: *(.+)$", re.MULTILINE)


class PageError(BuildError, ValueError):
    """A page cannot be rendered; the message names the file and the line."""


def render_pages(root: Path, out: Path, language: Language = FIRST) -> None:
    """Render every page of a language into `out`, with the other files it has, and nothing else stays there.

    Pictures, styles and scripts are the same in all languages, and stand with the first one.
    Files whose content has not changed are not written again. Raises PageError, or another BuildError
    when a page asks for a reference or table that it cannot have.
    """
    kept = set()
    for name, text in (*rendered(root, language).items(), *_files(root, language)):
        kept.add(_write(out / name, text.encode()))
    for path in printing.made(root, language):
        kept.add(_write(out / "print" / path.name, path.read_bytes()))
    for path in _assets(root / language.docs) if language.is_first else ():
        kept.add(_write(out / path.relative_to(root / language.docs), path.read_bytes()))
    for path in sorted(out.rglob("*"), reverse=True):  # files of a folder come before the folder
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept:
            path.unlink()


def _files(root: Path, language: Language) -> Iterator[tuple[str, str]]:
    """Yield path and text of the files of a language that are made and are no pages."""
    register = load_register(language)
    if language.is_first:
        yield from downloads.files(root, register)
    contents = [load_register(other).content for other in languages.translations(root)]
    yield from standards.files(root, register.content, language, contents)


def rendered(root: Path, language: Language = FIRST) -> dict[str, str]:
    """Return each page's path below the folder of its language and its Markdown. Raises BuildError."""
    return {name: text for name, (text, _) in _render_all(root, language).items()}


def cited(root: Path, language: Language = FIRST) -> dict[str, tuple[str, ...]]:
    """Return the evidence ids that each page cites, in the order of first mention. Raises BuildError."""
    return {name: ids for name, (_, ids) in _render_all(root, language).items()}


def _render_all(root: Path, language: Language) -> dict[str, tuple[str, tuple[str, ...]]]:
    register = load_register(language)
    templates = languages.pages(root, language)
    environment = Environment(
        loader=FileSystemLoader(root),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  the output is Markdown, and all input is our own
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="{##",  # "{#" begins the id of a heading
        comment_end_string="##}",
    )
    environment.filters |= {"capital": capital, "uncapital": uncapital}
    topics, known_kinds = load(root, register.content), kinds(root)
    lists = emergency_lists.Unread(root, register.content, language)
    used = uses_of_all(register.content, topics)
    changed, originals = translations.older(root, language), languages.pages(root, FIRST)
    versions = mkdocs_config.Versions.read(root)
    pages: dict[str, tuple[str, tuple[str, ...]]] = {}
    titles: dict[str, str] = {}
    ids_cited: dict[str, tuple[str, ...]] = {}
    for name, template in sorted(templates.items(), key=_order):
        references = References(register)
        tables = Tables(root, register, references, topics)
        links = Links(language, name, frozenset(templates))
        try:
            text = environment.get_template(template).render(
                **_words(register, references),
                check_form=partial(_check_form, root, register.content, links),
                call_numbers=partial(call_numbers.row, root, register, links.to("get-help.md")),
                titles=MappingProxyType(titles),
                cited=MappingProxyType(ids_cited),
                table=tables.table,
                data=tables.data,
                signs=lists,
                how_soon=lambda *rules: lists.how_soon(*rules),  # noqa: PLW0108  read when it is called
                says=lambda text, *rules: lists.says(text, *rules),  # noqa: PLW0108
                topics=Shown(topics, known_kinds, used, register, references),
                evidence_table=partial(evidence_html.shown, root, register, references),
                chart=partial(charts.chart, root, register, references),
                map_in_words=partial(decision_map.in_words, register.content),
                explorer=partial(explorer.shown, register.content, references),
                picture=partial(pictures.picture, register),
                sheet=partial(printables.sheet, register, root),
                sheet_rules=partial(printables.rules_on, register, root, Path(name).stem),
                pdfs={path.stem for path in printing.made(root, language)},
                hazards=lambda: hazards(root),
                threats=lambda: threats(root),
                accuracy=lambda: accuracy(register.content, root),
                independent=lambda: accuracy(register.content, root, INDEPENDENT),
                hurried=lambda: accuracy(register.content, root, SECOND_READER),
                third=lambda: accuracy(register.content, root, VALIDATION_2),
                agreement=agreement,
                reading_report=partial(_reading_report, root, pages),
                reading_grades=lambda: screen_readability.report(register.content, root),
                speed=lambda: json.loads((root / SPEED).read_text("utf-8")),
            )
        except (BuildError, TemplateError) as error:
            raise PageError(f"{template}:{_line(error, template)}: {error}") from error
        text = _with_versions(
            versions.of(name),
            f"{language.folder}{address(name)}",
            is_older=translations.is_older(changed, originals[name]),
            text=links.led(text),
        )
        notes = references.notes()
        pages[name] = (f"{text.rstrip()}\n\n{notes}" if notes else text, tuple(references.cited))
        titles[name] = _title(text)
        if references.cited:
            ids_cited[name] = pages[name][1]
    return pages


def _reading_report(
    root: Path, pages: Mapping[str, tuple[str, tuple[str, ...]]]
) -> list[page_readability.Line]:
    return page_readability.report(root, {page: text for page, (text, _) in pages.items()})


def _order(page: tuple[str, str]) -> tuple[int, str]:
    return (LAST.index(page[0]) + 1 if page[0] in LAST else 0, page[0])


def _with_versions(
    found: Sequence[Mapping[str, object]], address: str, *, is_older: bool, text: str
) -> str:
    """Return a page whose front matter tells the frame in which languages it is, and whether it is up to date.

    `address` is that of the page below the site. A site in one language says nothing of it.
    """
    if not found:
        return text
    ways = [{**one, "way": languages.relative(address, str(one["address"]))} for one in found]
    head = f"languages: {json.dumps(ways, ensure_ascii=False)}\n"
    if is_older:
        head += "older: true\n"
    return text.replace("---\n", f"---\n{head}", 1)


def _words(register: Register, references: References) -> dict[str, object]:
    """Return what every template can call."""
    content = register.content
    return {
        "ref": references.ref,
        "reported": references.reported,
        "marked": references.marked,
        "sources_of": references.published,
        "level": lambda level: rule_text.level_mark(content, level),
        "levels": rule_text.levels(content),
        "rules_at": lambda level: rule_text.rules_at(content, level),
        "condition": lambda when: rule_text.listed(content, when),
        "rules_table": lambda: rule_text.rules_table(content),
        "content": content,
        "history": register.history,
        "words": content.words,
        "cited_sources": lambda pages, where: source_list.cited_sources(register, pages, where),
        "from_memory": lambda *, advice: source_list.from_memory(register, advice=advice),
        "relative": posixpath.relpath,
        "mark_counts": lambda: source_list.count(register),
    }


def _check_form(root: Path, content: Content, links: Links) -> str:
    return check_form(content, links, mkdocs_config.site_address(root))


def _assets(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that are published as they are."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if (
            path.is_file()
            and path.suffix != ".md"
            and not any(part.startswith("_") for part in parts)
            and not (folder / parts[0] / FRAME).is_file()  # another language
        ):
            yield path


def _write(path: Path, data: bytes) -> Path:
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return path


def _title(text: str) -> str:
    title = TITLE.search(text)
    return title[1].strip("\"' ") if title else ""


def _line(error: Exception, template: str) -> int:
    """Return the line of a template at which an error arose; Jinja2 puts it into the traceback."""
    lines = [
        frame.lineno or 0
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).as_posix().endswith(template)
    ]
    return getattr(error, "lineno", None) or (lines[-1] if lines else 1)

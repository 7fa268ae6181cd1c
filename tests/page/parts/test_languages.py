"""Each language has all texts of the page and no others; `tests/support/sentences.py` extracts them."""
from __future__ import annotations

import json
import re

import pytest

from tests.support.languages import LANGUAGES, TABS, translated, translations
from tests.support.project import PROJECT
from tests.support.sentences import SCRIPTS, all_texts, can_read_scripts, script_texts

# Where a script shows a text; what follows must be t`…` or come from elsewhere.
SINK = re.compile(r"""(?:\b(?:textContent|title|text|ariaLabel|sentence|error)\s*[=:]\s*|"""
                  r"""setAttribute\("aria-label",\s*)["`]"""
                  r"""((?:\$\{[^}]*\}|[^"`$])*)""")
LITERAL = re.compile(r"""(?<!\bt)(["`])((?:\\.|(?!\1)[^\\\n])*)\1""")
NOTATION = re.compile(r"\$\{[^}]*\}|\b(?:max|exp|ln)\b")  # the same in all languages
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


needs_acorn = pytest.mark.skipif(not can_read_scripts(), reason="Node or acorn is missing (npm install --prefix tests)")


def places(text):
    return sorted(set(re.findall(r"\{\d\}", text)))


def bare_texts(source):
    """English in a script outside of t`…`: short words where they are shown, sentences anywhere."""
    source = COMMENT.sub("", source)
    shown = [NOTATION.sub("", match[1]) for match in SINK.finditer(source)]
    literals = [NOTATION.sub("", match[2]) for match in LITERAL.finditer(source)]
    return [text for text in shown if re.search(r"[A-Za-z]{2}", text)] + [
        text for text in literals if re.search(r"^[A-Z][a-z]+ [a-z]+|[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)
        and text not in ("global average pooling", "global max pooling")]


@pytest.fixture(scope="module")
def texts(device, page_url):
    page = device().new_page()
    page.goto(page_url)
    yield all_texts(page)
    page.close()


@needs_acorn
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_of_the_page_and_nothing_else(texts, language):
    found = set(translations(language))
    assert sorted(texts - found) == []
    assert sorted(found - texts) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders_and_markup_of_its_text(language):
    for text, words in translations(language).items():
        assert words.strip()
        assert places(words) == places(text), text
        assert sorted(re.findall(r"<[^>]+>", words)) == sorted(re.findall(r"<[^>]+>", text)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_languages_tabs_have_distinct_names(language):
    assert len({translated(tab, language) for tab in TABS}) == len(TABS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_languages_file_is_sorted_and_has_no_text_twice(language):
    pairs = json.loads((PROJECT / "assets" / "languages" / f"{language}.json").read_text(encoding="utf-8"),
                       object_pairs_hook=list)
    assert [text for text, _ in pairs] == sorted({text for text, _ in pairs})


def test_the_page_and_the_server_know_the_same_languages():
    source = (PROJECT / "assets" / "scripts" / "common" / "language.js").read_text()
    listed = json.loads(re.search(r"LANGUAGES = (\[.*?\])", source)[1])
    assert sorted(listed) == sorted(["en", *LANGUAGES])


# The sentences of reading/strokes.js are those of Python, which the pad translates.
@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.stem != "strokes"], ids=lambda path: path.stem)
def test_a_script_shows_no_untranslatable_english(path):
    assert bare_texts(path.read_text()) == []


@pytest.mark.parametrize("source", ['title.textContent = "Why";', "title.textContent = `Why ${digit}`;",
                                    'say("This is a sentence")', 'part.setAttribute("aria-label", "Filter");'])
def test_untranslatable_english_is_found(source):
    assert bare_texts(source)


@needs_acorn
def test_a_text_inside_another_is_found_too(tmp_path):
    script = tmp_path / "script.js"
    script.write_text("x = t`to train on ${name ?? t`some ${b} computer`} for ${s}`;")
    assert script_texts(script) == {"to train on {0} for {1}", "some {0} computer"}

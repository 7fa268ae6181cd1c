"""Each language has all texts of the page, and nothing else; `tests/support/sentences.py` finds them."""
from __future__ import annotations

import json
import re

import pytest

from page.parts.language import LANGUAGES, TABS, translated, translations
from tests.support.project import PROJECT
from tests.support.sentences import SCRIPTS, all_texts, script_texts

# Where a script puts a text for people; what follows must be t`…` or come from elsewhere.
SINK = re.compile(r"""(?:\b(?:textContent|title|text|ariaLabel|sentence|error)\s*[=:]\s*|"""
                  r"""setAttribute\("aria-label",\s*)["`]"""
                  r"""((?:\$\{[^}]*\}|[^"`$])*)""")
LITERAL = re.compile(r"""(?<!\bt)(["`])((?:\\.|(?!\1)[^\\\n])*)\1""")
NOTATION = re.compile(r"\$\{[^}]*\}|\b(?:max|exp|ln)\b")  # the same in all languages
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


def places(text):
    return sorted(set(re.findall(r"\{\d\}", text)))


def bare_texts(source):
    """English in a script that no language can replace: short words where they are shown, sentences anywhere."""
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_of_the_page_and_nothing_else(texts, language):
    found = set(translations(language))
    assert sorted(texts - found) == []
    assert sorted(found - texts) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_its_texts_values_and_markup(language):
    for text, words in translations(language).items():
        assert words.strip()
        assert places(words) == places(text), text
        assert sorted(re.findall(r"<[^>]+>", words)) == sorted(re.findall(r"<[^>]+>", text)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_languages_tabs_have_names_of_their_own(language):
    assert len({translated(tab, language) for tab in TABS}) == len(TABS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_languages_file_is_sorted_and_names_no_text_twice(language):
    pairs = json.loads((PROJECT / "assets" / "languages" / f"{language}.json").read_text(encoding="utf-8"),
                       object_pairs_hook=list)
    assert [text for text, _ in pairs] == sorted({text for text, _ in pairs})


def test_the_page_and_the_server_know_the_same_languages():
    source = (PROJECT / "assets" / "scripts" / "common" / "language.js").read_text()
    listed = json.loads(re.search(r"LANGUAGES = (\[.*?\])", source)[1])
    assert sorted(listed) == sorted(["en", *LANGUAGES])


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_shows_no_english_that_can_not_be_translated(path):
    assert bare_texts(path.read_text()) == []


@pytest.mark.parametrize("source", ['title.textContent = "Why";', "title.textContent = `Why ${digit}`;",
                                    'say("This is a sentence")', 'part.setAttribute("aria-label", "Filter");'])
def test_english_that_can_not_be_translated_is_found(source):
    assert bare_texts(source)


def test_texts_within_texts_are_found_too():
    assert list(script_texts("x = t`to train on ${name ?? t`some ${b} computer`} for ${s}`")) == [
        "to train on {0} for {1}", "some {0} computer"]


@pytest.mark.parametrize("language", ["en", "xx", "../../model", None, 7])
def test_where_there_is_no_such_language_a_text_stays_english(language):
    assert translated("Draw", language) == "Draw"

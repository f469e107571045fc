"""Texts line by line: with the checker's words, and beside another text."""

from onboarding.engine.errors import Fault, Place
from onboarding.publishing.editing.differing import side_by_side
from onboarding.publishing.editing.listing import listing
from onboarding.publishing.editing.writing import as_typed, beginning
from onboarding.web.speaking import speaking


def fault(line, code="E103", file="visa/v2.yaml"):
    return Fault(Place(file, line, 3), code, "unknown_step", ("visa.x",))


def read(text, *faults):
    with speaking("en"):
        return listing(text, faults, file="visa/v2.yaml")


def test_each_remark_stands_beside_its_line(app):
    found = read("one\ntwo\nthree", fault(2), fault(2, "W201"))

    beside = [(line.number, line.text, [r.code for r in line.remarks]) for line in found.lines]
    assert beside == [(1, "one", []), (2, "two", ["E103", "W201"]), (3, "three", [])]
    assert [remark.code for remark in found.errors] == ["E103"]
    assert [remark.code for remark in found.warnings] == ["W201"]
    assert found.lines[1].wrong


def test_remarks_about_other_files_are_told_with_their_place(app):
    found = read("one", fault(7, file="programmes/lotus.yaml"))

    assert found.lines[0].remarks == ()
    assert [(r.where, r.words) for r in found.elsewhere] == [
        ("programmes/lotus.yaml:7", "There is no step “visa.x”."),
    ]


def test_words_cover_free_lines_only(app):
    found = read("\n".join("abcdefgh"), fault(1), fault(3), fault(4))

    assert [line.room for line in found.lines] == [2, 1, 1, 4, 1, 1, 1, 1]


def test_a_remark_behind_the_last_line_stands_beside_it(app):
    found = read("one\ntwo", fault(9))

    assert [len(line.remarks) for line in found.lines] == [0, 1]


def test_around_a_remark_stand_the_lines_before_and_after(app):
    found = read("a\nb\nc\nd\ne\nf", fault(1), fault(4))

    first, second = found.errors
    assert [line.text for line in found.around(first)] == ["a", "b", "c"]
    assert [line.text for line in found.around(second)] == ["b", "c", "d", "e", "f"]


def test_texts_stand_side_by_side_with_what_differs_marked():
    pairs = side_by_side("a\nb\nc", "a\nB\nB2\nc")

    assert [(p.left.text, p.right.text, p.same) for p in pairs] == [
        ("a", "a", True),
        ("b", "B", False),
        ("", "B2", False),
        ("c", "c", True),
    ]
    assert [p.right.number for p in pairs] == [1, 2, 3, 4]
    assert [p.left.number for p in pairs] == [1, 2, 0, 3]


def test_long_runs_of_equal_lines_are_folded():
    same = [str(number) for number in range(20)]

    pairs = side_by_side("\n".join(["x", *same]), "\n".join(["y", *same]))

    assert [(p.left.text, p.folded) for p in pairs] == [
        *(("x", 0), ("0", 0), ("1", 0), ("2", 0), ("", 17)),
    ]


def test_equal_texts_are_folded_whole():
    assert [pair.folded for pair in side_by_side("a\nb\nc", "a\nb\nc")] == [3]


def test_a_text_is_kept_as_it_was_typed():
    assert as_typed("\r\nid: x\r\n\r\n") == "\nid: x\n\n"


def test_titles_are_quoted_in_a_beginning():
    from onboarding.engine.definition import Text

    text = beginning("campus", Text('a "b" \\ c', "構内"), "office")

    assert 'title: {en: "a \\"b\\" \\\\ c", ja: "構内"}' in text

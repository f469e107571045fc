"""Filling an official workbook: the cells named by a map, and nothing else, byte for byte.

Pure. The office uploads the agency's current file; a map for its version says where each value
goes and which label must stand where. A file whose labels stand elsewhere is refused, as a value
in the wrong box is worse than none. Formats, validations, pictures and the other sheets stay as
they are: only the text of the named cells changes, boxes turn from □ to ■, and a word to be
ringed gets an oval drawn around it, as by hand.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TICKED = "■"
_MOST_UNPACKED = 60 * 1024 * 1024
_OVAL = (
    "<xdr:twoCellAnchor><xdr:from><xdr:col>{col}</xdr:col><xdr:colOff>-20000</xdr:colOff>"
    "<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{col2}</xdr:col>"
    "<xdr:colOff>20000</xdr:colOff><xdr:row>{row2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{id}" name="Oval {id}"/><xdr:cNvSpPr/>'
    '</xdr:nvSpPr><xdr:spPr><a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom><a:noFill/>'
    '<a:ln w="12700"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></xdr:spPr>'
    "</xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
)


@dataclass(frozen=True, slots=True)
class SheetMap:
    """Where things stand on one sheet. Keys of `labels` and `cells` are cells (`G17`).

    `labels`: cell → words it must contain. `cells`: cell → name of the value. `boxes`, `rings`:
    name of the value → what it may be → the cell to tick, the cells to draw an oval around
    (`AK23`, or from first to last: `AK23:AL24`).
    """

    sheet: str
    labels: Mapping[str, str]
    cells: Mapping[str, str]
    boxes: Mapping[str, Mapping[str, str]]
    rings: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FormMap:
    """One version of one form, as the agency published it."""

    form: str
    version: str
    sheets: tuple[SheetMap, ...]


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A label that does not stand where the map expects it; `found` is what stands there."""

    sheet: str
    cell: str
    expected: str
    found: str


class NoWorkbook(Exception):
    """The file is no Excel workbook that can be filled."""


class OtherVersion(Exception):
    """The workbook is of another version than the map; `misplaced` names each difference."""

    def __init__(self, misplaced: tuple[Misplaced, ...]) -> None:
        self.misplaced = misplaced
        super().__init__(str(len(misplaced)))


def fill(workbook: bytes, form: FormMap, values: Mapping[str, str]) -> bytes:
    """Return the workbook with values in their cells.

    `values`: name → text as it is to be printed; names without a value leave their cell alone.

    Raises:
        NoWorkbook: it cannot be read as one.
        OtherVersion: a label stands elsewhere than the map says; nothing is filled.
    """
    package = _Package(workbook)
    wrong = tuple(misplaced(package, form))
    if wrong:
        raise OtherVersion(wrong)
    for sheet in form.sheets:
        package.edit(sheet, values)
    return package.written()


def check(workbook: bytes, form: FormMap) -> tuple[Misplaced, ...]:
    """Return the labels that do not stand where the map expects them.

    Raises:
        NoWorkbook: it cannot be read as a workbook.
    """
    return tuple(misplaced(_Package(workbook), form))


def misplaced(package: "_Package", form: FormMap) -> Iterator[Misplaced]:
    """Return each label of a map that the workbook has not at its place."""
    for sheet in form.sheets:
        path = package.sheets.get(folded(sheet.sheet))
        if path is None:
            yield Misplaced(sheet.sheet, "", sheet.sheet, "")
            continue
        texts = package.texts(path)
        for cell, words in sheet.labels.items():
            if folded(words) not in folded(texts.get(cell, "")):
                yield Misplaced(sheet.sheet, cell, words, texts.get(cell, ""))


def folded(text: str) -> str:
    """Return a label as labels are compared: without blanks, in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class _Package:
    """The parts of a workbook; those that are not edited are written back as they came."""

    def __init__(self, workbook: bytes) -> None:
        try:
            with zipfile.ZipFile(BytesIO(workbook)) as opened:
                if sum(info.file_size for info in opened.infolist()) > _MOST_UNPACKED:
                    raise NoWorkbook
                self.infos = opened.infolist()
                self.parts = {info.filename: opened.read(info) for info in self.infos}
            if any(b"<!DOCTYPE" in part[:1000] for part in self.parts.values()):
                raise NoWorkbook
            self.sheets = dict(self._sheets())
            self.shared = self._shared()
        except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
            raise NoWorkbook from error

    def _sheets(self) -> Iterator[tuple[str, str]]:
        """Return (name, path) of each sheet."""
        targets = self.related("xl/workbook.xml")
        book = ElementTree.fromstring(self.parts["xl/workbook.xml"])
        for sheet in book.iter(f"{_MAIN}sheet"):
            yield folded(sheet.attrib["name"]), targets[sheet.attrib[f"{_OFFICE}id"]]

    def related(self, path: str) -> dict[str, str]:
        """Return relation id → path of what a part refers to."""
        folder, _, name = path.rpartition("/")
        text = self.parts.get(f"{folder}/_rels/{name}.rels")
        found = ElementTree.fromstring(text) if text else ()
        return {
            one.attrib["Id"]: _joined(folder, one.attrib["Target"])
            for one in found
            if one.tag == f"{_PACKAGE}Relationship"
        }

    def _shared(self) -> list[str]:
        text = self.parts.get("xl/sharedStrings.xml")
        items = ElementTree.fromstring(text) if text else ()
        return ["".join(_texts_of(item)) for item in items]

    def texts(self, path: str) -> dict[str, str]:
        """Return cell → its text, of every cell of a sheet that has one."""
        sheet = ElementTree.fromstring(self.parts[path])
        found = ((cell.attrib["r"], self._text(cell)) for cell in sheet.iter(f"{_MAIN}c"))
        return {place: text for place, text in found if text}

    def _text(self, cell: ElementTree.Element) -> str:
        value = cell.findtext(f"{_MAIN}v") or ""
        if cell.attrib.get("t") == "s":
            return self.shared[int(value)]
        return "".join(_texts_of(cell)) or value

    def edit(self, sheet: SheetMap, values: Mapping[str, str]) -> None:
        """Write values, tick boxes and draw ovals on one sheet."""
        path = self.sheets[folded(sheet.sheet)]
        text = self.parts[path].decode("utf-8")
        written = {cell: values[name] for cell, name in sheet.cells.items() if values.get(name)}
        written |= dict.fromkeys(_chosen(sheet.boxes, values), _TICKED)
        for cell, value in written.items():
            text = _with_text(text, cell, value)
        self.parts[path] = text.encode("utf-8")
        self._ring(path, list(_chosen(sheet.rings, values)))

    def _ring(self, path: str, places: list[str]) -> None:
        drawings = (one for one in self.related(path).values() if "/drawings/" in one)
        drawing = next(drawings, None)
        if drawing is None or not places:
            return
        text = self.parts[drawing].decode("utf-8")
        ids = [int(id) for id in re.findall(r'cNvPr id="(\d+)"', text)]
        ovals = (_oval(place, max(ids, default=0) + n) for n, place in enumerate(places, 1))
        end = text.rindex("</xdr:wsDr>")
        self.parts[drawing] = (text[:end] + "".join(ovals) + text[end:]).encode("utf-8")

    def written(self) -> bytes:
        """Return the whole file."""
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for info in self.infos:
                made.writestr(info, self.parts[info.filename])
        return target.getvalue()


def _joined(folder: str, target: str) -> str:
    """Return the path a relation means: from the root, or from the folder of its part."""
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/")
    for part in target.split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _texts_of(item: ElementTree.Element) -> Iterator[str]:
    """Return the pieces of a text, without the readings of kanji beside them."""
    for child in item:
        if child.tag == f"{_MAIN}t":
            yield child.text or ""
        elif child.tag != f"{_MAIN}rPh":
            yield from _texts_of(child)


def _chosen(places: Mapping[str, Mapping[str, str]], values: Mapping[str, str]) -> Iterator[str]:
    for name, options in places.items():
        place = options.get(values.get(name, ""))
        if place:
            yield place


def _with_text(sheet: str, cell: str, value: str) -> str:
    """Return a sheet with a text in a cell that keeps its format."""
    pattern = re.compile(rf'<c r="{cell}"(?P<rest>[^>]*?)(?:/>|>.*?</c>)', re.DOTALL)
    match = pattern.search(sheet)
    if match is None:
        raise NoWorkbook
    style = re.search(r' s="\d+"', match["rest"])
    made = (
        f'<c r="{cell}"{style[0] if style else ""} t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(_printable(value))}</t></is></c>'
    )
    return sheet[: match.start()] + made + sheet[match.end() :]


def _printable(text: str) -> str:
    """Return a text without the signs XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def _oval(place: str, id: int) -> str:
    first, _, last = place.partition(":")
    col, row = _numbers(first)
    col2, row2 = _numbers(last or first)
    return _OVAL.format(col=col, row=row, col2=col2 + 1, row2=row2 + 1, id=id)


def _numbers(cell: str) -> tuple[int, int]:
    """Return column and row of a cell, counted from 0."""
    match = _CELL.fullmatch(cell)
    if match is None:
        raise ValueError(cell)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(match[2]) - 1

"""Writes registers in the official layouts: the text with 220 characters a line, and the workbook."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape

from kommunen.gemeindeverzeichnis.pruefung import FLAECHEN_DER_LAENDER

JE_LAND = 40
"""Generated municipalities in each of the 16 Länder; areas and population add up to those of Germany."""

KLEIN, ERSTES_GROSSES = 100, 10
"""Dorf 2 to 9 have a hundred hectares: without one of them the area of its Land is still right."""


@dataclass(frozen=True)
class Zeile:
    satzart: str
    kreis: str
    verband: str = ""
    gemeinde: str = ""
    name: str = ""
    sitz: str = ""
    textkennzeichen: str = ""
    flaeche: int = 0
    einwohner: int = 0
    plz: str = "61348"
    lage: tuple[str, str] = ("8,61", "50,22")
    verstaedterung: str = "02"

    @property
    def ordnung(self) -> tuple[str, str]:
        """The file is sorted by key and record type: all Verbände of a Kreis come before its municipalities."""
        return f"{self.kreis:5}{self.gemeinde:3}", self.satzart

    def text(self, stand: str) -> str:
        anfang = f"{self.satzart}{stand}{self.kreis:5}{self.gemeinde:3}{self.verband:4}"
        namen = f"{self.name[:50]:50}{self.sitz:50}{self.textkennzeichen:2}    "
        if self.satzart != "60":
            return f"{anfang}{namen}".ljust(220)
        zahlen = f"{self.flaeche:011}{self.einwohner:011}{self.einwohner // 2:011}    {self.plz:5}*****  "
        return f"{anfang}{namen}{zahlen}2115111211901001".ljust(220)

    def zellen(self) -> list[str | float]:
        schluessel = [self.kreis[:2], self.kreis[2:3], self.kreis[3:], self.verband, self.gemeinde]
        if self.satzart != "60":
            return [self.satzart, self.textkennzeichen, *schluessel, self.name, *[""] * 12]
        zahlen = [self.flaeche / 100, self.einwohner, self.einwohner // 2, self.einwohner - self.einwohner // 2, 100]
        return [
            self.satzart, self.textkennzeichen, *schluessel, self.name, *zahlen, self.plz, *self.lage,
            "F02", "Ostsee", self.verstaedterung, "dicht besiedelt",
        ]  # fmt: skip


def gemeinde(kreis: str, verband: str, nummer: str, name: str, **felder: object) -> Zeile:
    vorgabe = {"textkennzeichen": "64", "flaeche": 100, "einwohner": 1000} | felder
    return Zeile("60", kreis, verband, nummer, name, **vorgabe)  # type: ignore[arg-type]


def _land(land: str) -> list[Zeile]:
    """A kreisfreie Stadt, a Kreis with one Verband for all, one verbandsfreie Gemeinde."""
    kreis, stadt = f"{land}051", f"{land}001"
    flaeche, rest = divmod(FLAECHEN_DER_LAENDER[land], JE_LAND)
    gross = flaeche + (ERSTES_GROSSES - 2) * (flaeche - KLEIN)
    zeilen = [
        Zeile("10", land, name=f"Land {land}", sitz="Sitz"),
        Zeile("40", stadt, name=f"Großstadt {land}, Stadt", sitz="Großstadt", textkennzeichen="41"),
        Zeile("50", stadt, "0000", name=f"Großstadt {land}, Stadt", textkennzeichen="50"),
        gemeinde(
            stadt, "0000", "000", f"Großstadt {land}, Stadt", textkennzeichen="61", einwohner=4_500_000, flaeche=gross
        ),
        Zeile("40", kreis, name=f"Mittelland {land}", sitz="Kreisstadt", textkennzeichen="44"),
        Zeile("50", kreis, "5001", name=f"Tal {land}", sitz="Talort", textkennzeichen="51"),
        Zeile("50", kreis, "0001", name=f"Alleinstadt {land}, Stadt", textkennzeichen="50"),
        gemeinde(
            kreis, "0001", "001", f"Alleinstadt {land}, Stadt",
            textkennzeichen="63", einwohner=30_000, flaeche=flaeche + rest,
        ),
    ]  # fmt: skip
    for nummer in range(2, JE_LAND):
        hektar = KLEIN if nummer < ERSTES_GROSSES else flaeche
        zeilen.append(
            gemeinde(kreis, "5001", f"{nummer:03}", f"Dorf {land}-{nummer}", flaeche=hektar, einwohner=8_000 + nummer)
        )
    return zeilen


def _alle_laender() -> tuple[Zeile, ...]:
    return tuple(zeile for land in FLAECHEN_DER_LAENDER for zeile in _land(land))


@dataclass(frozen=True)
class Registerdatei:
    """A whole register. `ohne`, `mit`, `statt` give a changed copy."""

    stand: str = "20260228"
    zeilen: tuple[Zeile, ...] = field(
        default_factory=lambda: tuple(z for land in FLAECHEN_DER_LAENDER for z in _land(land))
    )

    def mit(self, *neue: Zeile) -> "Registerdatei":
        return replace(self, zeilen=(*self.zeilen, *neue))

    def ohne(self, name: str) -> "Registerdatei":
        return replace(self, zeilen=tuple(zeile for zeile in self.zeilen if zeile.name != name))

    def statt(self, wer: str, **felder: object) -> "Registerdatei":
        """Changes every record of that name."""
        return replace(
            self,
            zeilen=tuple(replace(z, **felder) if z.name == wer else z for z in self.zeilen),  # type: ignore[arg-type]
        )

    def zum(self, stand: str) -> "Registerdatei":
        return replace(self, stand=stand)

    def textzeilen(self) -> list[str]:
        return [zeile.text(self.stand) for zeile in sorted(self.zeilen, key=lambda zeile: zeile.ordnung)]

    def text(self) -> str:
        return "\n".join(self.textzeilen()) + "\n"

    def excel(self) -> bytes:
        datum = f"{self.stand[6:]}.{self.stand[4:6]}.{self.stand[:4]}"
        kopf: list[list[str | float]] = [
            [f"Gemeinden in Deutschland nach Fläche am {datum}"],
            [],
            ["Satz-art", "Text-kenn-zeichen", "Amtlicher Regionalschlüssel (ARS)"],
            ["", "", "Land", "RB", "Kreis", "VB", "Gem"],
            ["", "", f"Gebietsstand am {datum}", *[""] * 5, "31.12.2021 (Jahr)"],
            [],
        ]
        fuss: list[list[str | float]] = [[], ["Quelle: Gemeindeverzeichnis-Informationssystem GV-ISys"]]
        return arbeitsmappe("Onlineprodukt_Gemeinden", [*kopf, *(zeile.zellen() for zeile in self.zeilen), *fuss])


def schreiben(pfad: Path, inhalt: str | bytes) -> Path:
    pfad.write_bytes(inhalt.encode() if isinstance(inhalt, str) else inhalt)
    return pfad


def zip_aus(*eintraege: tuple[str, bytes]) -> bytes:
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name, inhalt in eintraege:
            archiv.writestr(name, inhalt)
    return puffer.getvalue()


def arbeitsmappe(blatt: str, zeilen: Iterable[Sequence[str | float]]) -> bytes:
    reihen = "".join(
        f'<row r="{i}">{"".join(_zelle(i, j, wert) for j, wert in enumerate(zeile))}</row>'
        for i, zeile in enumerate(zeilen, 1)
    )
    return arbeitsmappe_aus_xml(blatt, reihen)


def arbeitsmappe_aus_xml(blatt: str, reihen: str) -> bytes:
    """The smallest .xlsx that readers accept."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pakete = "http://schemas.openxmlformats.org/package/2006"
    typ = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    teile = {
        "[Content_Types].xml": f'<Types xmlns="{pakete}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{typ}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{typ}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{pakete}/relationships"><Relationship Id="r1"'
        f' Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {ns} xmlns:r="{rel}"><sheets><sheet name="{escape(blatt)}" sheetId="1"'
        ' r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pakete}/relationships"><Relationship Id="r1"'
        f' Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {ns}><sheetData>{reihen}</sheetData></worksheet>",
    }
    return zip_aus(*((name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}'.encode()) for name, xml in teile.items()))


def _zelle(zeile: int, spalte: int, wert: str | float) -> str:
    ort = f"{chr(65 + spalte)}{zeile}"
    if isinstance(wert, str):
        return f'<c r="{ort}" t="inlineStr"><is><t>{escape(wert)}</t></is></c>' if wert else ""
    return f'<c r="{ort}"><v>{wert}</v></c>'

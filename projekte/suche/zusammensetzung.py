"""German compound words and their parts: Parkraumbewirtschaftung holds Parkraum, Park, Raum and Bewirtschaftung."""

from collections.abc import Callable, Container, Iterable

from . import woerterbuch
from .woerter import FUELLWOERTER

WORT_MINDESTENS = 6
TEIL_MINDESTENS = 4
WORT_HOECHSTENS = 45
FUGEN = {"s": ("", "s", "es"), "n": ("", "n", "en"), "r": ("", "er"), "e": ("", "e")}
"""By their last letter, which is that of what comes before the second part."""
KURZE = frozenset(
    """
    alt amt app bad bau bio bus eis fax gas gis hof iot kfz kub lab lan lkw neu not ort oko ozg pkw rad rat ruf
    see tor web weg zug
    """.split()  # noqa: SIM905
)
"""Parts of three letters that are words; all others are chance."""
IMMER_MIT_S = ("ung", "heit", "keit", "schaft", "ion", "tat")
"""Before a second part these take an s: Ordnungs|amt, never Ordnung|samt."""
KEIN_ANFANG = frozenset(
    """
    aben abge ange anti aufge auss auf aus been bege bein dar durch einge einher empor ende ents entge erge fort
    fern gegen haupt hinter miss mit mitt nach neben ober sonder uber unter verge verb voll voran vorge weiter
    wider wieder zer zurecht zuruck zusammen zwischen inter trans super euro kommun beti real ideal
    """.split()  # noqa: SIM905
)
KEIN_ENDE = frozenset(
    """
    bare baren chen enden innen ende ender endes erin erinnen ern ierung ierungen isch ische ischen ischer isches
    ismus haft haften heit heiten keit keiten lein lich liche lichen licher liches ling linge lingen losen nahme
    nahmen nisse rinnen samt samte schaft schaften tion tionen toff tum tums ungen wart sten stens ster sters tung
    tungen weise orten nehmen nehmer geben gaben halten stellt teilt setzt setzen legen lage
    """.split()  # noqa: SIM905
)
GANZE = frozenset(
    """
    bundesland deutschland dusseldorf eigenschaft gesellschaft grundlage handwerk homepage hochschule konstanz
    landschaft leistung management mannheim minister ministerium oldenburg paderborn partnerschaft plattform
    plattformen potsdam stuttgart tourismus trier unternehmen veranstaltung wissenschaft wirtschaft zukunft
    smartphone smartphones internet intranet software hardware
    """.split()  # noqa: SIM905
)


class Zerleger:
    """Splits words given beforehand, so that the dictionary is asked once for all of them."""

    def __init__(self, formen: Iterable[str], namen: Container[str] = ()) -> None:
        """`namen` stay whole, as of towns: Greifswald is no wood."""
        self._namen = namen
        moegliche = {teil for form in formen if _teilbar(form) for teil in _stuecke(form)}
        self._bekannte = woerterbuch.bekannte(moegliche)

    def teile(self, form: str) -> list[str]:
        """All parts, those of parts included; none if it is no compound."""
        gefunden: list[str] = []
        if form in self._namen:
            return gefunden
        for teil in teilen(form, self._bekannte.__contains__):
            gefunden += [teil, *self.teile(teil)]
        return gefunden


def _teilbar(form: str) -> bool:
    return WORT_MINDESTENS <= len(form) <= WORT_HOECHSTENS and form.isalpha() and form not in GANZE


def _stuecke(form: str) -> Iterable[str]:
    for anfang in range(len(form) - TEIL_MINDESTENS + 1):
        for ende in range(anfang + TEIL_MINDESTENS, len(form) + 1):
            yield form[anfang:ende]
            yield form[anfang:ende] + "e"


def teilen(form: str, bekannt: Callable[[str], bool]) -> tuple[str, ...]:
    """A compound in two, the most balanced way; in more where two known parts do not do. Empty if it is none."""
    if not _teilbar(form):
        return ()
    beste: tuple[int, tuple[str, ...]] = (0, ())
    for stelle in range(3, len(form) - 2):
        vorn, hinten = vorderteil(form[:stelle], bekannt), form[stelle:]
        if vorn and _ist_teil(hinten, bekannt) and hinten not in KEIN_ENDE:
            beste = max(beste, (len(vorn) * len(hinten), (vorn, hinten)))
    return beste[1] or _dreiteilig(form, bekannt)


def _dreiteilig(form: str, bekannt: Callable[[str], bool]) -> tuple[str, ...]:
    for stelle in range(len(form) - TEIL_MINDESTENS, 2, -1):
        if (vorn := vorderteil(form[:stelle], bekannt)) and (rest := teilen(form[stelle:], bekannt)):
            return (vorn, *rest)
    return ()


def vorderteil(stueck: str, bekannt: Callable[[str], bool]) -> str:
    """The word at the beginning of a compound, without what joins it to the next; empty if there is none."""
    if stueck in KEIN_ANFANG or stueck.endswith(IMMER_MIT_S):
        return ""
    for fuge in FUGEN.get(stueck[-1:], ("",)):
        if stueck.endswith(fuge):
            kern = stueck.removesuffix(fuge)
            if kern not in KEIN_ANFANG and _ist_teil(kern, bekannt):
                return kern
    # Schulweg, Sprachkurs: the word lost its e.
    return stueck + "e" if len(stueck) >= TEIL_MINDESTENS and bekannt(stueck + "e") else ""


def _ist_teil(stueck: str, bekannt: Callable[[str], bool]) -> bool:
    return stueck in KURZE or (len(stueck) >= TEIL_MINDESTENS and stueck not in FUELLWOERTER and bekannt(stueck))

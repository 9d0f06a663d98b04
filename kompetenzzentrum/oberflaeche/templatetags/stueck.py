"""`{% load stueck %}`: pieces of a template that are kept, see `fragmente.py`."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.fragmente import fragment

register = template.Library()

TAKT = "takt="
PERSOENLICHES = ("request", "user", "perms", "csrf_token", "messages", "nutzer", "meldungen")
"""What a piece must not see: it shows the same to everybody."""


class Stueck(template.Node):
    child_nodelists = ("inhalt",)

    def __init__(self, inhalt: NodeList, angaben: list[FilterExpression], takt: FilterExpression | None) -> None:
        self.inhalt, self.angaben, self.takt = inhalt, angaben, takt

    def render(self, context: Context) -> SafeString:
        name, bereiche, *schluessel = (angabe.resolve(context) for angabe in self.angaben)
        takt = self.takt.resolve(context) if self.takt else 0
        request = context["request"]
        if takt:
            stand.hoechstens(request, takt)
        nummern = stand.zur_anfrage(request)
        voll = (*schluessel, *(nummern[bereich] for bereich in bereiche.split()))
        return fragment(name, voll, lambda: self._unpersoenlich(context), takt=takt)

    def _unpersoenlich(self, context: Context) -> str:
        werte: dict[str, Any] = {
            str(name): wert for name, wert in context.flatten().items() if name not in PERSOENLICHES
        }
        return self.inhalt.render(context.new(werte))


@register.tag
def stueck(parser: Parser, token: Token) -> Stueck:
    """`{% stueck "name" "kommunen projekte" schluessel … takt=5 %}…{% endstueck %}`: kept under its name, the numbers
    of these rooms and the given keys; with `takt` no longer than so many seconds."""
    _, *teile = token.split_contents()
    angaben = [parser.compile_filter(teil) for teil in teile if not teil.startswith(TAKT)]
    takte = [parser.compile_filter(teil.removeprefix(TAKT)) for teil in teile if teil.startswith(TAKT)]
    if len(angaben) < 2 or len(takte) > 1:
        raise template.TemplateSyntaxError("stueck braucht einen Namen, Bereiche und höchstens einen Takt")
    inhalt = parser.parse(("endstueck",))
    parser.delete_first_token()
    return Stueck(inhalt, angaben, takte[0] if takte else None)

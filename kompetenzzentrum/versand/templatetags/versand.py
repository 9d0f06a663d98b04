import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_ADRESSE = re.compile(r"""(https?://[^\s<>"„“”]*[^\s<>"„“”'’.,;:!?)\]])""")


@register.filter
def nur_ganze_adressen(text: str) -> SafeString:
    """Escape the text and link what begins with http:// or https://, nothing else.

    `urlize` would also link `boese.example`, a word that anybody may have typed into a form.
    """
    teile = _ADRESSE.split(text)  # every second one is an address
    return mark_safe(  # noqa: S308  (each part is escaped)
        "".join(
            format_html('<a href="{0}">{0}</a>', teil) if nummer % 2 else escape(teil)
            for nummer, teil in enumerate(teile)
        )
    )

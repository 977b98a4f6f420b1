"""The colours of mails: those of the site, in light and dark, with the brand of the organisation.

A mail program takes no style sheet and knows no custom property, so each element carries its
colour. What follows from the brand stands in `rules.settings.contrast`.
"""

from dataclasses import dataclass

from app.rules.settings.contrast import DARK, LIGHT

#: What the brand is when nobody chose another, as in tokens.css.
BRAND, BRAND_DARK = "#0b5351", "#7fd3c8"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours by their task, each as `#rrggbb`.

    `page` lies around the `card` with the text; `ink` and `quiet` are words; `line` parts blocks;
    `brand` is links and buttons, with `on_brand` on it; `sun` and `free` are dots.
    """

    page: str
    card: str
    ink: str
    quiet: str
    line: str
    brand: str
    on_brand: str
    sun: str
    free: str

    def words(self) -> tuple[tuple[str, str], ...]:
        """Which colours words have, each with what they stand on; all must be readable."""
        on_card = tuple((colour, self.card) for colour in (self.ink, self.quiet, self.brand))
        return (*on_card, (self.sun, self.card), (self.on_brand, self.brand))


@dataclass(frozen=True, slots=True)
class Look:
    """The same mail in a light and in a dark program."""

    light: Scheme
    dark: Scheme


def look(brand: str = BRAND, brand_dark: str = BRAND_DARK) -> Look:
    """The look with these colours of an organisation, which are known to be readable."""
    return Look(
        light=Scheme(
            page=LIGHT["tint"],
            card=LIGHT["paper"],
            ink="#14262a",
            quiet="#47585b",
            line="#d3dbd8",
            brand=brand,
            on_brand=LIGHT["on-brand"],
            sun="#855400",
            free="#6b7a77",
        ),
        dark=Scheme(
            page=DARK["paper"],
            card=DARK["field"],
            ink="#eaf0ee",
            quiet="#b3c2c1",
            line="#33474a",
            brand=brand_dark,
            on_brand=DARK["on-brand"],
            sun="#f4c557",
            free="#93a6a6",
        ),
    )


STANDARD = look()

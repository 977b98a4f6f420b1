"""Plain text in lines of an old terminal's width, which any other program joins again.

RFC 3676, format=flowed with DelSp=no: a line that ends in a space goes on in the next one. Whoever
does not know it reads lines of 72 characters; a phone joins them and breaks them at its own width.
"""

#: Section 4.2 asks for 78 characters at most; 72 leave room for the marks of an answer.
WIDTH = 72

_STUFFED = (" ", ">", "From ")


def flowed(text: str) -> str:
    """`text`, a paragraph a line, in lines of `WIDTH` characters; a longer word stays whole."""
    lines = text.removesuffix("\n").split("\n")
    return "".join(f"{_stuffed(part)}\n" for line in lines for part in _parts(line.rstrip(" ")))


def joined(text: str) -> str:
    """What `flowed` made, as it was."""
    lines = [line.removeprefix(" ") for line in text.removesuffix("\n").split("\n")]
    return "".join(line if line.endswith(" ") else f"{line}\n" for line in lines)


def _parts(line: str) -> list[str]:
    parts = []
    while len(line) > WIDTH:
        # A space at the end of a part belongs to the text, so it may stand beyond the width.
        end = line.rfind(" ", 1, WIDTH + 1)
        if end < 0:
            end = line.find(" ", WIDTH)
        if end < 0:
            break
        parts.append(line[: end + 1])
        line = line[end + 1 :]
    return [*parts, line]


def _stuffed(line: str) -> str:
    """Section 4.4: a line that begins like a quotation or an envelope gets a space before it."""
    return f" {line}" if line.startswith(_STUFFED) else line

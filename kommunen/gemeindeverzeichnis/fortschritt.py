from typing import Any

from tqdm import tqdm


class Balken:
    """One progress bar for each step of an import; silent where nobody watches."""

    def __init__(self) -> None:
        self._balken: tqdm[Any] | None = None
        self._schritt = ""

    def __enter__(self) -> "Balken":
        return self

    def __exit__(self, *fehler: object) -> None:
        if self._balken is not None:
            self._balken.close()

    def weiter(self, schritt: str, fertig: int, von: int) -> None:
        if schritt != self._schritt:
            self.__exit__()
            self._balken = tqdm(desc=schritt, total=von, disable=None, unit="", leave=True)
            self._schritt = schritt
        if self._balken is not None:
            self._balken.update(fertig - self._balken.n)

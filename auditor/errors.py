"""What can go wrong, sorted by whose fault it is.

``AuditorError``
    ├── ``SourceError``   a document cannot be read
    ├── ``RuleError``     a rule, vocabulary or template file is wrong
    │     └── ``FormulaError``   … in one of its formulas
    └── ``ConfigError``   the command line or the configuration is wrong

Each one prints as ``path:line:column: message`` with the offending line and a caret, as far as these are known.
"""

from __future__ import annotations


class AuditorError(Exception):
    """Anything that a user can be told about; never a bug of ours."""

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        excerpt: str | None = None,
    ) -> None:
        """``line`` and ``column`` are 1-based; ``excerpt`` is the text of that line."""
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.excerpt = excerpt

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        text = f"{place}: {self.message}" if place else self.message
        if self.excerpt is not None and self.column is not None:
            text += f"\n    {self.excerpt}\n    {' ' * (self.column - 1)}^"
        return text


class SourceError(AuditorError):
    """A document that cannot be read: missing, not a regular file, not UTF-8, too large."""


class RuleError(AuditorError):
    """A rule, vocabulary or template file that does not say what such a file must say."""


class FormulaError(RuleError):
    """A formula that is not in the formula language, or whose dimensions do not fit."""


class ConfigError(AuditorError):
    """A wrong option, path or configuration file."""

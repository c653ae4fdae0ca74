"""The ``auditor`` command: what all its subcommands have in common."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from auditor import __version__
from auditor.cli import messages
from auditor.errors import AuditorError

EXAMPLES = """\b
Examples:
  auditor check docs/                    statements whose numbers do not hold
  auditor check plan.md --verbose        also what holds, what is open and why
  auditor check --since origin/main      only what a pull request brings
  auditor fix --diff docs/               corrections that are certain
  auditor baseline docs/                 accept the findings that exist
  auditor suppress plan.md:12            the comment that accepts a finding
  auditor report plan.md -o review.md    a review report
  auditor claims plan.md                 what was read, and how
  auditor explain arithmetic/equation    why a rule exists, with examples
  auditor rules list                     all rules
  auditor cache clear                    forget what earlier runs found

`auditor COMMAND --help` tells more about each."""


COMMANDS = ("check", "fix", "baseline", "suppress", "report", "claims", "explain", "rules", "cache")
"""Each is a module of this folder with a command of the same name."""


class _Commands(click.Group):
    """Loads a command when it is asked for: starting up is a good part of the time for one document."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"auditor.cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Commands, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="auditor", message="%(prog)s %(version)s")
def auditor() -> None:
    """Do for the numbers in engineering documents what a spell-checker does for words.

    Every quantity that can be recomputed is recomputed, with its unit and with honest rounding. A statement is
    contradicted only if no reading of its numbers makes it true.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code."""
    given = tuple(sys.argv[1:] if arguments is None else arguments)
    try:
        code = auditor.main(args=given, prog_name="auditor", standalone_mode=False, obj=given)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return messages.INCOMPLETE
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "auditor"
        messages.error(f"{error.format_message()}\nTry `{path} --help`.")
        return messages.INCOMPLETE
    except (click.ClickException, AuditorError) as error:
        messages.error(error.format_message() if isinstance(error, click.ClickException) else str(error))
        return messages.INCOMPLETE
    except click.Abort:
        return messages.INTERRUPTED
    except Exception:  # noqa: BLE001 - Python's own exit code 1 would read as "findings"
        from traceback import format_exc  # noqa: PLC0415

        messages.error(f"the auditor itself failed, please report it:\n{format_exc().rstrip()}")
        return messages.INCOMPLETE
    return code if isinstance(code, int) else messages.OK


if __name__ == "__main__":
    sys.exit(main())

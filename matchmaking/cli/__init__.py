"""The `matchmaking` command.

The demonstration's own requirements (servers from wheels) are not installed in production, so a command is imported
when it is called, by its name in `COMMANDS`.
"""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "bench": "matchmaking.cli.bench",
    "check": "matchmaking.cli.schedule",
    "demo": "matchmaking.cli.demo",
    "forecast": "matchmaking.cli.forecast",
    "migrate": "matchmaking.cli.database",
    "pareto": "matchmaking.cli.pareto",
    "person": "matchmaking.cli.people",
    "repair": "matchmaking.cli.repair",
    "schedule": "matchmaking.cli.schedule",
    "seed": "matchmaking.cli.database",
}
"""For each command, the module that holds it under its own name."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as above
        if cmd_name not in COMMANDS:
            return None
        try:
            module = import_module(COMMANDS[cmd_name])
        except ModuleNotFoundError as error:
            if error.name is not None and error.name.partition(".")[0] == "matchmaking":
                raise
            # Told as help too, so that the list of commands can still be shown.
            return _missing(cmd_name, str(error.name))
        command: click.Command = getattr(module, cmd_name)
        return command


def _missing(name: str, needed: str) -> click.Command:
    sentence = f"{name} needs {needed}, which is not installed here; make setup installs it."

    def refuse() -> None:
        raise click.ClickException(sentence)

    lenient = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=refuse, help=sentence, context_settings=lenient)


@click.group(cls=_Commands)
@click.version_option(package_name="matchmaking")
def main() -> None:
    """Run B2B matchmaking events: plan files, repairs, forecasts, the database, the demonstration."""

"""Accounts and tokens. Whoever can write the project's files is its owner here."""

import datetime
import getpass
import secrets
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sourceline.cli.project import open_here
from sourceline.errors import InputError

if TYPE_CHECKING:
    from sourceline.model.decisions import Account
    from sourceline.store.account_log import Hand

account = typer.Typer(no_args_is_help=True, help="Who may use the workbench.")
token = typer.Typer(no_args_is_help=True, help="Keys for programs that use the API.")

_DOOR = "command line"
_LONGEST_NAME = 60


class Role(StrEnum):
    """What one may do, from the least to the most."""

    viewer = "viewer"
    coder = "coder"
    reviewer = "reviewer"
    owner = "owner"


Name = Annotated[str, typer.Argument(metavar="NAME", help="Who.")]
FromInput = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input."),
]


@account.command("add")
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option(help="What he may do.")] = Role.viewer,
    from_input: FromInput = False,
) -> None:
    """Make an account; the first is an owner's. The password is asked for twice."""
    from sourceline.store import people  # noqa: PLC0415 - --help answers at once

    engine = open_here(context).engine
    if role is not Role.owner and people.needs_account(engine):
        raise InputError(
            f"a first account of role {role}",
            expected="an owner, who can give accounts to others",
            advice="add --role owner",
        )
    password = _password(name, from_input=from_input)
    with engine.begin() as connection:
        made = people.add_account(connection, name, password, role, _hand())
    _say(f"{_told(made)} was added")


@account.command("list")
def listed(context: typer.Context) -> None:
    """Name, role and state of every account, a line each."""
    from sourceline.store import people  # noqa: PLC0415
    from sourceline.store.database import reading  # noqa: PLC0415

    with reading(open_here(context).engine) as connection:
        for one in people.accounts(connection):
            print(
                f"{one.name}\t{one.role}{chr(9) + 'disabled' if one.disabled else ''}"
            )


@account.command("role")
def role(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Argument(help="What he may do.")],
) -> None:
    """Give an account another role; it holds at once."""
    from sourceline.store import people  # noqa: PLC0415

    with open_here(context).engine.begin() as connection:
        made = people.set_role(connection, name, role, _hand())
    _say(f"{_told(made)} now")


@account.command("password")
def password(context: typer.Context, name: Name, from_input: FromInput = False) -> None:
    """Give an account a new password, asked for twice; its sessions end."""
    from sourceline.store import people  # noqa: PLC0415
    from sourceline.store.database import reading  # noqa: PLC0415

    engine = open_here(context).engine
    with reading(engine) as connection:
        people.account(connection, name)
    given = _password(name, from_input=from_input)
    with engine.begin() as connection:
        people.set_password(connection, name, given, _hand())
    _say(f"{name} has a new password")


@account.command("disable")
def disable(context: typer.Context, name: Name) -> None:
    """Shut an account out; what it decided stands."""
    from sourceline.store import people  # noqa: PLC0415

    with open_here(context).engine.begin() as connection:
        made = people.disable(connection, name, _hand())
    _say(f"{_told(made)} is shut out")


@account.command("enable")
def enable(context: typer.Context, name: Name) -> None:
    """Let a disabled account in again."""
    from sourceline.store import people  # noqa: PLC0415

    with open_here(context).engine.begin() as connection:
        made = people.enable(connection, name, _hand())
    _say(f"{_told(made)} may sign in")


@token.command("add")
def add_token(
    context: typer.Context,
    label: Annotated[str, typer.Argument(help="What the token is for.")],
    whose: Annotated[
        str, typer.Option("--account", help="Whose; it may never do more than he may.")
    ],
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.viewer,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it lasts.")] = 90,
) -> None:
    """Make a token; its secret is printed, this once."""
    from sourceline.store import keys, people  # noqa: PLC0415

    hand = _hand()
    until = hand.when + datetime.timedelta(days=days)
    with open_here(context).engine.begin() as connection:
        added, secret = keys.add_token(
            connection,
            people.account(connection, whose),
            label,
            role,
            until,
            hand,
        )
    _say(f"token {added.id}, {added.role}, until {until:%Y-%m-%d}; keep it, as only")
    _say("its hash is kept here:")
    print(secret)


@token.command("list")
def listed_tokens(context: typer.Context) -> None:
    """Id, role, account, last day and purpose of every token, a line each."""
    from sourceline.store import keys  # noqa: PLC0415
    from sourceline.store.database import reading  # noqa: PLC0415

    with reading(open_here(context).engine) as connection:
        for one in keys.tokens(connection):
            until = f"{one.expires:%Y-%m-%d}"
            print(one.id, one.role, one.account.name, until, one.label, sep="\t")


@token.command("revoke")
def revoke(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The token's id.")],
) -> None:
    """Take a token back; it opens nothing any more."""
    from sourceline.store import keys  # noqa: PLC0415

    with open_here(context).engine.begin() as connection:
        keys.revoke_token(connection, name, _hand())
    _say(f"token {name} is taken back")


def _password(name: str, *, from_input: bool) -> str:
    """A password, never from the arguments: other users of the machine see those."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError(
            "no terminal to ask for the password",
            advice="give it on standard input, with --password-stdin",
        )
    first = getpass.getpass(f"Password for {name}: ")
    if first != getpass.getpass("The same again: "):
        raise InputError("two different passwords", expected="the same twice")
    return first


def _told(one: "Account") -> str:
    return f"{one.role} {one.name}"


def _say(words: str) -> None:
    print(f"sourceline: {words}", file=sys.stderr)


def _hand() -> "Hand":
    """Whoever sits at this machine, as the log names him."""
    from sourceline.store.account_log import Hand  # noqa: PLC0415

    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 - a person acts now
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = ""
    if not name.isprintable():
        name = ""
    return Hand(name[:_LONGEST_NAME] or "unknown", now, secrets.token_bytes, _DOOR)

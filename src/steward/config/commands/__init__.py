"""One small file per command.

A new command is a file here and a line in COMMANDS. The file holds a click command (or group) named
`command`; a module is imported only when its command runs, so that `--help` stays quick:

    import click
    from steward.config.command_line import data_option, inside

    @click.command()
    @click.argument("file", type=click.Path(exists=True, path_type=Path))
    @data_option
    def command(file: Path, data: Path) -> None:
        \"\"\"Say what it does in one line; `--help` shows it.\"\"\"
        with inside(data, "web"):
            from steward.channel.ticket_log import load   # Django is ready only from here on
            ...

A sentence for the user is raised as `steward.config.binaries.Trouble`, or `kernel.refusal.Refused`.
"""

# Name on the command line: (module in this package, one line for `./steward --help`); "" hides it there.
COMMANDS = {
    "up": ("up", "Start everything: database, web and worker."),
    "test": ("test", "Run the tests and linters."),
    "migrate": ("migrate", "Bring the database to this version's schema."),
    "demo": ("demo", "Load the demo company into an empty installation."),
    "token": ("token", "Print an API token of a user."),
    "import": ("import_ticket_log", "Bring in a history of tickets from another system."),
    "export": ("export_inventory", "Take out configuration items, relations and places."),
    "figures": ("figures", "Print what the records of a process amount to."),
    "ledger": ("ledger", "Prove that the timeline is unaltered, or redact an entry."),
    "audit-pack": ("audit_pack", "Write the evidence of conformity into one file, or check such a file."),
    "documents": ("documents", "Take in the starter texts of the management system's documents."),
    "sbom": ("sbom", "Write the bill of materials of what is shipped."),
    "worker": ("worker", ""),
    "manage": ("manage", ""),
}

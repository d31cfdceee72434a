"""The roof: tells the kernel which processes there are, and checks what they declare."""

from django.apps import AppConfig

from steward import contents


class StewardConfig(AppConfig):
    """Hands the declared processes down to the kernel once all chapters are loaded."""

    name = "steward.config"
    label = "config"

    def ready(self) -> None:
        """Registers every process; a declaration that contradicts itself stops the start."""
        from steward.kernel import catalogue, checks

        for process in contents.processes():
            checks.check(process)
        catalogue.fill(contents.processes(), contents.registers())
        catalogue.fill_facts(contents.facts_of_records())
        catalogue.fill_oversight(contents.judges(), contents.unjudged(), contents.places())

"""The error for a setting that is invalid."""

from __future__ import annotations


class ConfigError(Exception):
    """A setting has an invalid value.

    Attributes:
        variable: Environment variable to correct.
        value: The invalid value, "..." if it is or may hold a secret.
        problem: What the value must be.
    """

    def __init__(self, variable: str, value: str, problem: str) -> None:
        value = "..." if "@" in value else value  # an address with user name and password, perhaps a misspelt one
        super().__init__(f"{variable}={value!r:.200}: {problem}")
        self.variable = variable
        self.value = value
        self.problem = problem

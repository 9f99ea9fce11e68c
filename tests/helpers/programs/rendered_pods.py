"""The pods of the rendered chart: their containers' commands, environment and mounts, for tests that run them."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import chart


@dataclass(frozen=True)
class Container:
    """A container of a rendered pod.

    Attributes:
        spec: The container's object.
        secrets: The values of the chart's Secrets, by name and key.
    """

    spec: Mapping[str, Any]
    secrets: Mapping[str, Mapping[str, str]]

    def environment(self) -> dict[str, str]:
        """Return the variables, with the values of the chart's Secrets."""
        found = {}
        for entry in self.spec.get("env", ()):
            if "value" in entry:
                found[entry["name"]] = entry["value"]
            else:
                reference = entry["valueFrom"]["secretKeyRef"]
                found[entry["name"]] = self.secrets[reference["name"]][reference["key"]]
        return found

    def words(self) -> list[str]:
        """Return the command with its arguments."""
        return [*self.spec.get("command", ()), *self.spec.get("args", ())]

    def mounts(self, directories: Mapping[str, Path]) -> dict[str, Path]:
        """Return what is mounted where, with `:ro` at read-only paths; `directories` has one for each volume."""
        return {
            mount["mountPath"] + (":ro" if mount.get("readOnly") else ""): directories[mount["name"]]
            for mount in self.spec["volumeMounts"]
            if mount["mountPath"] != "/tmp"
        }

    def as_process(self, entrypoint: Sequence[str], directories: Mapping[str, Path]) -> Process:
        """Return what runs the container's command on this machine: with this Python, and paths mapped to directories.

        Args:
            entrypoint: The image's, for a container without command.
            directories: A directory for each volume.
        """
        places = {mount["mountPath"]: directories[mount["name"]] for mount in self.spec["volumeMounts"]}
        program, *arguments = self.words() or entrypoint
        command = [str(Path(sys.executable).with_name(program)), *(_mapped(word, places) for word in arguments)]
        variables = {name: _mapped(value, places) for name, value in self.environment().items()}
        return Process(command, {**variables, "TMPDIR": str(directories["tmp"])})


@dataclass(frozen=True)
class Process:
    """A command and the variables that it gets."""

    command: list[str]
    environment: dict[str, str]


def _mapped(text: str, places: Mapping[str, Path]) -> str:
    """Replace a path in the container, also one after `--option=`."""
    match = re.fullmatch(r"(--[a-z-]+=)?(/[a-z]+)(/.*)?", text)
    if match is None or match[2] not in places:
        return text
    return f"{match[1] or ''}{places[match[2]]}{match[3] or ''}"


class RenderedChart:
    """The objects of the chart for some values."""

    def __init__(self, values: Mapping[str, Any], *files: Path) -> None:
        merged = chart.merged(files)
        chart.merge(merged, values)
        self.objects = list(chart.objects(chart.render(merged)))
        self._secrets = {
            item["metadata"]["name"]: _values_of(item) for item in self.objects if item["kind"] == "Secret"
        }

    def service(self) -> Container:
        """Return the container of the service."""
        (deployment,) = (item for item in self.objects if item["kind"] == "Deployment")
        return Container(deployment["spec"]["template"]["spec"]["containers"][0], self._secrets)

    def job(self, ending: str) -> list[Container]:
        """Return the containers of the CronJob whose name ends so, in the order in which they run."""
        (job,) = (
            item for item in self.objects if item["kind"] == "CronJob" and item["metadata"]["name"].endswith(ending)
        )
        pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        return [Container(spec, self._secrets) for spec in (*pod.get("initContainers", ()), *pod["containers"])]


def _values_of(secret: Mapping[str, Any]) -> dict[str, str]:
    encoded = {key: base64.b64decode(value).decode() for key, value in secret.get("data", {}).items()}
    return encoded | secret.get("stringData", {})

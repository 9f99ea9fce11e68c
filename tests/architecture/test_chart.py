"""The Helm chart renders valid objects, refuses wrong values with a reason, and keeps its promises to operators."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import helm_python
import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft202012Validator

from api.__main__ import build_parser as api_parser
from api.settings.config import load
from tests.helpers.cases import ROOT
from tools import chart
from training.__main__ import build_parser as training_parser
from training.fleet.wikis_file import read_wikis_file

CASES = ROOT / "tests/cases"
RENDERED = yaml.safe_load((CASES / "chart_values.yaml").read_text(encoding="utf-8"))
REFUSED = yaml.safe_load((CASES / "chart_refused.yaml").read_text(encoding="utf-8"))
OLDEST, NEWEST = "1.29", "1.37"
GUNICORN = (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
GRACEFUL_SECONDS = int(re.findall(r"^graceful_timeout = (\d+)$", GUNICORN, re.MULTILINE)[0])


def case_values(case: Mapping[str, Any]) -> dict[str, Any]:
    values = chart.merged([chart.CHART / file for file in case.get("files", ())])
    chart.merge(values, case.get("values", {}))
    return values


@cache
def rendered(name: str) -> list[dict[str, Any]]:
    (case,) = (case for case in RENDERED if case["name"] == name)
    return list(chart.objects(chart.render(case_values(case))))


def one(name: str, kind: str) -> dict[str, Any]:
    (found,) = (item for item in rendered(name) if item["kind"] == kind)
    return found


def pod_specs(name: str) -> Iterator[dict[str, Any]]:
    for item in rendered(name):
        match item["kind"]:
            case "Pod":
                yield item["spec"]
            case "Deployment":
                yield item["spec"]["template"]["spec"]
            case "CronJob":
                yield item["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def containers(pod: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*pod.get("initContainers", ()), *pod["containers"]]


def environment(container: Mapping[str, Any]) -> dict[str, Any]:
    return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in container.get("env", ())}


def service_environment(name: str) -> dict[str, Any]:
    return environment(one(name, "Deployment")["spec"]["template"]["spec"]["containers"][0])


names = pytest.mark.parametrize("name", [case["name"] for case in RENDERED])


@names
def test_the_objects_conform_to_kubernetes_schemas(name):
    for item in rendered(name):
        file = CASES / "kubernetes" / f"{item['kind'].lower()}-monitoring-v1.schema.json"
        if file.exists():
            Draft202012Validator(json.loads(file.read_text(encoding="utf-8"))).validate(item)
            continue
        for version in (OLDEST, NEWEST):
            kubernetes_validate.validate(item, version, strict=True)


@pytest.mark.parametrize("case", RENDERED, ids=lambda case: case["name"])
def test_helm_lint_finds_nothing(case):
    assert chart.lint(case_values(case)) == []


@names
def test_objects_have_different_names_that_kubernetes_accepts(name):
    found = [(item["kind"], item["metadata"]["name"]) for item in rendered(name)]
    assert len(found) == len(set(found))
    for kind, each in found:
        assert len(each) <= (52 if kind == "CronJob" else 63)
        assert each.replace("-", "a").isalnum()
        assert each == each.lower()


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["message"])
def test_wrong_values_are_refused_with_a_reason(case):
    with pytest.raises(helm_python.HelmError) as caught:
        chart.render(case["values"])
    assert case["message"] in str(caught.value)


@names
def test_every_container_is_confined(name):
    for pod in pod_specs(name):
        security = pod["securityContext"]
        assert security["runAsNonRoot"] is True
        assert security["runAsUser"] > 0
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in containers(pod):
            if container["name"] == "mesh":  # from the values
                continue
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert "memory" in container["resources"]["limits"]


@names
def test_the_service_cannot_write_to_the_bundles(name):
    spec = one(name, "Deployment")["spec"]["template"]["spec"]
    mounts = {mount["mountPath"]: mount.get("readOnly", False) for mount in spec["containers"][0]["volumeMounts"]}
    assert mounts.pop("/tmp") is False
    assert mounts.pop("/metrics") is False
    assert mounts.pop("/cache", False) is False
    assert all(mounts.values())


def test_a_pod_has_room_for_the_batches_that_it_accepts():
    pod = one("defaults", "Deployment")["spec"]["template"]["spec"]
    (room,) = (volume["emptyDir"]["sizeLimit"] for volume in pod["volumes"] if volume["name"] == "tmp")
    config = load(environ={"WEB_CONCURRENCY": service_environment("defaults")["WEB_CONCURRENCY"], "DATA_DIR": "."})
    batches = config.workers * config.max_concurrent_batches * config.max_batch_length
    assert int(room.removesuffix("Gi")) << 30 > batches


@names
def test_every_mount_has_its_volume(name):
    for pod in pod_specs(name):
        volumes = {volume["name"] for volume in pod.get("volumes", ())}
        assert {mount["name"] for each in containers(pod) for mount in each.get("volumeMounts", ())} <= volumes


def test_an_update_replaces_no_pod_before_another_is_ready():
    assert one("defaults", "Deployment")["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


@names
def test_a_pod_may_take_longer_to_stop_than_gunicorn_does(name):
    """The grace period begins before preStop does."""
    pod = one(name, "Deployment")["spec"]["template"]["spec"]
    (_, pause) = pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"]
    assert pod["terminationGracePeriodSeconds"] > int(pause) + GRACEFUL_SECONDS


def test_the_time_to_stop_that_the_chart_demands_is_gunicorns():
    chart.render({"preStopSeconds": 5, "terminationGracePeriodSeconds": 5 + GRACEFUL_SECONDS})
    with pytest.raises(helm_python.HelmError, match=f"plus {GRACEFUL_SECONDS}"):
        chart.render({"preStopSeconds": 5, "terminationGracePeriodSeconds": 4 + GRACEFUL_SECONDS})


def test_probes_ask_what_the_service_answers():
    container = one("defaults", "Deployment")["spec"]["template"]["spec"]["containers"][0]
    paths = {probe: container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "liveness", "readiness")}
    assert paths == {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"}


@names
def test_jobs_never_run_twice_at_once(name):
    jobs = [item for item in rendered(name) if item["kind"] == "CronJob"]
    assert all(job["spec"]["concurrencyPolicy"] == "Forbid" for job in jobs)


def test_every_setting_can_be_given():
    """In `public`, unless it is a secret. The chart itself sets the directories that it mounts."""
    mounted = {"DATA_DIR", "DATA_CACHE_DIR", "METRICS_DIR"}
    names = {name: secret for name, secret in chart.setting_names().items() if name not in mounted}
    settings = {name: "1" for name, secret in names.items() if not secret}
    secrets = {name: "2" for name, secret in names.items() if secret}
    values = {"bundles": {"kind": "database"}, "config": {"public": settings | {"PORT": 80}, "private": secrets}}
    objects = list(chart.objects(chart.render(values)))
    (deployment,) = (item for item in objects if item["kind"] == "Deployment")
    given = environment(deployment["spec"]["template"]["spec"]["containers"][0])
    assert given.keys() == settings.keys() | secrets.keys() | {"DATA_CACHE_DIR", "METRICS_DIR"}
    (secret,) = (item for item in objects if item["kind"] == "Secret")
    assert secret["stringData"] == secrets


def test_what_follows_from_the_settings_is_up_to_date():
    """`python -m tools.chart settings` writes it."""
    for path, text in chart.written().items():
        assert path.read_text(encoding="utf-8") == text


@names
def test_the_service_accepts_its_environment(name, tmp_path):
    """The service's own code parses the values; secrets come from elsewhere."""
    variables = {key: value for key, value in service_environment(name).items() if isinstance(value, str)}
    mounted = {name for name in ("DATA_DIR", "METRICS_DIR") if name in variables}
    variables |= dict.fromkeys(mounted, str(tmp_path))
    config = load(environ=variables)
    assert config.host == "0.0.0.0"
    assert (config.database is not None) == ("database" in name or "wikimedia" in name)


def test_yaml_and_helm_do_not_change_values():
    given = service_environment("everything else")
    assert (given["PLAYGROUND"], given["MEDIAWIKI_API_URL"]) == ("off", "off")
    assert (given["MAX_CONTENT_LENGTH"], given["DATA_TIMEOUT"]) == ("16777216", "0.5")
    assert (given["TZ"], given["MALLOC_ARENA_MAX"]) == ("UTC", "1")


def test_wikimedias_names_become_the_services(tmp_path):
    given = service_environment("wikimedia with its private values")
    assert given["DATA_HOST"] == "mariadb.example.wmnet"
    assert given["DATA_PASSWORD"] == {
        "secretKeyRef": {"name": "links-linkrecommendation-config", "key": "DATA_PASSWORD"}
    }
    assert not [name for name in given if name.startswith("DB_")]
    secrets = {
        item["metadata"]["name"]: item["stringData"]
        for item in rendered("wikimedia with its private values")
        if item["kind"] == "Secret"
    }
    assert secrets == {
        "links-linkrecommendation-config": {"DATA_PASSWORD": "s3cret: 'x'"},
        "links-linkrecommendation-sync-config": {"DATA_PASSWORD": "other"},
    }
    variables = {name: value for name, value in given.items() if isinstance(value, str)}
    assert load(environ=variables | {"METRICS_DIR": str(tmp_path)}).url_prefix == "/service/linkrecommendation"
    port = one("wikimedia", "Service")["spec"]["ports"][0]["port"]
    assert (port, given["PORT"]) == (8000, "8000")
    assert one("wikimedia", "Pod")["spec"]["containers"][0]["command"] == ["service-checker-swagger"]


def test_a_job_writes_with_an_account_of_its_own():
    (spec,) = (item["spec"] for item in rendered("a database with a Secret that exists") if item["kind"] == "CronJob")
    given = environment(spec["jobTemplate"]["spec"]["template"]["spec"]["containers"][0])
    assert given["DATA_USER"] == "sync"
    assert given["DATA_PASSWORD"] == {"secretKeyRef": {"name": "mariadb-sync", "key": "password"}}
    assert given["DATA_HOST"] == "mariadb"
    service = service_environment("a database with a Secret that exists")
    assert service["DATA_USER"] == "service"


def test_training_reads_the_file_of_wikis(tmp_path):
    (written,) = (item for item in rendered("a volume for a fleet") if item["kind"] == "ConfigMap")
    (tmp_path / "wikis.yaml").write_text(written["data"]["wikis.yaml"])
    found = read_wikis_file(tmp_path / "wikis.yaml")
    assert found.mirror == "https://dumps.example.org"
    assert [(wiki.wiki, wiki.dump, wiki.fetch, wiki.strict, wiki.keep) for wiki in found.wikis] == [
        ("be_x_oldwiki", ("/work/other",), True, True, 5),
        ("kwwiki", ("/work/other",), True, True, None),
    ]


def test_commands_of_jobs_are_those_of_the_programs():
    """Their own parsers read the rendered arguments."""
    parsers = {"training": training_parser(), "api": api_parser()}
    read = set()
    for case in RENDERED:
        for container in (each for pod in pod_specs(case["name"]) for each in containers(pod)):
            match container.get("command", ()):
                case ["python", "-m", package, command]:
                    assert parsers[package].parse_args([command, *container["args"]])
                    read.add(command)
    assert read == {"fetch", "run", "prune", "fleet", "sync"}


def pod_labels(name: str) -> Iterator[dict[str, str]]:
    for item in rendered(name):
        spec = item.get("spec", {})
        if template := spec.get("jobTemplate", {}).get("spec", spec).get("template"):
            yield template["metadata"]["labels"]


@pytest.mark.parametrize("name", ["defaults", "wikimedia that also trains", "everything else"])
def test_services_policies_and_budgets_select_the_pods_that_there_are(name):
    selecting = ("Service", "NetworkPolicy", "PodDisruptionBudget")
    for item in (item for item in rendered(name) if item["kind"] in selecting):
        selector = item["spec"].get("podSelector") or item["spec"]["selector"]
        wanted = selector.get("matchLabels", selector)
        jobs = wanted["app.kubernetes.io/component"] == "job"
        pods = [labels for labels in pod_labels(name) if wanted.items() <= labels.items()]
        assert pods or (jobs and not [found for found in rendered(name) if found["kind"] == "CronJob"])


def test_prometheus_gets_each_file_of_alerts_and_grafana_each_dashboard():
    objects = rendered("everything else")
    rules = [item for item in objects if item["kind"] == "PrometheusRule"]
    assert len(rules) == len(list((chart.CHART / "alerts").glob("*.yaml")))
    dashboards = [item for item in objects if item["kind"] == "ConfigMap"]
    files = {path.name for path in (chart.CHART / "dashboards").glob("*.json")}
    assert {name for item in dashboards for name in item["data"]} == files


def test_the_values_in_the_guide_are_accepted():
    guide = (ROOT / "docs/how-to/kubernetes.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 6
    for example in examples:
        chart.render(yaml.safe_load(example))


def test_the_command_prints_the_objects(capsys):
    assert chart.main(["render", "--values", str(chart.CHART / "values-wikimedia.yaml"), "--name", "links"]) == 0
    assert list(yaml.safe_load_all(capsys.readouterr().out)) == rendered("wikimedia")


def test_the_command_says_what_is_wrong(capsys, tmp_path):
    (tmp_path / "values.yaml").write_text("config: {public: {MAX_MODEL: 3}}")
    assert chart.main(["render", "--values", str(tmp_path / "values.yaml")]) == 1
    assert "MAX_MODEL is no setting" in capsys.readouterr().err
    assert chart.main(["render", "--values", str(tmp_path / "missing.yaml")]) == 1
    assert "missing.yaml" in capsys.readouterr().err

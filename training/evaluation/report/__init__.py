"""The report of a training run: report.html for people, report.json for programs. It says whether to publish."""

from training.evaluation.report.content import ReportInput
from training.evaluation.report.importance import gains
from training.evaluation.report.verdicts import Verdict, verdict
from training.evaluation.report.writing import add_version, write_report

__all__ = ["ReportInput", "Verdict", "add_version", "gains", "verdict", "write_report"]

"""Longer jobs of daily work; `nox` alone runs lint, tests and pure."""

from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["lint", "tests", "pure"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
BUILD = nox.project.dependency_groups(PYPROJECT, "build")
LINT = nox.project.dependency_groups(PYPROJECT, "lint")


@nox.session
def lint(session: nox.Session) -> None:
    """Run every check of .pre-commit-config.yaml on all files."""
    # mypy reads the libraries; the extension is not needed for that.
    session.install(".[test]", "pre-commit", *LINT, env={"FOOTFALL_PURE": "1"})
    session.run("pre-commit", "run", "--all-files", "--show-diff-on-failure")


@nox.session
def tests(session: nox.Session) -> None:
    """Test the installed package, as the README says."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def pure(session: nox.Session) -> None:
    """Test the wheel without an extension."""
    session.install(".[test]", env={"FOOTFALL_PURE": "1"})
    session.run("python", "-c", "import footfall; assert footfall.available() == ('numba',)")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure; `-- --benchmark-save=NAME` keeps the figures for benchmarks/compare.py."""
    session.install(".[test]")
    names = ["-o", "python_files=bench_*.py", "-o", "python_functions=bench_*"]
    benchmarks = ["benchmarks", *names]
    session.run("python", "-m", "pytest", *benchmarks, *session.posargs)


@nox.session
def consumer(session: nox.Session) -> None:
    """Install the release build and use it from an outside C and C++ project."""
    session.install(*BUILD)
    session.run("cmake", "--workflow", "--preset", "release")


@nox.session
def asan(session: nox.Session) -> None:
    """Run the C++ tests with the address and undefined behaviour sanitizers."""
    session.install(*BUILD)
    session.run("cmake", "--workflow", "--preset", "asan")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the sdist, from it the wheel, and test that wheel."""
    session.install("build")
    folder = session.create_tmp()
    session.run("python", "-m", "build", "--outdir", folder)
    built = max(Path(folder).glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install(f"footfall[test] @ {built.resolve().as_uri()}")
    session.run("python", "-m", "pytest", *session.posargs)

"""What no linter knows about this house. Each rule is shown something that breaks it."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
Rule = Callable[[PurePosixPath, ast.Module], Iterator[ast.AST]]


def sources() -> Iterator[tuple[PurePosixPath, ast.Module]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        yield PurePosixPath(path.relative_to(ROOT).as_posix()), ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


@cache
def calls(tree: ast.AST) -> tuple[tuple[ast.Call, str], ...]:
    """Every call with what is called, as written: `session.commit`."""
    return tuple((node, ast.unparse(node.func)) for node in nodes(tree) if isinstance(node, ast.Call))


@cache
def imported(tree: ast.Module) -> tuple[tuple[ast.stmt, str], ...]:
    """Every imported name with its module: `app.core.clock.utc_now`."""
    found: list[tuple[ast.stmt, str]] = []
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom):
            found.extend((node, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            found.extend((node, alias.name) for alias in node.names)
    return tuple(found)


def is_edge(path: PurePosixPath) -> bool:
    """Where requests, jobs and commands come in, and `now` with them."""
    edges = {"bootstrap", "delivery", "deps", "health", "jobs", "middleware", "pages", "router", "worker"}
    stem = path.stem
    return stem in edges or stem.endswith(("_router", "_pages", "_jobs")) or path.parts[1] in {"cli", "web"}


def transactions_end_with_their_owner(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """`db` for requests and groups, the worker for jobs, the command line for commands. Nobody else."""
    owners = ("app/db/", "app/cli/", "app/jobs/worker.py")
    if not str(path).startswith(owners):
        for call, name in calls(tree):
            receiver, _, method = name.rpartition(".")
            # A photo's sink is committed too, to the store.
            if method in {"commit", "rollback", "begin_nested"} and not receiver.endswith("sink"):
                yield call


def transactions_begin_at_an_edge(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """Services and queries are given a session."""
    if not is_edge(path) and path.parts[1] != "db":
        yield from (call for call, name in calls(tree) if name.endswith(("database.write", ".write.begin")))


def there_is_one_clock(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    readings = (
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.time_ns",
    )
    if str(path) != "app/core/clock.py":
        yield from (call for call, name in calls(tree) if name.endswith(readings))


def now_is_an_argument(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """Only edges look at the clock: what decides is told what time it is. The audit trail decides nothing."""
    if not is_edge(path) and str(path) not in {"app/core/clock.py", "app/audit/record.py"}:
        yield from (node for node, name in imported(tree) if name == "app.core.clock.utc_now")


def failures_are_typed(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """An HTTPException has no code that anybody could look up."""
    if path.parts[1] != "core":
        yield from (node for node, name in imported(tree) if name.endswith(".HTTPException"))


def sessions_end_before_the_answer(_path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """FastAPI's default scope ends a `yield` dependency, and commits, after the answer."""
    yielding = {
        node.name
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(isinstance(inner, ast.Yield) for inner in nodes(node))
    }
    for call, name in calls(tree):
        if name == "Depends" and call.args and ast.unparse(call.args[0]) in yielding:
            scopes = [ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg == "scope"]
            if scopes != ["'function'"]:
                yield call


def waiting_for_a_connection_holds_no_thread(_path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """Whoever opens a session as a dependency has a share of the pool, or a turn at one with others."""
    opening = {
        node.name
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(name.endswith((".read", ".public", ".write", ".write.begin")) for _, name in calls(node))
        and not any(ast.unparse(given.annotation or given).endswith("Turn") for given in node.args.args)
    }
    for call, name in calls(tree):
        opens = name == "Depends" and call.args and ast.unparse(call.args[0]) in opening
        if opens and not any(keyword.arg == "max_concurrency" for keyword in call.keywords):
            yield call


def middleware_is_pure_asgi(_path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """One `@app.middleware("http")` made a request cost three times as much."""
    yield from (call for call, name in calls(tree) if name.endswith("app.middleware"))
    yield from (node for node, name in imported(tree) if name.endswith(".BaseHTTPMiddleware"))


def pages_are_found_by_key(_path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    yield from (call for call, name in calls(tree) if name.endswith(".offset"))


def inserts_are_told_by_returning(_path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """`rowcount` after ON CONFLICT DO NOTHING is wrong on PostgreSQL."""
    yield from (node for node in nodes(tree) if isinstance(node, ast.Attribute) and node.attr == "rowcount")


def only_db_knows_which_database_it_is(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    if path.parts[1] != "db":
        yield from (
            node for node in nodes(tree) if isinstance(node, ast.Attribute) and node.attr == "dialect"
        )
        yield from (node for node, name in imported(tree) if name.startswith("sqlalchemy.dialects"))


def rollups_are_written_by_histories(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    if path.name != "history.py":
        yield from (node for node, name in imported(tree) if name.startswith("app.tallies.apply"))


def annotations_are_real(_path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    """FastAPI, Pydantic and SQLAlchemy read them at run time."""
    names = {"__future__.annotations", "typing.TYPE_CHECKING"}
    yield from (node for node, name in imported(tree) if name in names)


def files_say_what_is_in_them(path: PurePosixPath, tree: ast.Module) -> Iterator[ast.AST]:
    nameless = {"utils", "util", "helpers", "common", "misc", "manager", "base_service"}
    if nameless & {path.stem, *path.parts}:
        yield tree


RULES: dict[Rule, tuple[str, str]] = {
    transactions_end_with_their_owner: ("app/reports/service.py", "session.commit()"),
    transactions_begin_at_an_edge: ("app/reports/service.py", "with database.write.begin() as s: pass"),
    there_is_one_clock: ("app/reports/router.py", "now = datetime.now(UTC)"),
    now_is_an_argument: ("app/reports/service.py", "from app.core.clock import utc_now"),
    failures_are_typed: ("app/reports/router.py", "from fastapi import HTTPException"),
    sessions_end_before_the_answer: ("app/db/deps.py", "def s():\n    yield 1\nDb = Depends(s)"),
    waiting_for_a_connection_holds_no_thread: (
        "app/db/deps.py",
        "def s(db):\n    with db.read() as r:\n        yield r\nDb = Depends(s, scope='function')",
    ),
    middleware_is_pure_asgi: ("app/bootstrap.py", "@app.middleware('http')\nasync def m(): pass"),
    pages_are_found_by_key: ("app/reports/queries.py", "select(Report).offset(50)"),
    inserts_are_told_by_returning: ("app/reports/service.py", "new = session.execute(x).rowcount"),
    only_db_knows_which_database_it_is: ("app/reports/queries.py", "session.bind.dialect.name"),
    rollups_are_written_by_histories: ("app/moderation/x.py", "from app.tallies.apply import apply"),
    annotations_are_real: ("app/reports/models.py", "from __future__ import annotations"),
    files_say_what_is_in_them: ("app/reports/utils.py", ""),
}


@pytest.fixture(scope="module")
def looked_at() -> Iterator[list[tuple[PurePosixPath, ast.Module]]]:
    """Read once for all rules, and forgotten: so many nodes would slow every later look for garbage."""
    yield list(sources())
    for kept in (nodes, calls, imported):
        kept.cache_clear()


@pytest.mark.xdist_group("house rules")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
class TestRule:
    def test_holds(self, rule: Rule, looked_at: list[tuple[PurePosixPath, ast.Module]]) -> None:
        assert len(looked_at) > 100

        broken = [
            f"{path}:{getattr(node, 'lineno', 1)}" for path, tree in looked_at for node in rule(path, tree)
        ]

        assert broken == [], rule.__doc__

    def test_sees_what_breaks_it(self, rule: Rule) -> None:
        path, source = RULES[rule]

        assert list(rule(PurePosixPath(path), ast.parse(source)))

"""What holds for PostgreSQL and MySQL alike where something is wrong with the server or the way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pytest
from live_databases import Database, database
from relational_stores import Row, Rows, read, relational, table, write

from dynamite.errors import DynamiteError, InputError, MigrationError
from dynamite.schema import ForeignKey, Key
from dynamite.stores import open_store

SERVERS = [
    pytest.param("postgres", marks=pytest.mark.server("postgres")),
    pytest.param("mysql", marks=pytest.mark.server("mysql")),
]
T = relational(table("t", "a:int b:string?"))
ROWS: dict[str, list[Row]] = {"t": [(n, f"text {n}") for n in range(1000)]}


@pytest.fixture(params=SERVERS)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    return database(request.param, str(tmp_path))


def secret(db: Database) -> str:
    return unquote(urlsplit(db.url).password or "")


def message(error: pytest.ExceptionInfo[DynamiteError], db: Database) -> str:
    """The error's line, which has no password, neither plain nor quoted."""
    text = str(error.value)
    assert "\n" not in text
    assert "unguessed" not in text
    assert secret(db) not in text
    assert str(urlsplit(db.url).password) not in text
    return text


def test_a_server_that_is_down_is_one_line(db: Database) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        store = open_store(db.at(host=f"127.0.0.1:{unused.getsockname()[1]}"))
    for attempt in (store.schema, store.exists, lambda: write(store, T, ROWS)):
        with pytest.raises(InputError) as caught:
            attempt()
        assert "cannot connect: " in message(caught, db)
        assert "refused" in message(caught, db)


def test_a_wrong_password_is_one_line(db: Database) -> None:
    with pytest.raises(InputError) as caught:
        open_store(db.at(password="unguessed")).schema()
    assert "cannot connect: " in message(caught, db)
    assert "'ada'" in message(caught, db) or '"ada"' in message(caught, db)


def test_a_database_that_is_not_there_is_one_line(db: Database) -> None:
    with pytest.raises(InputError, match=r"cannot connect: .*no_such_base") as caught:
        open_store(db.at(database="no_such_base")).schema()
    message(caught, db)


def test_a_user_who_may_not_create_is_one_line(db: Database) -> None:
    if db.server == "postgres":
        db.execute(
            f"CREATE ROLE {db.name} LOGIN PASSWORD 'unguessed';\nCREATE TABLE t (a int, b text)"
        )
    else:
        db.execute(
            f"CREATE USER {db.name} IDENTIFIED BY 'unguessed';\nCREATE TABLE t (a int, b text);\n"
            f"GRANT SHOW VIEW, DELETE ON {db.name}.* TO {db.name}"
        )
    store = open_store(db.at(user=db.name, password="unguessed"))
    with pytest.raises(InputError, match=r"(?i)denied") as caught:
        write(store, relational(table("u", "a:int")), {"u": [(1,)]})
    assert "nothing was written: " in message(caught, db)
    with pytest.raises(InputError, match=r"(?i)cannot be read: .*denied|no (table 't'|column 'a')"):
        read(store, T)
    store.close()
    db.execute(f"DROP {'ROLE' if db.server == 'postgres' else 'USER'} {db.name}")


@contextmanager
def proxy(db: Database) -> Iterator[tuple[str, threading.Event]]:
    """The URL of a way to the server that is cut when the event is set."""
    there, cut = urlsplit(db.url), threading.Event()
    ends: list[socket.socket] = []

    def carry(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass

    def listen() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection((there.hostname or "", there.port or 0))
            ends.extend((near, far))
            threading.Thread(target=carry, args=(near, far), daemon=True).start()
            threading.Thread(target=carry, args=(far, near), daemon=True).start()

    def wait() -> None:
        cut.wait()
        listener.close()
        for end in ends:
            end.shutdown(socket.SHUT_RDWR)
            end.close()

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        for work in (listen, wait):
            threading.Thread(target=work, daemon=True).start()
        query = {"postgres": "sslmode=disable", "mysql": "ssl-mode=DISABLED"}[db.server]
        yield db.at(host=f"127.0.0.1:{listener.getsockname()[1]}", query=query), cut
        cut.set()


def test_a_way_that_is_cut_while_writing_is_one_line(db: Database) -> None:
    write(open_store(db.url), T, {"t": [(1, "old")]})
    with proxy(db) as (url, cut):

        class Cutting(Rows):
            def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
                for number, batch in enumerate(super().flat(key)):
                    if number == 5:
                        cut.set()
                    yield batch

        store = open_store(url)
        content = Cutting(T, {"t": ROWS["t"] * 100}, size=500)
        with pytest.raises(MigrationError, match="nothing was written: ") as caught:
            store.write(T, content, "replace")
        message(caught, db)
        store.close()
    assert read(open_store(db.url), T) == {"t": [(1, "old")]}
    write(open_store(db.url), T, ROWS, "replace")
    assert read(open_store(db.url), T) == ROWS


def test_a_way_that_is_cut_while_reading_is_one_line(db: Database) -> None:
    write(open_store(db.url), T, {"t": [(n, "x" * 100) for n in range(150_000)]})
    with proxy(db) as (url, cut):
        store = open_store(url)
        batches = store.read(T, {("t",): ["a", "b"]})
        next(batches)
        cut.set()
        with pytest.raises(InputError, match="cannot be read: ") as caught:
            list(batches)
        message(caught, db)
        store.close()


def test_an_unencrypted_way_is_refused_where_the_url_demands_proof(
    db: Database, tmp_path: Path
) -> None:
    """The server's certificate is its own: it proves nothing to whoever does not know it."""
    (tmp_path / "other.crt").write_text("")
    demands = {"postgres": "sslmode=verify-full", "mysql": "ssl-mode=VERIFY_IDENTITY"}
    with pytest.raises(InputError, match=r"cannot connect: .*(?i:certificate)") as caught:
        open_store(db.at(query=demands[db.server])).schema()
    message(caught, db)
    encrypted = {"postgres": "sslmode=require", "mysql": "ssl-mode=REQUIRED"}
    store = open_store(db.at(query=encrypted[db.server]))
    assert not store.exists()
    store.close()


def test_the_password_may_stand_in_the_environment(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = {"postgres": "PGPASSWORD", "mysql": "MYSQL_PWD"}[db.server]
    monkeypatch.setenv(variable, secret(db))
    store = open_store(db.at(password=""))
    assert not store.exists()
    store.close()


def test_the_password_may_stand_in_the_file_of_the_home_directory(
    db: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if db.server == "postgres":
        escaped = secret(db).replace("\\", "\\\\").replace(":", "\\:")
        file, text = tmp_path / ".pgpass", f"*:*:*:*:{escaped}\n"
        monkeypatch.setenv("PGPASSFILE", str(file))
    else:
        file, text = tmp_path / ".my.cnf", f"!include x\n[client]\npassword = '{secret(db)}'\n"
    file.write_text(text)
    file.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    store = open_store(db.at(password=""))
    assert not store.exists()
    store.close()


def test_a_password_with_a_bare_slash_is_not_shown_in_parts(db: Database) -> None:
    with pytest.raises(InputError) as caught:
        open_store(db.at(password="un/guessed")).schema()
    assert "guessed" not in str(caught.value)
    assert "/ as %2F" in str(caught.value)


def test_orphans_and_clashes_leave_all_as_it_was(db: Database) -> None:
    schema = relational(
        table("p", "id:int", key="id"),
        table("c", "p:int", foreign_keys=[ForeignKey(("p",), "p", ("id",))]),
    )
    before: dict[str, list[Row]] = {"p": [(1,)], "c": [(1,)]}
    store = open_store(db.url)
    write(store, schema, before)
    for wrong in ({"p": [(1,)], "c": [(2,)]}, {"p": [(3,), (3,)], "c": [(3,)]}):
        for mode in ("replace", "append"):
            with pytest.raises(MigrationError, match=r": (p|c): nothing was written: ") as caught:
                write(store, schema, wrong, mode)
            assert any(sign in message(caught, db) for sign in "23")
            assert read(store, schema) == before
            store.close()

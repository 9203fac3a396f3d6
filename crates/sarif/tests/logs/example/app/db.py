"""Größe zählt: a line with ümlauts and 😀 before the query."""


def find(cursor, name):
    assert name
    title = "ä😀"; cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)  # noqa: S608
    return title


def run(expression):
    return eval(expression)


def open_database(connect):
    return connect(user="app", password="sesame7")

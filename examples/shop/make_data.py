"""Writes ``shop.db``: a shop's orders from a seeded generator, in the tables of ``shop.sql``."""

from __future__ import annotations

import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path

from examples.data import arguments

FIRST = ("Ida", "Sam", "Noor", "Emil", "Lia", "Ken", "Ruth", "Jörg", "Aïcha", "Tomas")
LAST = ("Novak", "Lind", "Haddad", "Berg", "Ferrari", "Osei", "Adler", "O'Neill", "de Vries")
CITIES = ("Graz", "Linz", "Wels", "Steyr", "Enns")
CATEGORIES = ("Kitchen", "Tea", "Garden", "Books")
KINDS = ("mug", "pot", "tin", "tray")
COLOURS = ("Blue", "Red", "White", "Large", "Small", 'The "old"')


def write_shop(path: Path, orders: int) -> None:
    """Write that many orders, with one to four items each; a third of them has a coupon."""
    rng = random.Random(20260302)
    database = sqlite3.connect(path)
    database.executescript((Path(__file__).parent / "shop.sql").read_text("utf-8"))
    customers = max(3, orders // 4)
    products = [f"{colour} {kind}" for colour in COLOURS for kind in KINDS]
    rows: dict[str, list[tuple[object, ...]]] = {
        "customers": [
            (n, f"{rng.choice(FIRST)} {rng.choice(LAST)}", rng.choice(CITIES))
            for n in range(1, customers + 1)
        ],
        "categories": list(enumerate(CATEGORIES, 1)),
        "products": [
            (n, title, rng.randint(1, len(CATEGORIES))) for n, title in enumerate(products, 1)
        ],
        "coupons": [(n, f"CODE{n}", 5 * n) for n in range(1, 8)],
        "orders": [],
        "order_items": [],
    }
    for order in range(1, orders + 1):
        day = date(2026, 1, 1) + timedelta(days=rng.randrange(365))
        coupon = rng.randint(1, 7) if rng.random() < 1 / 3 else None
        rows["orders"].append((order, rng.randint(1, customers), day.isoformat(), coupon))
        for product in rng.sample(range(1, len(products) + 1), rng.randint(1, 4)):
            cents = 50 * rng.randint(5, 200)
            rows["order_items"].append((order, product, rng.randint(1, 5), cents))
    for table, records in rows.items():
        marks = ", ".join("?" * len(records[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", records)
    database.commit()
    database.close()


if __name__ == "__main__":
    directory, limit = arguments(__doc__)
    write_shop(directory / "shop.db", 5000 if limit is None else limit)

"""Prints the star schema that ``shop.db`` should become, by plain SQL in SQLite."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from examples.data import check_arguments, print_data

DIM_CUSTOMER = "SELECT customer_id, name, city FROM customers"
DIM_PRODUCT = """
SELECT product_id, title, label AS category
FROM products JOIN categories USING (category_id)"""
FACT_SALES = """
SELECT order_id, product_id, customer_id, ordered_on, quantity, cents, code AS coupon
FROM order_items JOIN orders USING (order_id) LEFT JOIN coupons USING (coupon_id)"""


def star(source: Path) -> dict[str, list[dict[str, object]]]:
    """The rows of each table of the star schema."""
    database = sqlite3.connect(source)
    database.row_factory = sqlite3.Row
    queries = {"dim_customer": DIM_CUSTOMER, "dim_product": DIM_PRODUCT, "fact_sales": FACT_SALES}
    return {table: [dict(row) for row in database.execute(sql)] for table, sql in queries.items()}


if __name__ == "__main__":
    print_data(star(check_arguments(__doc__)))

"""The rules of the bulk benchmark: each as a program, and as SQL written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_SOURCE: Final = """\
//@ source relational
//@ in_orders {"table": ["orders"], "columns": {"id": "int", "customer": "int", "product": "int", \
"day": "date", "quantity": "int", "price": "float", "status": "string", "channel": "string", \
"region": "string", "weight": "float", "note": "string?"}, "primary_key": ["id"]}
//@ in_customers {"table": ["customers"], "columns": {"id": "int", "name": "string", \
"city": "string"}, "primary_key": ["id"]}
//@ in_products {"table": ["products"], "columns": {"id": "int", "title": "string", \
"maker": "string"}, "primary_key": ["id"]}
"""

_INPUTS: Final = """\
.type date <: symbol
.decl in_orders(id: number, customer: number, product: number, day: date, quantity: number, \
price: float, status: symbol, channel: symbol, region: symbol, weight: float, note: symbol)
.decl in_customers(id: number, name: symbol, city: symbol)
.decl in_products(id: number, title: symbol, maker: symbol)
.input in_orders
.input in_customers
.input in_products
"""

_TYPES: Final = {
    "int": "number",
    "float": "float",
    "string": "symbol",
    "string?": "symbol",
    "date": "date",
}


@dataclass(frozen=True)
class Rule:
    """A target, as the fields of its records and as what derives them.

    ``body`` is Datalog's, with the fields' names as variables; ``sql`` is the query by hand, with
    ``{orders}`` and the like where it reads a table. ``is_nested`` has the orders of each customer
    as a list, in the order of their keys.
    """

    name: str
    fields: dict[str, str]
    body: str
    sql: str
    is_nested: bool = False

    @property
    def relation(self) -> str:
        """The name of the target's table or collection."""
        return "customers" if self.is_nested else "sales"

    def program(self, is_document: bool) -> str:
        """The text of the program, for a target of documents or of tables."""
        if self.is_nested:
            return _NESTED
        fields = ", ".join(f'"{name}": "{kind}"' for name, kind in self.fields.items())
        kind, place = ("document", "collection") if is_document else ("relational", "table")
        inner = "fields" if is_document else "columns"
        declared = [f"{name}: {_TYPES[kind]}" for name, kind in self.fields.items()]
        head = list(self.fields)
        types = ""
        if is_document:
            types, declared, head = (
                ".type SaleId = Sale {id: number}\n",
                ["_id: SaleId", *declared],
                ["$Sale(id)", *head],
            )
        return (
            f"{_SOURCE}//@ target {kind}\n"
            f'//@ out_sales {{"{place}": ["sales"], "{inner}": {{{fields}}}}}\n{_INPUTS}{types}'
            f".decl out_sales({', '.join(declared)})\n.output out_sales\n"
            f"out_sales({', '.join(head)}) :- {self.body}.\n"
        )


_NESTED: Final = f"""\
{_SOURCE}//@ target document
//@ out_customers {{"collection": ["customers"], "fields": {{"id": "int", "name": "string"}}}}
//@ out_customers_orders {{"array": ["customers", "orders"], "fields": {{"id": "int", \
"day": "date", "price": "float"}}}}
{_INPUTS}
.type CustomersId = Customers {{id: number}}
.type OrdersId = Orders {{id: number}}
.decl out_customers(_id: CustomersId, id: number, name: symbol)
.decl out_customers_orders(_parent: CustomersId, _id: OrdersId, _index: number, id: number, \
day: date, price: float)
.output out_customers
.output out_customers_orders
out_customers($Customers(id), id, name) :- in_customers(id, name, _).
out_customers_orders($Customers(c), $Orders(id), 0, id, day, price) :-
    in_customers(c, _, _), in_orders(id, c, _, day, _, price, _, _, _, _, _).
"""

_ORDER: Final = {"id": "int", "day": "date", "quantity": "int", "price": "float"}

RULES: Final = (
    Rule(
        "flat",
        {
            **_ORDER,
            "customer": "int",
            "product": "int",
            "status": "string",
            "channel": "string",
            "region": "string",
            "weight": "float",
            "note": "string?",
        },
        "in_orders(id, customer, product, day, quantity, price, status, channel, region, weight, "
        "note)",
        "SELECT id, day, quantity, price, customer, product, status, channel, region, weight, note "
        "FROM {orders}",
    ),
    Rule(
        "three-way join",
        {**_ORDER, "name": "string", "city": "string", "title": "string", "maker": "string"},
        "in_orders(id, c, p, day, quantity, price, _, _, _, _, _), in_customers(c, name, city), "
        "in_products(p, title, maker)",
        "SELECT o.id, day, quantity, price, name, city, title, maker FROM {orders} AS o "
        "JOIN {customers} AS c ON c.id = o.customer JOIN {products} AS p ON p.id = o.product",
    ),
    Rule(
        "nested",
        {"id": "int", "name": "string"},
        "",
        "SELECT c.id, c.name, coalesce(orders, []) AS orders FROM {customers} AS c LEFT JOIN "
        "(SELECT customer, list({{'id': id, 'day': day, 'price': price}} ORDER BY id) AS orders "
        "FROM {orders} GROUP BY customer) AS o ON o.customer = c.id",
        is_nested=True,
    ),
)

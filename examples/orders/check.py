"""Prints the rows that the order documents should become, by plain loops."""

from __future__ import annotations

import json

from examples.data import check_arguments, print_records

if __name__ == "__main__":
    with check_arguments(__doc__).open(encoding="utf-8") as lines:
        orders = [json.loads(line) for line in lines]
    for order in orders:
        number = order["order_no"]
        row = {
            "order_no": number,
            "placed_at": order["placed"],
            "email": order["customer"]["email"],
            "note": order.get("note"),
        }
        print_records("orders", [row])
        for line in order["lines"]:
            row = {
                "order_no": number,
                "sku": line["sku"],
                "quantity": line["quantity"],
                "unit_cents": line["cents"],
            }
            print_records("order_lines", [row])
        print_records("order_tags", [{"order_no": number, "tag": t} for t in order.get("tags", [])])

"""Writes the programs of ten web applications: ``python -m benchmarks.refactor_programs``.

The schema changes are facts of the published evaluation; the unchanged tables have its numbers of
columns under names of our own, and the programs are written here: for each table what applications
do with it, until the numbers of functions and statements of the published programs are reached.
More than a third of the functions use what the published programs never use.
"""

# ruff: noqa: E501 -- the tables read better on long lines
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parent / "refactorings"

POOL = (
    "name", "title", "description", "status", "email", "phone", "kind", "amount:i", "position:i",
    "url", "notes", "city", "code", "total:i", "starts_on", "ends_on", "language", "color", "size:i",
    "weight:i", "origin", "label", "summary", "content", "token", "locale", "score:i", "level:i",
    "created_at", "updated_at",
)  # fmt: skip
"""Names and types of the columns of tables that do not change."""


@dataclass(frozen=True)
class TableText:
    """A table as its text: ``id*:i user_id:i>users name``; a star marks the key."""

    name: str
    columns: tuple[str, ...]

    @property
    def key(self) -> str:
        return next(c for c in self.columns if "*" in c).partition("*")[0]

    @property
    def plain(self) -> list[str]:
        """The columns that are neither the key nor a foreign key."""
        return [c.partition(":")[0] for c in self.columns if "*" not in c and ">" not in c]

    @property
    def numbers(self) -> list[str]:
        return [c.partition(":")[0] for c in self.columns if c.endswith(":i") and "*" not in c]

    @property
    def parents(self) -> list[tuple[str, str]]:
        """The foreign keys: column and table."""
        pairs = [c.split(">") for c in self.columns if ">" in c]
        return [(column.partition(":")[0].rstrip("*"), table) for column, table in pairs]

    def ddl(self, keys: dict[str, str], counting: bool) -> str:
        lines = []
        for column in self.columns:
            text, _, other = column.partition(">")
            name, _, letter = text.partition(":")
            kind = "int" if letter == "i" else "text"
            if "*" in name:
                kind = f"{'serial' if counting else 'int'} PRIMARY KEY"
            line = f"{name.rstrip('*')} {kind}"
            lines.append(f"  {line}{f' REFERENCES {other} ({keys[other]})' if other else ''}")
        body = ",\n".join(lines)
        return f"CREATE TABLE {self.name} (\n{body}\n);\n"


def table(text: str) -> TableText:
    name, *columns = text.split()
    return TableText(name, tuple(columns))


def unchanged(text: str) -> TableText:
    """A table from ``name/columns`` and the tables it refers to: ``devices/7 laboratories``."""
    head, *parents = text.split()
    name, number = head.split("/")
    columns = ["id*:i", *(f"{parent.rstrip('s')}_id:i>{parent}" for parent in parents)]
    for column in POOL:
        if len(columns) == int(number):
            break
        columns.append(column)
    return TableText(name, tuple(columns))


@dataclass
class Application:
    """A program to be written: changed tables before and after, the others, and how much of it."""

    name: str
    updates: int
    queries: int
    statements: tuple[int, int, int, int]
    old: list[str]
    new: list[str]
    others: list[str] = field(default_factory=list)
    made: tuple[str, ...] = ()
    embedded: tuple[str, ...] = ()
    """Tables that vanish into others: only the blocks that are given use them, and their keys."""
    blocks: dict[str, list[str]] = field(default_factory=dict)

    def schema(self, changed: list[str]) -> str:
        tables = [*map(unchanged, self.others), *map(table, changed)]
        keys = {t.name: t.key for t in tables}
        return "\n".join(t.ddl(keys, t.name in self.made) for t in _parents_first(tables))

    def program(self) -> str:
        tables = [*map(table, self.old), *map(unchanged, self.others)]
        by_name = {t.name: t for t in tables}
        blocks = {name: list(statements) for name, statements in self.blocks.items()}
        changes = len([b for b in blocks.values() if not b[0].startswith("SELECT")])
        queries = len(blocks) - changes
        shown = [t for t in tables if t.name not in self.embedded]
        for name, statements in _some(_updates(shown, self), self.updates - changes):
            blocks.setdefault(name, statements)
        missing = self.statements[2] - sum(
            s.startswith("UPDATE") for b in blocks.values() for s in b
        )
        for name, statement in _more_updates(shown, blocks, max(missing, 0)):
            blocks[name].append(statement)
        for name, statements in _some(
            _queries(shown, by_name, self.embedded), self.queries - queries
        ):
            blocks.setdefault(name, statements)
        return "\n".join(
            f"-- name: {name}\n" + "".join(f"{statement};\n" for statement in statements)
            for name, statements in blocks.items()
        )


def _parents_first(tables: list[TableText]) -> list[TableText]:
    done: list[TableText] = []
    while len(done) < len(tables):
        names = {t.name for t in done}
        ready = [
            t for t in tables
            if t not in done and all(p in names or p == t.name for _, p in t.parents)
        ]  # fmt: skip
        done += ready or [t for t in tables if t not in done]
    return done


def _some(blocks: Iterator[tuple[str, list[str]]], number: int) -> Iterator[tuple[str, list[str]]]:
    for _, block in zip(range(max(number, 0)), blocks, strict=False):
        yield block


def _updates(tables: list[TableText], application: Application) -> Iterator[tuple[str, list[str]]]:
    for t in tables:
        names = [c.partition(":")[0].rstrip("*") for c in t.columns]
        marks = ", ".join(f":{name}" for name in names)
        if f"create_{t.name}" not in application.blocks:
            text = f"INSERT INTO {t.name} ({', '.join(names)}) VALUES ({marks})"
            yield f"create_{t.name}", [text]
        if f"remove_{t.name}" not in application.blocks:
            yield f"remove_{t.name}", [f"DELETE FROM {t.name} WHERE {t.key} = :id"]
    for number in count():
        for t in tables:
            columns = t.plain
            if number < len(columns):
                column = columns[number]
                condition = f"{t.key} = :id"
                if number % 3 == 1:
                    condition += f" AND {column} <> :value"
                yield (
                    f"set_{column}_of_{t.name}",
                    [f"UPDATE {t.name} SET {column} = :value WHERE {condition}"],
                )


def _more_updates(
    tables: list[TableText], blocks: dict[str, list[str]], number: int
) -> Iterator[tuple[str, str]]:
    """Further columns that the functions which set one column set as well."""
    setters = [
        (t, at, f"set_{column}_of_{t.name}")
        for t in tables
        for at, column in enumerate(t.plain)
        if f"set_{column}_of_{t.name}" in blocks and len(t.plain) > 1
    ]
    for found in range(number):
        step, position = divmod(found, len(setters))
        t, at, name = setters[position]
        other = t.plain[(at + 1 + step) % len(t.plain)]
        yield name, f"UPDATE {t.name} SET {other} = :new_{other} WHERE {t.key} = :id"


def _queries(
    tables: list[TableText], by_name: dict[str, TableText], embedded: tuple[str, ...]
) -> Iterator[tuple[str, list[str]]]:
    for number in count():
        for t in tables:
            yield from _query(t, number, by_name, embedded)


def _query(
    t: TableText, number: int, by_name: dict[str, TableText], embedded: tuple[str, ...]
) -> Iterator[tuple[str, list[str]]]:
    columns, name, key = t.plain, t.name, t.key
    first = columns[number // 10 % len(columns)] if columns else key
    other = columns[-1 - number // 10 % len(columns)] if columns else key
    kept = [pair for pair in t.parents if pair[1] not in embedded]
    suffix = f"_{number // 10}" if number >= 10 else ""
    joined = f"SELECT t.{first}, p.{{0}} FROM {name} t {{1}} {{2}} p ON p.{{3}} = t.{{4}}"
    match number % 10:
        case 0:
            yield f"get_{name}{suffix}", [f"SELECT {first}, {other} FROM {name} WHERE {key} = :id"]
        case 1 if kept:
            column, _ = kept[number // 10 % len(kept)]
            yield (
                f"{name}_by_{column}{suffix}",
                [f"SELECT {key}, {first} FROM {name} WHERE {column} = :id"],
            )
        case 2:
            yield (
                f"find_{name}{suffix}",
                [f"SELECT {key} FROM {name} WHERE {first} = :one OR {other} > :two"],
            )
        case 3 if t.parents:
            column, parent = t.parents[number // 10 % len(t.parents)]
            p = by_name[parent]
            shown = (p.plain or [p.key])[0]
            text = joined.format(shown, "JOIN", parent, p.key, column)
            yield f"{name}_with_{column}{suffix}", [f"{text} WHERE t.{key} = :id"]
        case 4:
            yield (
                f"count_{name}{suffix}",
                [f"SELECT {first}, COUNT(*) AS number FROM {name} GROUP BY {first} ORDER BY 1"],
            )
        case 5 if t.parents:
            column, parent = t.parents[number // 10 % len(t.parents)]
            p = by_name[parent]
            shown = (p.plain or [p.key])[0]
            text = joined.format(shown, "LEFT JOIN", parent, p.key, column)
            yield f"all_{name}_with_{column}{suffix}", [f"{text} WHERE t.{other} IN (:one, :two)"]
        case 6:
            yield (
                f"last_{name}{suffix}",
                [f"SELECT {key}, {first} FROM {name} ORDER BY {other} DESC, {key} LIMIT 3"],
            )
        case 7:
            yield (
                f"like_{name}{suffix}",
                [
                    f"SELECT a.{key}, b.{key} AS other FROM {name} a JOIN {name} b "
                    f"ON b.{first} = a.{first} AND a.{key} < b.{key}"
                ],
            )
        case 8:
            yield f"{first}_of_{name}{suffix}", [f"SELECT {first} FROM {name} WHERE {key} = :id"]
        case 9:
            yield (
                f"known_{name}{suffix}",
                [f"SELECT {other} FROM {name} WHERE NOT {first} IS NULL AND {key} <> :id"],
            )


APPLICATIONS = [
    Application(
        "11-cdx", 59, 79, (79, 17, 99, 18),
        ["activation_tokens id*:i value device_secret_key device_id:i>devices created_at updated_at",
         "subscribers id*:i user_id:i>users name url filter fields last_run_at created_at updated_at "
         "url_user url_password"],
        ["activation_tokens id*:i value client_id device_id:i>devices created_at updated_at",
         "filters id*:i user_id:i>users param_name filter_params created_at updated_at",
         "subscribers id*:i user_id:i>users name url fields last_run_at created_at updated_at "
         "url_user url_password filter_id:i>filters"],
        ["activations/4 devices", "device_models/4 institutions",
         "device_models_manifests/3 device_models manifests", "devices/7 device_models institutions",
         "devices_laboratories/3 devices laboratories", "events/11 devices institutions",
         "identities/6 users", "institutions/5 users", "laboratories/14 institutions locations",
         "locations/12", "manifests/6", "policies/8 users", "ssh_keys/5 devices", "users/20"],
        ("filters",)),
    Application(
        "12-coachup", 20, 25, (25, 4, 46, 4),
        ["courses id*:i title description price:i coach_id:i>users created_at updated_at sport "
         "max_participants:i address latitude longitude"],
        ["locations id*:i latitude longitude address created_at updated_at",
         "courses id*:i title description price:i coach_id:i>users created_at updated_at sport "
         "max_participants:i location_id:i>locations"],
        ["subscriptions/5 users training_sessions", "training_sessions/9 courses", "users/25"],
        ("locations",)),
    Application(
        "13-2030club", 60, 65, (65, 15, 145, 15),
        ["locations id*:i participant_id:i>participants region address address_cont city state zip "
         "phone created_at updated_at"],
        ["regions id*:i name created_at updated_at",
         "locations id*:i participant_id:i>participants address address_cont city state zip phone "
         "region_id:i>regions created_at updated_at"],
        ["categories/4", "email_addresses/7 users", "events/15", "guests/6 registrations", "items/7",
         "memberships/4", "order_items/6 orders items", "orders/9 users", "participants/13",
         "registrations/17 events", "states/3", "user_addresses/12 users", "user_profiles/17",
         "users/24"],
        ("regions",)),
    Application(
        "14-rails-ecomm", 28, 37, (37, 8, 57, 8),
        ["orders id*:i status pst_rate gst_rate hst_rate created_at updated_at "
         "customer_id:i>customers",
         "products id*:i name description price stock_quantity:i created_at updated_at category"],
        ["categories id*:i title description created_at updated_at",
         "orders id*:i status pst_rate gst_rate hst_rate created_at updated_at "
         "customer_id:i>customers order_total",
         "products id*:i name description price stock_quantity:i created_at updated_at "
         "category_id:i>categories"],
        ["active_admin_comments/9 admin_users", "admin_users/13", "customers/10 provinces",
         "line_items/7 orders products", "provinces/7", "reviews/7 products"],
        ("categories",)),
    Application(
        "15-royk", 64, 87, (87, 19, 121, 19),
        ["events_users id*:i user_id:i>users event_id:i>events"],
        ["attendants id*:i user_id:i>users role event_id:i>events created_at updated_at"],
        ["articles/10 users", "blog_posts/6 blogs", "blogs/5 users", "categories/4",
         "comments/9 users posts", "conversations/3 users", "events/10 users", "feeds/9 users",
         "likes/6 users posts", "messages/8 users conversations", "notifications/11 users",
         "pages/5 users", "posts/8 users categories", "taggings/8 tags posts", "tags/2", "users/28",
         "users_videos/3 users videos", "videos/14 categories"]),
    Application(
        "16-mathhotspot", 21, 33, (33, 7, 24, 7),
        ["math_problem_templates template_id*:i lesson_id:i>lessons instruction_id:i>instructions "
         "difficulty:i created_at updated_at display_mode",
         "math_problems id*:i math_problem_template_id:i>math_problem_templates question_markup "
         "created_at updated_at answer_markup"],
        ["math_problem_templates id*:i lesson_id:i>lessons instruction_id:i>instructions created_at "
         "updated_at display_mode",
         "problem_levels template_id*:i math_problem_template_id:i>math_problem_templates "
         "difficulty:i created_at updated_at",
         "math_problems id*:i problem_level_id:i>problem_levels question_markup created_at "
         "updated_at answer_markup"],
        ["instructions/4", "lessons/7 subjects", "subjects/4", "worksheet_problems/6 worksheets",
         "worksheets/4"],
        ("math_problem_templates",)),
    Application(
        "17-gallery", 25, 33, (33, 7, 41, 7),
        ["orders id*:i user_id:i>users status pickup_or_delivery street_number street city state "
         "zip created_at updated_at line_items"],
        ["addresses id*:i user_id:i>users street_number street city state zip created_at updated_at",
         "orders id*:i user_id:i>users status pickup_or_delivery created_at updated_at line_items "
         "address_id:i>addresses"],
        ["carts/4 users", "categories/5", "item_categories/5 items categories", "items/12",
         "line_items/6 items carts", "users/8"],
        ("addresses",)),
    Application(
        "18-deejbase", 29, 41, (41, 10, 71, 9),
        ["venues id*:i name address created_at updated_at phone image_url cross_streets neighborhood "
         "latitude longitude yelp_rating yelp_id category"],
        ["neighborhoods id*:i name created_at updated_at",
         "venues id*:i name address created_at updated_at phone image_url cross_streets hood "
         "latitude longitude yelp_rating yelp_id category neighborhood_id:i>neighborhoods"],
        ["comments/5 users events", "dj_genres/5 djs genres", "djs/24", "events/9 venues djs",
         "genres/4", "ratings/8 users djs", "replies/3 comments", "tracks/7 djs", "users/13"],
        ("neighborhoods",)),
    Application(
        "19-visible-closet", 84, 179, (179, 26, 199, 26),
        ["stored_items id*:i box_id:i>boxes created_at updated_at photo_file_name photo_content_type "
         "photo_file_size:i photo_updated_at access_token status donated_to shipment_id:i>shipments"],
        ["stored_items id*:i box_id:i>boxes created_at updated_at status donated_to "
         "shipment_id:i>shipments",
         "stored_item_photos id*:i photo_file_name photo_content_type photo_file_size:i "
         "photo_updated_at access_token stored_item_id:i>stored_items created_at updated_at"],
        ["addresses/18 users", "boxes/20 users subscriptions", "boxes_subscriptions/3 boxes "
         "subscriptions", "cart_items/10 carts products", "carts/8 users", "charges/10 users products",
         "credits/7 users", "interested_people/4", "invoices/6 users", "marketing_hits/4",
         "order_lines/14 orders products", "orders/7 users", "payment_profiles/13 users addresses",
         "payment_transactions/15 payment_profiles users", "photos/8 users", "products/8",
         "rental_agreement_versions/4", "rental_agreement_versions_users/5 users "
         "rental_agreement_versions", "shipments/12 boxes addresses",
         "storage_charge_processing_records/6 users", "storage_charges/6 boxes charges",
         "storage_payment_processing_records/5 users", "stored_item_tags/5 stored_items",
         "subscriptions/7 users", "users/31"],
        ("stored_item_photos",)),
    Application(
        "20-probable-engine", 33, 52, (52, 12, 57, 11),
        ["fee_schedules id*:i base_amount amount_per_day created_at updated_at",
         "item_types id*:i name disclaimer fee_schedule_id:i>fee_schedules created_at updated_at"],
        ["item_types id*:i name disclaimer base_fee fee_per_day created_at updated_at"],
        ["departments/6 users", "groups/5", "groups_permissions/5 groups permissions",
         "groups_users/5 groups users", "incidental_types/8", "incurred_incidentals/7 rentals "
         "incidental_types", "permissions/6", "rentals/12 users item_types", "users/10", "versions/7"],
        ("fee_schedules",), ("fee_schedules",),
        {"create_item_types": [
            "INSERT INTO fee_schedules (base_amount, amount_per_day) VALUES (:base, :per_day)",
            "INSERT INTO item_types (id, name, disclaimer, fee_schedule_id, created_at, updated_at) "
            "VALUES (:id, :name, :disclaimer, CURRVAL('fee_schedules_id_seq'), :created, :updated)"],
         "remove_item_types": [
             "DELETE FROM fee_schedules WHERE id IN "
             "(SELECT fee_schedule_id FROM item_types WHERE id = :id)",
             "DELETE FROM item_types WHERE id = :id"],
         "set_base_amount_of_fee_schedules": [
             "UPDATE fee_schedules SET base_amount = :value WHERE id IN "
             "(SELECT fee_schedule_id FROM item_types WHERE id = :id)"],
         "fees": [
             "SELECT t.name, f.base_amount, f.amount_per_day FROM item_types t "
             "JOIN fee_schedules f ON f.id = t.fee_schedule_id WHERE t.id = :id"],
         "cheap": [
             "SELECT base_amount, COUNT(*) AS number FROM fee_schedules GROUP BY base_amount"]}),
]  # fmt: skip


def main() -> None:
    """Write the three files of each application."""
    for application in APPLICATIONS:
        directory = ROOT / application.name
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "old.sql").write_text(application.schema(application.old))
        (directory / "new.sql").write_text(application.schema(application.new))
        (directory / "program.sql").write_text(application.program())


if __name__ == "__main__":
    main()

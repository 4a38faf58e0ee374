"""The benchmark's job with DuckDB: three left joins, then the worst hit of each row.

Usage: duckdb_join.py csv|json log indicators.csv output [ordered]
Two threads. Without `ordered` rows come in any order, which is DuckDB's fastest way.
"""

import sys

import duckdb

COLUMNS = ["src_ip", "dst_ip", "host"]
FIELDS = ["value", "type", "owner", "rating", "confidence", "tags"]

# The leftmost of the columns with the highest rank; 0 where none is known.
PICK = """
CASE WHEN src_ip_t.value IS NOT NULL AND src_ip_t.rank >= coalesce(dst_ip_t.rank, -1)
       AND src_ip_t.rank >= coalesce(host_t.rank, -1) THEN 1
     WHEN dst_ip_t.value IS NOT NULL AND dst_ip_t.rank >= coalesce(host_t.rank, -1) THEN 2
     WHEN host_t.value IS NOT NULL THEN 3 ELSE 0 END
"""


def added(field):
    """A field of the picked indicator."""
    branches = " ".join(f"WHEN {number} THEN {name}_t.{field}" for number, name in enumerate(COLUMNS, 1))
    return f"CASE pick {branches} END AS tc_{'matched_value' if field == 'value' else field}"


def query(source, is_ordered):
    joins = "\n".join(f"LEFT JOIN indicators {name}_t ON l.{name} = {name}_t.value" for name in COLUMNS)
    names = " ".join(f"WHEN {number} THEN '{name}'" for number, name in enumerate(COLUMNS, 1))
    columns = [f"CASE pick {names} END AS tc_match_column"] + [added(field) for field in FIELDS[1:]]
    number = ", row_number() OVER () AS place" if is_ordered else ""
    return f"""
    WITH l AS (SELECT *{number} FROM {source})
    SELECT l.* {"EXCLUDE (place)" if is_ordered else ""}, CASE WHEN pick = 0 THEN 'absent' ELSE 'hit' END AS tc_status,
           {added("value")}, {", ".join(columns)}
    FROM (SELECT l, src_ip_t, dst_ip_t, host_t, {PICK} AS pick FROM l {joins})
    {"ORDER BY l.place" if is_ordered else ""}
    """


def main(form, log, indicators, output, order=""):
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    if not order:
        connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        f"CREATE TABLE indicators AS SELECT *, CAST(rating AS INT) * 1000 + CAST(confidence AS INT) AS rank "
        f"FROM read_csv('{indicators}', all_varchar = true, header = true)"
    )
    if form == "csv":
        source, options = f"read_csv('{log}', all_varchar = true, header = true)", "FORMAT csv, HEADER"
    else:
        names = ["time", *COLUMNS, "action", "user_agent", "message"]
        fields = ", ".join(f"{name}: 'VARCHAR'" for name in names)
        source, options = f"read_json('{log}', format = 'newline_delimited', columns = {{{fields}}})", "FORMAT json"
    connection.execute(f"COPY ({query(source, bool(order))}) TO '{output}' ({options})")


if __name__ == "__main__":
    main(*sys.argv[1:])

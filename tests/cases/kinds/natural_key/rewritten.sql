-- name: addState
INSERT INTO states (code, name) VALUES (:code, :name);

-- name: addAddress
INSERT INTO addresses (
  id,
  street,
  state
)
VALUES
  (:id, :street, (
      SELECT
        code
      FROM states
      WHERE
        code = :code
  ));

-- name: streets
SELECT
  a.street,
  s.name
FROM addresses AS a
JOIN states AS s
  ON a.state = s.code
WHERE
  s.code = :code;

-- name: stateOf
SELECT
  s.code
FROM addresses AS a
LEFT JOIN states AS s
  ON a.state = s.code
WHERE
  a.id = :id;

-- name: renameState
UPDATE states SET name = :name WHERE code = :code;

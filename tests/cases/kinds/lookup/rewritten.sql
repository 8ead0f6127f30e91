-- name: add
INSERT INTO regions (
  name
)
SELECT
  :region AS name
WHERE
  :region IS NOT NULL
  AND NOT EXISTS(
    SELECT
      1
    FROM regions
    WHERE
      name = :region
  );
INSERT INTO locations (
  id,
  address,
  region_id
)
VALUES
  (:id, :address, (
      SELECT
        id
      FROM regions
      WHERE
        name = :region
  ));

-- name: move
INSERT INTO regions (
  name
)
SELECT
  :region AS name
WHERE
  :region IS NOT NULL
  AND NOT EXISTS(
    SELECT
      1
    FROM regions
    WHERE
      name = :region
  );
UPDATE locations SET region_id = (
  SELECT
    regions.id
  FROM regions
  WHERE
    regions.name = :region
)
WHERE
  locations.id = :id;

-- name: remove
DELETE FROM locations WHERE id = :id;

-- name: region_of
SELECT
  regions.name AS region
FROM locations
LEFT JOIN regions
  ON regions.id = locations.region_id
WHERE
  locations.id = :id;

-- name: within
SELECT
  locations.id,
  locations.address
FROM locations
LEFT JOIN regions
  ON regions.id = locations.region_id
WHERE
  regions.name = :region;

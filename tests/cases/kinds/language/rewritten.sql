-- name: addDept
INSERT INTO depts (id, title) VALUES (:id, :title);

-- name: hire
INSERT INTO staff (id, label, boss, dept) VALUES (:id, :name, :boss, :dept);
INSERT INTO details (staff, city, pay) VALUES (:id, :city, :pay);

-- name: hireReturning
INSERT INTO staff (id, label) VALUES (:id, :name) RETURNING id, label AS name;
INSERT INTO details (staff, city, pay) VALUES (:id, :city, :pay);

-- name: fire
DELETE FROM details WHERE staff = :id;
DELETE FROM staff WHERE id = :id;

-- name: existsQ
SELECT
  details_2.staff AS id
FROM details AS details_2
WHERE
  EXISTS(
    SELECT
      1
    FROM staff AS t
    JOIN details
      ON details.staff = t.id
    WHERE
      t.boss = details_2.staff AND details.pay > details_2.pay
  );

-- name: notExists
SELECT
  s.id
FROM staff AS s
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM staff AS t
    JOIN details
      ON details.staff = t.id
    WHERE
      t.boss = s.id AND details.city = :city
  );

-- name: inQ
SELECT
  depts.title
FROM depts
WHERE
  depts.id IN (
    SELECT
      staff.dept
    FROM staff
    JOIN details
      ON details.staff = staff.id
    WHERE
      details.city = :city
  );

-- name: notInQ
SELECT
  depts.title
FROM depts
WHERE
  NOT depts.id IN (
    SELECT
      staff.dept
    FROM staff
    JOIN details
      ON details.staff = staff.id
    WHERE
      details.city = :city
  );

-- name: scalarQ
SELECT
  staff.label AS name,
  (
    SELECT
      d.title
    FROM depts AS d
    WHERE
      d.id = staff.dept
  ) AS title
FROM staff
JOIN details
  ON details.staff = staff.id
WHERE
  details.pay = :pay;

-- name: scalarAgg
SELECT
  d.title,
  (
    SELECT
      COUNT(*)
    FROM staff AS s
    JOIN details
      ON details.staff = s.id
    WHERE
      s.dept = d.id AND details.pay > :pay
  ) AS n
FROM depts AS d;

-- name: aboveAverage
SELECT
  staff.label AS name
FROM staff
JOIN details
  ON details.staff = staff.id
WHERE
  details.pay > (
    SELECT
      AVG(details_2.pay)
    FROM details AS details_2
  );

-- name: having
SELECT
  city,
  COUNT(*) AS n,
  SUM(pay) AS total
FROM details
GROUP BY
  city
HAVING
  SUM(pay) > :low
ORDER BY
  city ASC;

-- name: groupJoin
SELECT
  d.title,
  AVG(details.pay) AS mean
FROM depts AS d
LEFT JOIN staff AS s
  ON s.dept = d.id
LEFT JOIN details
  ON details.staff = s.id
GROUP BY
  d.id,
  d.title
ORDER BY
  d.title ASC;

-- name: insertSelect
INSERT INTO depts (
  id,
  title
)
SELECT
  s.id,
  details.city
FROM staff AS s
JOIN details
  ON details.staff = s.id
WHERE
  details.pay > :pay;

-- name: updateReturning
UPDATE details SET pay = :pay WHERE staff = :id RETURNING staff AS id, pay;

-- name: deleteReturning
DELETE FROM logs WHERE staff = :id RETURNING note;

-- name: updateFrom
UPDATE details SET pay = details.pay + 1
WHERE
  details.staff IN (
    SELECT
      staff.id
    FROM staff
    CROSS JOIN depts AS d
    WHERE
      d.id = staff.dept AND d.title = :title
  );

-- name: updateSub
UPDATE details SET city = :city
WHERE
  details.staff IN (
    SELECT
      staff.id
    FROM staff
    WHERE
      staff.dept IN (
        SELECT
          depts.id
        FROM depts
        WHERE
          depts.title = :title
      )
  );

-- name: updateScalar
UPDATE staff SET label = (
  SELECT
    d.title
  FROM depts AS d
  WHERE
    d.id = staff.dept
)
FROM details
WHERE
  details.staff = staff.id AND details.city = :city;

-- name: deleteUsing
DELETE FROM logs
WHERE
  logs.staff IN (
    SELECT
      details.staff
    FROM details
    WHERE
      details.city = :city
  );

-- name: deleteSub
DELETE FROM details
WHERE
  details.staff IN (
    SELECT
      staff.id
    FROM staff
    WHERE
      staff.boss IS NULL
      AND staff.dept IN (
        SELECT
          depts.id
        FROM depts
        WHERE
          depts.title = :title
      )
  );
DELETE FROM staff
WHERE
  staff.boss IS NULL
  AND staff.dept IN (
    SELECT
      depts.id
    FROM depts
    WHERE
      depts.title = :title
  );

-- name: likeQ
SELECT
  staff.id
FROM staff
JOIN details
  ON details.staff = staff.id
WHERE
  staff.label LIKE :pattern AND NOT details.city LIKE 'a%';

-- name: betweenQ
SELECT staff AS id FROM details WHERE pay >= :low AND pay <= :high;

-- name: notBetween
SELECT staff AS id FROM details WHERE NOT (pay >= :low AND pay <= :high) OR city IS NULL;

-- name: caseQ
SELECT
  staff AS id,
  CASE WHEN pay > 2 THEN 'high' WHEN pay IS NULL THEN city ELSE 'low' END AS band
FROM details;

-- name: exprQ
SELECT
  staff.id,
  (
    details.pay * 2
  ) + 1 AS more,
  COALESCE(details.city, staff.label) AS what,
  LOWER(staff.label) || details.city AS both
FROM staff
JOIN details
  ON details.staff = staff.id
WHERE
  (
    details.pay + 1
  ) > :low;

-- name: several
INSERT INTO logs (staff, note) VALUES (:id, 'pay');
UPDATE details SET pay = :pay WHERE staff = :id;
SELECT pay FROM details WHERE staff = :id;

-- name: leftJoin
SELECT
  s.label AS name,
  details_2.city
FROM staff AS s
JOIN details
  ON details.staff = s.id
LEFT JOIN staff AS b
  ON b.id = s.boss
LEFT JOIN details AS details_2
  ON details_2.staff = b.id
WHERE
  details.city = :city
ORDER BY
  s.id ASC;

-- name: leftJoinOn
SELECT
  d.title,
  s.label AS name
FROM depts AS d
LEFT JOIN staff AS s
  ON s.dept = d.id
  AND (
    SELECT
      details_2.city
    FROM details AS details_2
    WHERE
      details_2.staff = s.id
  ) = :city
LEFT JOIN details
  ON details.staff = s.id;

-- name: selfJoin
SELECT
  a.label AS name,
  b.label AS name
FROM staff AS a
JOIN details
  ON details.staff = a.id
JOIN staff AS b
  ON a.id < b.id
JOIN details AS details_2
  ON details_2.staff = b.id AND details.city = details_2.city;

-- name: distinctQ
SELECT DISTINCT city FROM details WHERE pay <> :pay;

-- name: topN
SELECT
  staff.label AS name
FROM staff
JOIN details
  ON details.staff = staff.id
WHERE
  details.city IN (:one, :two)
ORDER BY
  details.pay DESC,
  staff.id ASC
LIMIT 3
OFFSET 1;

-- name: inTop
SELECT
  staff.label AS name
FROM staff
WHERE
  staff.id IN (
    SELECT
      details.staff AS id
    FROM details
    WHERE
      details.city = :city
    ORDER BY
      details.pay ASC,
      details.staff ASC
    LIMIT 2
  );

-- name: divide
SELECT staff AS id, CAST(pay AS DOUBLE PRECISION) / 2 AS half FROM details;

-- name: castQ
SELECT staff AS id, CAST(pay AS TEXT) AS text FROM details;

-- name: countDistinct
SELECT
  COUNT(DISTINCT details.city) AS cities,
  MIN(details.pay),
  MAX(details.pay)
FROM staff
JOIN details
  ON details.staff = staff.id
WHERE
  staff.dept = :dept;

-- name: addDept
INSERT INTO depts (id, title) VALUES (:id, :title);

-- name: hire
INSERT INTO staff (id, name, city, pay, boss, dept) VALUES (:id, :name, :city, :pay, :boss, :dept);

-- name: hireReturning
INSERT INTO staff (id, name, city, pay) VALUES (:id, :name, :city, :pay) RETURNING id, name;

-- name: fire
DELETE FROM staff WHERE id = :id;

-- name: existsQ
SELECT s.id FROM staff s WHERE EXISTS (SELECT 1 FROM staff t WHERE t.boss = s.id AND t.pay > s.pay);

-- name: notExists
SELECT s.id FROM staff s WHERE NOT EXISTS (SELECT 1 FROM staff t WHERE t.boss = s.id AND t.city = :city);

-- name: inQ
SELECT title FROM depts WHERE id IN (SELECT dept FROM staff WHERE city = :city);

-- name: notInQ
SELECT title FROM depts WHERE id NOT IN (SELECT dept FROM staff WHERE city = :city);

-- name: scalarQ
SELECT name, (SELECT d.title FROM depts d WHERE d.id = staff.dept) AS title FROM staff WHERE pay = :pay;

-- name: scalarAgg
SELECT d.title, (SELECT COUNT(*) FROM staff s WHERE s.dept = d.id AND s.pay > :pay) AS n FROM depts d;

-- name: aboveAverage
SELECT name FROM staff WHERE pay > (SELECT AVG(pay) FROM staff);

-- name: having
SELECT city, COUNT(*) AS n, SUM(pay) AS total FROM staff GROUP BY city HAVING SUM(pay) > :low ORDER BY city;

-- name: groupJoin
SELECT d.title, AVG(s.pay) AS mean FROM depts d LEFT JOIN staff s ON s.dept = d.id GROUP BY d.id, d.title ORDER BY d.title;

-- name: insertSelect
INSERT INTO depts (id, title) SELECT s.id, s.city FROM staff s WHERE s.pay > :pay;

-- name: updateReturning
UPDATE staff SET pay = :pay WHERE id = :id RETURNING id, pay;

-- name: deleteReturning
DELETE FROM logs WHERE staff = :id RETURNING note;

-- name: updateFrom
UPDATE staff SET pay = pay + 1 FROM depts d WHERE d.id = staff.dept AND d.title = :title;

-- name: updateSub
UPDATE staff SET city = :city WHERE dept IN (SELECT id FROM depts WHERE title = :title);

-- name: updateScalar
UPDATE staff SET name = (SELECT d.title FROM depts d WHERE d.id = staff.dept) WHERE city = :city;

-- name: deleteUsing
DELETE FROM logs USING staff s WHERE s.id = logs.staff AND s.city = :city;

-- name: deleteSub
DELETE FROM staff WHERE boss IS NULL AND dept IN (SELECT id FROM depts WHERE title = :title);

-- name: likeQ
SELECT id FROM staff WHERE name LIKE :pattern AND city NOT LIKE 'a%';

-- name: betweenQ
SELECT id FROM staff WHERE pay BETWEEN :low AND :high;

-- name: notBetween
SELECT id FROM staff WHERE pay NOT BETWEEN :low AND :high OR city IS NULL;

-- name: caseQ
SELECT id, CASE WHEN pay > 2 THEN 'high' WHEN pay IS NULL THEN city ELSE 'low' END AS band FROM staff;

-- name: exprQ
SELECT id, pay * 2 + 1 AS more, COALESCE(city, name) AS what, lower(name) || city AS both FROM staff WHERE pay + 1 > :low;

-- name: several
INSERT INTO logs (staff, note) VALUES (:id, 'pay');
UPDATE staff SET pay = :pay WHERE id = :id;
SELECT pay FROM staff WHERE id = :id;

-- name: leftJoin
SELECT s.name, b.city FROM staff s LEFT JOIN staff b ON b.id = s.boss WHERE s.city = :city ORDER BY s.id;

-- name: leftJoinOn
SELECT d.title, s.name FROM depts d LEFT JOIN staff s ON s.dept = d.id AND s.city = :city;

-- name: selfJoin
SELECT a.name, b.name FROM staff a JOIN staff b ON a.city = b.city AND a.id < b.id;

-- name: distinctQ
SELECT DISTINCT city FROM staff WHERE pay <> :pay;

-- name: topN
SELECT name FROM staff WHERE city IN (:one, :two) ORDER BY pay DESC, id LIMIT 3 OFFSET 1;

-- name: inTop
SELECT name FROM staff WHERE id IN (SELECT id FROM staff WHERE city = :city ORDER BY pay, id LIMIT 2);

-- name: divide
SELECT id, pay / 2 AS half FROM staff;

-- name: castQ
SELECT id, CAST(pay AS text) AS text FROM staff;

-- name: countDistinct
SELECT COUNT(DISTINCT city) AS cities, MIN(pay), MAX(pay) FROM staff WHERE dept = :dept;

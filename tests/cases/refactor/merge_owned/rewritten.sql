-- name: create
INSERT INTO MEMBER (mid, mname, city, zipcode) VALUES (:id, :name, :city, :zip);

-- name: move
UPDATE MEMBER SET city = :city, zipcode = :zip WHERE mid = :id;

-- name: remove
DELETE FROM MEMBER WHERE mid = :id;

-- name: get
SELECT mname, city FROM MEMBER WHERE mid = :id;

-- name: cities
SELECT DISTINCT city FROM MEMBER WHERE zipcode = :zip;

-- name: neighbours
SELECT m.mid, o.mid AS other FROM MEMBER m JOIN MEMBER o ON o.zipcode = m.zipcode;

-- name: create
INSERT INTO ADDRESS (aid, city, zipcode) VALUES (NEXTVAL('address_seq'), :city, :zip);
INSERT INTO MEMBER (mid, mname, afk) VALUES (:id, :name, CURRVAL('address_seq'));

-- name: move
UPDATE ADDRESS SET city = :city, zipcode = :zip WHERE aid IN (SELECT afk FROM MEMBER WHERE mid = :id);

-- name: remove
DELETE FROM ADDRESS WHERE aid IN (SELECT afk FROM MEMBER WHERE mid = :id);
DELETE FROM MEMBER WHERE mid = :id;

-- name: get
SELECT m.mname, a.city FROM MEMBER m JOIN ADDRESS a ON a.aid = m.afk WHERE m.mid = :id;

-- name: cities
SELECT DISTINCT city FROM ADDRESS WHERE zipcode = :zip;

-- name: neighbours
SELECT m.mid, o.mid AS other FROM MEMBER m JOIN ADDRESS a ON a.aid = m.afk JOIN ADDRESS b ON b.zipcode = a.zipcode JOIN MEMBER o ON o.afk = b.aid;

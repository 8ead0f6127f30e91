-- name: addMember
INSERT INTO ADDRESS (aid, address, city, state, zipcode)
VALUES (NEXTVAL('address_seq'), :address, :city, :state, :zipcode);
INSERT INTO MEMBER (mid, mname, afk) VALUES (:mid, :name, CURRVAL('address_seq'));

-- name: moveMember
UPDATE ADDRESS SET address = :address WHERE aid IN (SELECT afk FROM MEMBER WHERE mid = :mid);
UPDATE ADDRESS SET city = :city, state = :state WHERE aid IN (SELECT afk FROM MEMBER WHERE mid = :mid);
UPDATE ADDRESS SET zipcode = :zipcode WHERE aid IN (SELECT afk FROM MEMBER WHERE mid = :mid);
UPDATE MEMBER SET mname = :name WHERE mid = :mid;

-- name: removeMember
DELETE FROM ADDRESS WHERE aid IN (SELECT afk FROM MEMBER WHERE mid = :mid);
DELETE FROM MEMBER WHERE mid = :mid;

-- name: membersNear
SELECT m.mname, a.address, a.city FROM MEMBER m JOIN ADDRESS a ON a.aid = m.afk
WHERE (a.zipcode = :zipcode OR a.city = :city) AND a.state <> :state ORDER BY m.mid LIMIT 3;

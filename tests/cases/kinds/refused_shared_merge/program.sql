-- name: addFee
INSERT INTO fees (id, amount) VALUES (:fee, :amount);

-- name: add
INSERT INTO items (id, name, fee) VALUES (:id, :name, :fee);

-- name: show
SELECT i.name, f.amount FROM items i JOIN fees f ON f.id = i.fee WHERE i.id = :id;

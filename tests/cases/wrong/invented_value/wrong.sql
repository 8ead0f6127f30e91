-- name: addTeam
INSERT INTO teams (id, name) VALUES (:id, :name);

-- name: addPlayer
INSERT INTO players (id, team, captain) VALUES (:id, :team, 7);

-- name: squad
SELECT id FROM players WHERE team = :team;

-- name: addTeam
INSERT INTO teams (id, name) VALUES (:id, :name);

-- name: addPlayer
INSERT INTO players (id, team) VALUES (:id, :team);

-- name: squad
SELECT id FROM players WHERE team = :team;

-- name: create_activation_tokens
INSERT INTO activation_tokens (id, value, device_secret_key, device_id, created_at, updated_at) VALUES (:id, :value, :device_secret_key, :device_id, :created_at, :updated_at);

-- name: remove_activation_tokens
DELETE FROM activation_tokens WHERE id = :id;

-- name: create_subscribers
INSERT INTO subscribers (id, user_id, name, url, filter, fields, last_run_at, created_at, updated_at, url_user, url_password) VALUES (:id, :user_id, :name, :url, :filter, :fields, :last_run_at, :created_at, :updated_at, :url_user, :url_password);

-- name: remove_subscribers
DELETE FROM subscribers WHERE id = :id;

-- name: create_activations
INSERT INTO activations (id, device_id, name, title) VALUES (:id, :device_id, :name, :title);

-- name: remove_activations
DELETE FROM activations WHERE id = :id;

-- name: create_device_models
INSERT INTO device_models (id, institution_id, name, title) VALUES (:id, :institution_id, :name, :title);

-- name: remove_device_models
DELETE FROM device_models WHERE id = :id;

-- name: create_device_models_manifests
INSERT INTO device_models_manifests (id, device_model_id, manifest_id) VALUES (:id, :device_model_id, :manifest_id);

-- name: remove_device_models_manifests
DELETE FROM device_models_manifests WHERE id = :id;

-- name: create_devices
INSERT INTO devices (id, device_model_id, institution_id, name, title, description, status) VALUES (:id, :device_model_id, :institution_id, :name, :title, :description, :status);

-- name: remove_devices
DELETE FROM devices WHERE id = :id;

-- name: create_devices_laboratories
INSERT INTO devices_laboratories (id, device_id, laboratorie_id) VALUES (:id, :device_id, :laboratorie_id);

-- name: remove_devices_laboratories
DELETE FROM devices_laboratories WHERE id = :id;

-- name: create_events
INSERT INTO events (id, device_id, institution_id, name, title, description, status, email, phone, kind, amount) VALUES (:id, :device_id, :institution_id, :name, :title, :description, :status, :email, :phone, :kind, :amount);

-- name: remove_events
DELETE FROM events WHERE id = :id;

-- name: create_identities
INSERT INTO identities (id, user_id, name, title, description, status) VALUES (:id, :user_id, :name, :title, :description, :status);

-- name: remove_identities
DELETE FROM identities WHERE id = :id;

-- name: create_institutions
INSERT INTO institutions (id, user_id, name, title, description) VALUES (:id, :user_id, :name, :title, :description);

-- name: remove_institutions
DELETE FROM institutions WHERE id = :id;

-- name: create_laboratories
INSERT INTO laboratories (id, institution_id, location_id, name, title, description, status, email, phone, kind, amount, position, url, notes) VALUES (:id, :institution_id, :location_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes);

-- name: remove_laboratories
DELETE FROM laboratories WHERE id = :id;

-- name: create_locations
INSERT INTO locations (id, name, title, description, status, email, phone, kind, amount, position, url, notes) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes);

-- name: remove_locations
DELETE FROM locations WHERE id = :id;

-- name: create_manifests
INSERT INTO manifests (id, name, title, description, status, email) VALUES (:id, :name, :title, :description, :status, :email);

-- name: remove_manifests
DELETE FROM manifests WHERE id = :id;

-- name: create_policies
INSERT INTO policies (id, user_id, name, title, description, status, email, phone) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone);

-- name: remove_policies
DELETE FROM policies WHERE id = :id;

-- name: create_ssh_keys
INSERT INTO ssh_keys (id, device_id, name, title, description) VALUES (:id, :device_id, :name, :title, :description);

-- name: remove_ssh_keys
DELETE FROM ssh_keys WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on, language, color, size) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on, :language, :color, :size);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: set_value_of_activation_tokens
UPDATE activation_tokens SET value = :value WHERE id = :id;
UPDATE activation_tokens SET value = :value WHERE 0 < 1 AND id = :id;
UPDATE activation_tokens SET value = :value WHERE 27 < 28 AND id = :id;
UPDATE activation_tokens SET value = :value WHERE 54 < 55 AND id = :id;

-- name: set_name_of_subscribers
UPDATE subscribers SET name = :value WHERE id = :id;
UPDATE subscribers SET name = :value WHERE 1 < 2 AND id = :id;
UPDATE subscribers SET name = :value WHERE 28 < 29 AND id = :id;
UPDATE subscribers SET name = :value WHERE 55 < 56 AND id = :id;

-- name: set_name_of_activations
UPDATE activations SET name = :value WHERE id = :id;
UPDATE activations SET name = :value WHERE 2 < 3 AND id = :id;
UPDATE activations SET name = :value WHERE 29 < 30 AND id = :id;
UPDATE activations SET name = :value WHERE 56 < 57 AND id = :id;

-- name: set_name_of_device_models
UPDATE device_models SET name = :value WHERE id = :id;
UPDATE device_models SET name = :value WHERE 3 < 4 AND id = :id;
UPDATE device_models SET name = :value WHERE 30 < 31 AND id = :id;
UPDATE device_models SET name = :value WHERE 57 < 58 AND id = :id;

-- name: set_name_of_devices
UPDATE devices SET name = :value WHERE id = :id;
UPDATE devices SET name = :value WHERE 4 < 5 AND id = :id;
UPDATE devices SET name = :value WHERE 31 < 32 AND id = :id;
UPDATE devices SET name = :value WHERE 58 < 59 AND id = :id;

-- name: set_name_of_events
UPDATE events SET name = :value WHERE id = :id;
UPDATE events SET name = :value WHERE 5 < 6 AND id = :id;
UPDATE events SET name = :value WHERE 32 < 33 AND id = :id;
UPDATE events SET name = :value WHERE 59 < 60 AND id = :id;

-- name: set_name_of_identities
UPDATE identities SET name = :value WHERE id = :id;
UPDATE identities SET name = :value WHERE 6 < 7 AND id = :id;
UPDATE identities SET name = :value WHERE 33 < 34 AND id = :id;
UPDATE identities SET name = :value WHERE 60 < 61 AND id = :id;

-- name: set_name_of_institutions
UPDATE institutions SET name = :value WHERE id = :id;
UPDATE institutions SET name = :value WHERE 7 < 8 AND id = :id;
UPDATE institutions SET name = :value WHERE 34 < 35 AND id = :id;
UPDATE institutions SET name = :value WHERE 61 < 62 AND id = :id;

-- name: set_name_of_laboratories
UPDATE laboratories SET name = :value WHERE id = :id;
UPDATE laboratories SET name = :value WHERE 8 < 9 AND id = :id;
UPDATE laboratories SET name = :value WHERE 35 < 36 AND id = :id;
UPDATE laboratories SET name = :value WHERE 62 < 63 AND id = :id;

-- name: set_name_of_locations
UPDATE locations SET name = :value WHERE id = :id;
UPDATE locations SET name = :value WHERE 9 < 10 AND id = :id;
UPDATE locations SET name = :value WHERE 36 < 37 AND id = :id;
UPDATE locations SET name = :value WHERE 63 < 64 AND id = :id;

-- name: set_name_of_manifests
UPDATE manifests SET name = :value WHERE id = :id;
UPDATE manifests SET name = :value WHERE 10 < 11 AND id = :id;
UPDATE manifests SET name = :value WHERE 37 < 38 AND id = :id;
UPDATE manifests SET name = :value WHERE 64 < 65 AND id = :id;

-- name: set_name_of_policies
UPDATE policies SET name = :value WHERE id = :id;
UPDATE policies SET name = :value WHERE 11 < 12 AND id = :id;
UPDATE policies SET name = :value WHERE 38 < 39 AND id = :id;
UPDATE policies SET name = :value WHERE 65 < 66 AND id = :id;

-- name: set_name_of_ssh_keys
UPDATE ssh_keys SET name = :value WHERE id = :id;
UPDATE ssh_keys SET name = :value WHERE 12 < 13 AND id = :id;
UPDATE ssh_keys SET name = :value WHERE 39 < 40 AND id = :id;
UPDATE ssh_keys SET name = :value WHERE 66 < 67 AND id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET name = :value WHERE 13 < 14 AND id = :id;
UPDATE users SET name = :value WHERE 40 < 41 AND id = :id;
UPDATE users SET name = :value WHERE 67 < 68 AND id = :id;

-- name: set_device_secret_key_of_activation_tokens
UPDATE activation_tokens SET device_secret_key = :value WHERE id = :id AND device_secret_key <> :value;
UPDATE activation_tokens SET device_secret_key = :value WHERE 14 < 15 AND id = :id AND device_secret_key <> :value;
UPDATE activation_tokens SET device_secret_key = :value WHERE 41 < 42 AND id = :id AND device_secret_key <> :value;
UPDATE activation_tokens SET device_secret_key = :value WHERE 68 < 69 AND id = :id AND device_secret_key <> :value;

-- name: set_url_of_subscribers
UPDATE subscribers SET url = :value WHERE id = :id AND url <> :value;
UPDATE subscribers SET url = :value WHERE 15 < 16 AND id = :id AND url <> :value;
UPDATE subscribers SET url = :value WHERE 42 < 43 AND id = :id AND url <> :value;
UPDATE subscribers SET url = :value WHERE 69 < 70 AND id = :id AND url <> :value;

-- name: set_title_of_activations
UPDATE activations SET title = :value WHERE id = :id AND title <> :value;
UPDATE activations SET title = :value WHERE 16 < 17 AND id = :id AND title <> :value;
UPDATE activations SET title = :value WHERE 43 < 44 AND id = :id AND title <> :value;
UPDATE activations SET title = :value WHERE 70 < 71 AND id = :id AND title <> :value;

-- name: set_title_of_device_models
UPDATE device_models SET title = :value WHERE id = :id AND title <> :value;
UPDATE device_models SET title = :value WHERE 17 < 18 AND id = :id AND title <> :value;
UPDATE device_models SET title = :value WHERE 44 < 45 AND id = :id AND title <> :value;
UPDATE device_models SET title = :value WHERE 71 < 72 AND id = :id AND title <> :value;

-- name: set_title_of_devices
UPDATE devices SET title = :value WHERE id = :id AND title <> :value;
UPDATE devices SET title = :value WHERE 18 < 19 AND id = :id AND title <> :value;
UPDATE devices SET title = :value WHERE 45 < 46 AND id = :id AND title <> :value;

-- name: set_title_of_events
UPDATE events SET title = :value WHERE id = :id AND title <> :value;
UPDATE events SET title = :value WHERE 19 < 20 AND id = :id AND title <> :value;
UPDATE events SET title = :value WHERE 46 < 47 AND id = :id AND title <> :value;

-- name: set_title_of_identities
UPDATE identities SET title = :value WHERE id = :id AND title <> :value;
UPDATE identities SET title = :value WHERE 20 < 21 AND id = :id AND title <> :value;
UPDATE identities SET title = :value WHERE 47 < 48 AND id = :id AND title <> :value;

-- name: set_title_of_institutions
UPDATE institutions SET title = :value WHERE id = :id AND title <> :value;
UPDATE institutions SET title = :value WHERE 21 < 22 AND id = :id AND title <> :value;
UPDATE institutions SET title = :value WHERE 48 < 49 AND id = :id AND title <> :value;

-- name: set_title_of_laboratories
UPDATE laboratories SET title = :value WHERE id = :id AND title <> :value;
UPDATE laboratories SET title = :value WHERE 22 < 23 AND id = :id AND title <> :value;
UPDATE laboratories SET title = :value WHERE 49 < 50 AND id = :id AND title <> :value;

-- name: set_title_of_locations
UPDATE locations SET title = :value WHERE id = :id AND title <> :value;
UPDATE locations SET title = :value WHERE 23 < 24 AND id = :id AND title <> :value;
UPDATE locations SET title = :value WHERE 50 < 51 AND id = :id AND title <> :value;

-- name: set_title_of_manifests
UPDATE manifests SET title = :value WHERE id = :id AND title <> :value;
UPDATE manifests SET title = :value WHERE 24 < 25 AND id = :id AND title <> :value;
UPDATE manifests SET title = :value WHERE 51 < 52 AND id = :id AND title <> :value;

-- name: set_title_of_policies
UPDATE policies SET title = :value WHERE id = :id AND title <> :value;
UPDATE policies SET title = :value WHERE 25 < 26 AND id = :id AND title <> :value;
UPDATE policies SET title = :value WHERE 52 < 53 AND id = :id AND title <> :value;

-- name: set_title_of_ssh_keys
UPDATE ssh_keys SET title = :value WHERE id = :id AND title <> :value;
UPDATE ssh_keys SET title = :value WHERE 26 < 27 AND id = :id AND title <> :value;
UPDATE ssh_keys SET title = :value WHERE 53 < 54 AND id = :id AND title <> :value;

-- name: get_activation_tokens
SELECT value, updated_at FROM activation_tokens WHERE id = :id;

-- name: get_subscribers
SELECT name, url_password FROM subscribers WHERE id = :id;

-- name: get_activations
SELECT name, title FROM activations WHERE id = :id;

-- name: get_device_models
SELECT name, title FROM device_models WHERE id = :id;

-- name: get_device_models_manifests
SELECT id, id FROM device_models_manifests WHERE id = :id;

-- name: get_devices
SELECT name, status FROM devices WHERE id = :id;

-- name: get_devices_laboratories
SELECT id, id FROM devices_laboratories WHERE id = :id;

-- name: get_events
SELECT name, amount FROM events WHERE id = :id;

-- name: get_identities
SELECT name, status FROM identities WHERE id = :id;

-- name: get_institutions
SELECT name, description FROM institutions WHERE id = :id;

-- name: get_laboratories
SELECT name, notes FROM laboratories WHERE id = :id;

-- name: get_locations
SELECT name, notes FROM locations WHERE id = :id;

-- name: get_manifests
SELECT name, email FROM manifests WHERE id = :id;

-- name: get_policies
SELECT name, phone FROM policies WHERE id = :id;

-- name: get_ssh_keys
SELECT name, description FROM ssh_keys WHERE id = :id;

-- name: get_users
SELECT name, size FROM users WHERE id = :id;

-- name: activation_tokens_by_device_id
SELECT id, value FROM activation_tokens WHERE device_id = :id;

-- name: subscribers_by_user_id
SELECT id, name FROM subscribers WHERE user_id = :id;

-- name: activations_by_device_id
SELECT id, name FROM activations WHERE device_id = :id;

-- name: device_models_by_institution_id
SELECT id, name FROM device_models WHERE institution_id = :id;

-- name: device_models_manifests_by_device_model_id
SELECT id, id FROM device_models_manifests WHERE device_model_id = :id;

-- name: devices_by_device_model_id
SELECT id, name FROM devices WHERE device_model_id = :id;

-- name: devices_laboratories_by_device_id
SELECT id, id FROM devices_laboratories WHERE device_id = :id;

-- name: events_by_device_id
SELECT id, name FROM events WHERE device_id = :id;

-- name: identities_by_user_id
SELECT id, name FROM identities WHERE user_id = :id;

-- name: institutions_by_user_id
SELECT id, name FROM institutions WHERE user_id = :id;

-- name: laboratories_by_institution_id
SELECT id, name FROM laboratories WHERE institution_id = :id;

-- name: policies_by_user_id
SELECT id, name FROM policies WHERE user_id = :id;

-- name: ssh_keys_by_device_id
SELECT id, name FROM ssh_keys WHERE device_id = :id;

-- name: find_activation_tokens
SELECT id FROM activation_tokens WHERE value = :one OR updated_at > :two;

-- name: find_subscribers
SELECT id FROM subscribers WHERE name = :one OR url_password > :two;

-- name: find_activations
SELECT id FROM activations WHERE name = :one OR title > :two;

-- name: find_device_models
SELECT id FROM device_models WHERE name = :one OR title > :two;

-- name: find_device_models_manifests
SELECT id FROM device_models_manifests WHERE id = :one OR id > :two;

-- name: find_devices
SELECT id FROM devices WHERE name = :one OR status > :two;

-- name: find_devices_laboratories
SELECT id FROM devices_laboratories WHERE id = :one OR id > :two;

-- name: find_events
SELECT id FROM events WHERE name = :one OR amount > :two;

-- name: find_identities
SELECT id FROM identities WHERE name = :one OR status > :two;

-- name: find_institutions
SELECT id FROM institutions WHERE name = :one OR description > :two;

-- name: find_laboratories
SELECT id FROM laboratories WHERE name = :one OR notes > :two;

-- name: find_locations
SELECT id FROM locations WHERE name = :one OR notes > :two;

-- name: find_manifests
SELECT id FROM manifests WHERE name = :one OR email > :two;

-- name: find_policies
SELECT id FROM policies WHERE name = :one OR phone > :two;

-- name: find_ssh_keys
SELECT id FROM ssh_keys WHERE name = :one OR description > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR size > :two;

-- name: activation_tokens_with_device_id
SELECT t.value, p.name FROM activation_tokens t JOIN devices p ON p.id = t.device_id WHERE t.id = :id;

-- name: subscribers_with_user_id
SELECT t.name, p.name FROM subscribers t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: activations_with_device_id
SELECT t.name, p.name FROM activations t JOIN devices p ON p.id = t.device_id WHERE t.id = :id;

-- name: device_models_with_institution_id
SELECT t.name, p.name FROM device_models t JOIN institutions p ON p.id = t.institution_id WHERE t.id = :id;

-- name: device_models_manifests_with_device_model_id
SELECT t.id, p.name FROM device_models_manifests t JOIN device_models p ON p.id = t.device_model_id WHERE t.id = :id;

-- name: devices_with_device_model_id
SELECT t.name, p.name FROM devices t JOIN device_models p ON p.id = t.device_model_id WHERE t.id = :id;

-- name: devices_laboratories_with_device_id
SELECT t.id, p.name FROM devices_laboratories t JOIN devices p ON p.id = t.device_id WHERE t.id = :id;

-- name: events_with_device_id
SELECT t.name, p.name FROM events t JOIN devices p ON p.id = t.device_id WHERE t.id = :id;

-- name: identities_with_user_id
SELECT t.name, p.name FROM identities t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: institutions_with_user_id
SELECT t.name, p.name FROM institutions t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: laboratories_with_institution_id
SELECT t.name, p.name FROM laboratories t JOIN institutions p ON p.id = t.institution_id WHERE t.id = :id;

-- name: policies_with_user_id
SELECT t.name, p.name FROM policies t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: ssh_keys_with_device_id
SELECT t.name, p.name FROM ssh_keys t JOIN devices p ON p.id = t.device_id WHERE t.id = :id;

-- name: count_activation_tokens
SELECT value, COUNT(*) AS number FROM activation_tokens GROUP BY value ORDER BY 1;

-- name: count_subscribers
SELECT name, COUNT(*) AS number FROM subscribers GROUP BY name ORDER BY 1;

-- name: count_activations
SELECT name, COUNT(*) AS number FROM activations GROUP BY name ORDER BY 1;

-- name: count_device_models
SELECT name, COUNT(*) AS number FROM device_models GROUP BY name ORDER BY 1;

-- name: count_device_models_manifests
SELECT id, COUNT(*) AS number FROM device_models_manifests GROUP BY id ORDER BY 1;

-- name: count_devices
SELECT name, COUNT(*) AS number FROM devices GROUP BY name ORDER BY 1;

-- name: count_devices_laboratories
SELECT id, COUNT(*) AS number FROM devices_laboratories GROUP BY id ORDER BY 1;

-- name: count_events
SELECT name, COUNT(*) AS number FROM events GROUP BY name ORDER BY 1;

-- name: count_identities
SELECT name, COUNT(*) AS number FROM identities GROUP BY name ORDER BY 1;

-- name: count_institutions
SELECT name, COUNT(*) AS number FROM institutions GROUP BY name ORDER BY 1;

-- name: count_laboratories
SELECT name, COUNT(*) AS number FROM laboratories GROUP BY name ORDER BY 1;

-- name: count_locations
SELECT name, COUNT(*) AS number FROM locations GROUP BY name ORDER BY 1;

-- name: count_manifests
SELECT name, COUNT(*) AS number FROM manifests GROUP BY name ORDER BY 1;

-- name: count_policies
SELECT name, COUNT(*) AS number FROM policies GROUP BY name ORDER BY 1;

-- name: count_ssh_keys
SELECT name, COUNT(*) AS number FROM ssh_keys GROUP BY name ORDER BY 1;

-- name: count_users
SELECT name, COUNT(*) AS number FROM users GROUP BY name ORDER BY 1;

-- name: all_activation_tokens_with_device_id
SELECT t.value, p.name FROM activation_tokens t LEFT JOIN devices p ON p.id = t.device_id WHERE t.updated_at IN (:one, :two);

-- name: all_subscribers_with_user_id
SELECT t.name, p.name FROM subscribers t LEFT JOIN users p ON p.id = t.user_id WHERE t.url_password IN (:one, :two);

-- name: all_activations_with_device_id
SELECT t.name, p.name FROM activations t LEFT JOIN devices p ON p.id = t.device_id WHERE t.title IN (:one, :two);

-- name: all_device_models_with_institution_id
SELECT t.name, p.name FROM device_models t LEFT JOIN institutions p ON p.id = t.institution_id WHERE t.title IN (:one, :two);

-- name: all_device_models_manifests_with_device_model_id
SELECT t.id, p.name FROM device_models_manifests t LEFT JOIN device_models p ON p.id = t.device_model_id WHERE t.id IN (:one, :two);

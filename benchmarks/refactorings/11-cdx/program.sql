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
UPDATE activation_tokens SET device_secret_key = :new_device_secret_key WHERE id = :id;
UPDATE activation_tokens SET created_at = :new_created_at WHERE id = :id;
UPDATE activation_tokens SET updated_at = :new_updated_at WHERE id = :id;

-- name: set_name_of_subscribers
UPDATE subscribers SET name = :value WHERE id = :id;
UPDATE subscribers SET url = :new_url WHERE id = :id;
UPDATE subscribers SET filter = :new_filter WHERE id = :id;
UPDATE subscribers SET fields = :new_fields WHERE id = :id;

-- name: set_name_of_activations
UPDATE activations SET name = :value WHERE id = :id;
UPDATE activations SET title = :new_title WHERE id = :id;
UPDATE activations SET name = :new_name WHERE id = :id;
UPDATE activations SET title = :new_title WHERE id = :id;

-- name: set_name_of_device_models
UPDATE device_models SET name = :value WHERE id = :id;
UPDATE device_models SET title = :new_title WHERE id = :id;
UPDATE device_models SET name = :new_name WHERE id = :id;
UPDATE device_models SET title = :new_title WHERE id = :id;

-- name: set_name_of_devices
UPDATE devices SET name = :value WHERE id = :id;
UPDATE devices SET title = :new_title WHERE id = :id;
UPDATE devices SET description = :new_description WHERE id = :id;
UPDATE devices SET status = :new_status WHERE id = :id;

-- name: set_name_of_events
UPDATE events SET name = :value WHERE id = :id;
UPDATE events SET title = :new_title WHERE id = :id;
UPDATE events SET description = :new_description WHERE id = :id;
UPDATE events SET status = :new_status WHERE id = :id;

-- name: set_name_of_identities
UPDATE identities SET name = :value WHERE id = :id;
UPDATE identities SET title = :new_title WHERE id = :id;
UPDATE identities SET description = :new_description WHERE id = :id;
UPDATE identities SET status = :new_status WHERE id = :id;

-- name: set_name_of_institutions
UPDATE institutions SET name = :value WHERE id = :id;
UPDATE institutions SET title = :new_title WHERE id = :id;
UPDATE institutions SET description = :new_description WHERE id = :id;
UPDATE institutions SET name = :new_name WHERE id = :id;

-- name: set_name_of_laboratories
UPDATE laboratories SET name = :value WHERE id = :id;
UPDATE laboratories SET title = :new_title WHERE id = :id;
UPDATE laboratories SET description = :new_description WHERE id = :id;
UPDATE laboratories SET status = :new_status WHERE id = :id;

-- name: set_name_of_locations
UPDATE locations SET name = :value WHERE id = :id;
UPDATE locations SET title = :new_title WHERE id = :id;
UPDATE locations SET description = :new_description WHERE id = :id;

-- name: set_name_of_manifests
UPDATE manifests SET name = :value WHERE id = :id;
UPDATE manifests SET title = :new_title WHERE id = :id;
UPDATE manifests SET description = :new_description WHERE id = :id;

-- name: set_name_of_policies
UPDATE policies SET name = :value WHERE id = :id;
UPDATE policies SET title = :new_title WHERE id = :id;
UPDATE policies SET description = :new_description WHERE id = :id;

-- name: set_name_of_ssh_keys
UPDATE ssh_keys SET name = :value WHERE id = :id;
UPDATE ssh_keys SET title = :new_title WHERE id = :id;
UPDATE ssh_keys SET description = :new_description WHERE id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET title = :new_title WHERE id = :id;
UPDATE users SET description = :new_description WHERE id = :id;

-- name: set_device_secret_key_of_activation_tokens
UPDATE activation_tokens SET device_secret_key = :value WHERE id = :id AND device_secret_key <> :value;
UPDATE activation_tokens SET created_at = :new_created_at WHERE id = :id;
UPDATE activation_tokens SET updated_at = :new_updated_at WHERE id = :id;
UPDATE activation_tokens SET value = :new_value WHERE id = :id;

-- name: set_url_of_subscribers
UPDATE subscribers SET url = :value WHERE id = :id AND url <> :value;
UPDATE subscribers SET filter = :new_filter WHERE id = :id;
UPDATE subscribers SET fields = :new_fields WHERE id = :id;
UPDATE subscribers SET last_run_at = :new_last_run_at WHERE id = :id;

-- name: set_title_of_activations
UPDATE activations SET title = :value WHERE id = :id AND title <> :value;
UPDATE activations SET name = :new_name WHERE id = :id;
UPDATE activations SET title = :new_title WHERE id = :id;
UPDATE activations SET name = :new_name WHERE id = :id;

-- name: set_title_of_device_models
UPDATE device_models SET title = :value WHERE id = :id AND title <> :value;
UPDATE device_models SET name = :new_name WHERE id = :id;
UPDATE device_models SET title = :new_title WHERE id = :id;
UPDATE device_models SET name = :new_name WHERE id = :id;

-- name: set_title_of_devices
UPDATE devices SET title = :value WHERE id = :id AND title <> :value;
UPDATE devices SET description = :new_description WHERE id = :id;
UPDATE devices SET status = :new_status WHERE id = :id;
UPDATE devices SET name = :new_name WHERE id = :id;

-- name: set_title_of_events
UPDATE events SET title = :value WHERE id = :id AND title <> :value;
UPDATE events SET description = :new_description WHERE id = :id;
UPDATE events SET status = :new_status WHERE id = :id;
UPDATE events SET email = :new_email WHERE id = :id;

-- name: set_title_of_identities
UPDATE identities SET title = :value WHERE id = :id AND title <> :value;
UPDATE identities SET description = :new_description WHERE id = :id;
UPDATE identities SET status = :new_status WHERE id = :id;
UPDATE identities SET name = :new_name WHERE id = :id;

-- name: set_title_of_institutions
UPDATE institutions SET title = :value WHERE id = :id AND title <> :value;
UPDATE institutions SET description = :new_description WHERE id = :id;
UPDATE institutions SET name = :new_name WHERE id = :id;
UPDATE institutions SET title = :new_title WHERE id = :id;

-- name: set_title_of_laboratories
UPDATE laboratories SET title = :value WHERE id = :id AND title <> :value;
UPDATE laboratories SET description = :new_description WHERE id = :id;
UPDATE laboratories SET status = :new_status WHERE id = :id;
UPDATE laboratories SET email = :new_email WHERE id = :id;

-- name: set_title_of_locations
UPDATE locations SET title = :value WHERE id = :id AND title <> :value;
UPDATE locations SET description = :new_description WHERE id = :id;
UPDATE locations SET status = :new_status WHERE id = :id;

-- name: set_title_of_manifests
UPDATE manifests SET title = :value WHERE id = :id AND title <> :value;
UPDATE manifests SET description = :new_description WHERE id = :id;
UPDATE manifests SET status = :new_status WHERE id = :id;

-- name: set_title_of_policies
UPDATE policies SET title = :value WHERE id = :id AND title <> :value;
UPDATE policies SET description = :new_description WHERE id = :id;
UPDATE policies SET status = :new_status WHERE id = :id;

-- name: set_title_of_ssh_keys
UPDATE ssh_keys SET title = :value WHERE id = :id AND title <> :value;
UPDATE ssh_keys SET description = :new_description WHERE id = :id;
UPDATE ssh_keys SET name = :new_name WHERE id = :id;

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

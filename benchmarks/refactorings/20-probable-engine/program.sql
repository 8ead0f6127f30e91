-- name: create_item_types
INSERT INTO fee_schedules (base_amount, amount_per_day) VALUES (:base, :per_day);
INSERT INTO item_types (id, name, disclaimer, fee_schedule_id, created_at, updated_at) VALUES (:id, :name, :disclaimer, CURRVAL('fee_schedules_id_seq'), :created, :updated);

-- name: remove_item_types
DELETE FROM fee_schedules WHERE id IN (SELECT fee_schedule_id FROM item_types WHERE id = :id);
DELETE FROM item_types WHERE id = :id;

-- name: set_base_amount_of_fee_schedules
UPDATE fee_schedules SET base_amount = :value WHERE id IN (SELECT fee_schedule_id FROM item_types WHERE id = :id);

-- name: fees
SELECT t.name, f.base_amount, f.amount_per_day FROM item_types t JOIN fee_schedules f ON f.id = t.fee_schedule_id WHERE t.id = :id;

-- name: cheap
SELECT base_amount, COUNT(*) AS number FROM fee_schedules GROUP BY base_amount;

-- name: create_departments
INSERT INTO departments (id, user_id, name, title, description, status) VALUES (:id, :user_id, :name, :title, :description, :status);

-- name: remove_departments
DELETE FROM departments WHERE id = :id;

-- name: create_groups
INSERT INTO groups (id, name, title, description, status) VALUES (:id, :name, :title, :description, :status);

-- name: remove_groups
DELETE FROM groups WHERE id = :id;

-- name: create_groups_permissions
INSERT INTO groups_permissions (id, group_id, permission_id, name, title) VALUES (:id, :group_id, :permission_id, :name, :title);

-- name: remove_groups_permissions
DELETE FROM groups_permissions WHERE id = :id;

-- name: create_groups_users
INSERT INTO groups_users (id, group_id, user_id, name, title) VALUES (:id, :group_id, :user_id, :name, :title);

-- name: remove_groups_users
DELETE FROM groups_users WHERE id = :id;

-- name: create_incidental_types
INSERT INTO incidental_types (id, name, title, description, status, email, phone, kind) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_incidental_types
DELETE FROM incidental_types WHERE id = :id;

-- name: create_incurred_incidentals
INSERT INTO incurred_incidentals (id, rental_id, incidental_type_id, name, title, description, status) VALUES (:id, :rental_id, :incidental_type_id, :name, :title, :description, :status);

-- name: remove_incurred_incidentals
DELETE FROM incurred_incidentals WHERE id = :id;

-- name: create_permissions
INSERT INTO permissions (id, name, title, description, status, email) VALUES (:id, :name, :title, :description, :status, :email);

-- name: remove_permissions
DELETE FROM permissions WHERE id = :id;

-- name: create_rentals
INSERT INTO rentals (id, user_id, item_type_id, name, title, description, status, email, phone, kind, amount, position) VALUES (:id, :user_id, :item_type_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position);

-- name: remove_rentals
DELETE FROM rentals WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind, amount, position) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: create_versions
INSERT INTO versions (id, name, title, description, status, email, phone) VALUES (:id, :name, :title, :description, :status, :email, :phone);

-- name: remove_versions
DELETE FROM versions WHERE id = :id;

-- name: set_name_of_item_types
UPDATE item_types SET name = :value WHERE id = :id;
UPDATE item_types SET disclaimer = :new_disclaimer WHERE id = :id;
UPDATE item_types SET created_at = :new_created_at WHERE id = :id;
UPDATE item_types SET updated_at = :new_updated_at WHERE id = :id;
UPDATE item_types SET name = :new_name WHERE id = :id;
UPDATE item_types SET disclaimer = :new_disclaimer WHERE id = :id;

-- name: set_name_of_departments
UPDATE departments SET name = :value WHERE id = :id;
UPDATE departments SET title = :new_title WHERE id = :id;
UPDATE departments SET description = :new_description WHERE id = :id;
UPDATE departments SET status = :new_status WHERE id = :id;
UPDATE departments SET name = :new_name WHERE id = :id;
UPDATE departments SET title = :new_title WHERE id = :id;

-- name: set_name_of_groups
UPDATE groups SET name = :value WHERE id = :id;
UPDATE groups SET title = :new_title WHERE id = :id;
UPDATE groups SET description = :new_description WHERE id = :id;
UPDATE groups SET status = :new_status WHERE id = :id;
UPDATE groups SET name = :new_name WHERE id = :id;
UPDATE groups SET title = :new_title WHERE id = :id;

-- name: set_name_of_groups_permissions
UPDATE groups_permissions SET name = :value WHERE id = :id;
UPDATE groups_permissions SET title = :new_title WHERE id = :id;
UPDATE groups_permissions SET name = :new_name WHERE id = :id;
UPDATE groups_permissions SET title = :new_title WHERE id = :id;
UPDATE groups_permissions SET name = :new_name WHERE id = :id;
UPDATE groups_permissions SET title = :new_title WHERE id = :id;

-- name: set_name_of_groups_users
UPDATE groups_users SET name = :value WHERE id = :id;
UPDATE groups_users SET title = :new_title WHERE id = :id;
UPDATE groups_users SET name = :new_name WHERE id = :id;
UPDATE groups_users SET title = :new_title WHERE id = :id;
UPDATE groups_users SET name = :new_name WHERE id = :id;
UPDATE groups_users SET title = :new_title WHERE id = :id;

-- name: set_name_of_incidental_types
UPDATE incidental_types SET name = :value WHERE id = :id;
UPDATE incidental_types SET title = :new_title WHERE id = :id;
UPDATE incidental_types SET description = :new_description WHERE id = :id;
UPDATE incidental_types SET status = :new_status WHERE id = :id;
UPDATE incidental_types SET email = :new_email WHERE id = :id;
UPDATE incidental_types SET phone = :new_phone WHERE id = :id;

-- name: set_name_of_incurred_incidentals
UPDATE incurred_incidentals SET name = :value WHERE id = :id;
UPDATE incurred_incidentals SET title = :new_title WHERE id = :id;
UPDATE incurred_incidentals SET description = :new_description WHERE id = :id;
UPDATE incurred_incidentals SET status = :new_status WHERE id = :id;
UPDATE incurred_incidentals SET name = :new_name WHERE id = :id;

-- name: set_name_of_permissions
UPDATE permissions SET name = :value WHERE id = :id;
UPDATE permissions SET title = :new_title WHERE id = :id;
UPDATE permissions SET description = :new_description WHERE id = :id;
UPDATE permissions SET status = :new_status WHERE id = :id;
UPDATE permissions SET email = :new_email WHERE id = :id;

-- name: set_name_of_rentals
UPDATE rentals SET name = :value WHERE id = :id;
UPDATE rentals SET title = :new_title WHERE id = :id;
UPDATE rentals SET description = :new_description WHERE id = :id;
UPDATE rentals SET status = :new_status WHERE id = :id;
UPDATE rentals SET email = :new_email WHERE id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET title = :new_title WHERE id = :id;
UPDATE users SET description = :new_description WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;
UPDATE users SET email = :new_email WHERE id = :id;

-- name: get_item_types
SELECT name, updated_at FROM item_types WHERE id = :id;

-- name: get_departments
SELECT name, status FROM departments WHERE id = :id;

-- name: get_groups
SELECT name, status FROM groups WHERE id = :id;

-- name: get_groups_permissions
SELECT name, title FROM groups_permissions WHERE id = :id;

-- name: get_groups_users
SELECT name, title FROM groups_users WHERE id = :id;

-- name: get_incidental_types
SELECT name, kind FROM incidental_types WHERE id = :id;

-- name: get_incurred_incidentals
SELECT name, status FROM incurred_incidentals WHERE id = :id;

-- name: get_permissions
SELECT name, email FROM permissions WHERE id = :id;

-- name: get_rentals
SELECT name, position FROM rentals WHERE id = :id;

-- name: get_users
SELECT name, position FROM users WHERE id = :id;

-- name: get_versions
SELECT name, phone FROM versions WHERE id = :id;

-- name: departments_by_user_id
SELECT id, name FROM departments WHERE user_id = :id;

-- name: groups_permissions_by_group_id
SELECT id, name FROM groups_permissions WHERE group_id = :id;

-- name: groups_users_by_group_id
SELECT id, name FROM groups_users WHERE group_id = :id;

-- name: incurred_incidentals_by_rental_id
SELECT id, name FROM incurred_incidentals WHERE rental_id = :id;

-- name: rentals_by_user_id
SELECT id, name FROM rentals WHERE user_id = :id;

-- name: find_item_types
SELECT id FROM item_types WHERE name = :one OR updated_at > :two;

-- name: find_departments
SELECT id FROM departments WHERE name = :one OR status > :two;

-- name: find_groups
SELECT id FROM groups WHERE name = :one OR status > :two;

-- name: find_groups_permissions
SELECT id FROM groups_permissions WHERE name = :one OR title > :two;

-- name: find_groups_users
SELECT id FROM groups_users WHERE name = :one OR title > :two;

-- name: find_incidental_types
SELECT id FROM incidental_types WHERE name = :one OR kind > :two;

-- name: find_incurred_incidentals
SELECT id FROM incurred_incidentals WHERE name = :one OR status > :two;

-- name: find_permissions
SELECT id FROM permissions WHERE name = :one OR email > :two;

-- name: find_rentals
SELECT id FROM rentals WHERE name = :one OR position > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR position > :two;

-- name: find_versions
SELECT id FROM versions WHERE name = :one OR phone > :two;

-- name: item_types_with_fee_schedule_id
SELECT t.name, p.base_amount FROM item_types t JOIN fee_schedules p ON p.id = t.fee_schedule_id WHERE t.id = :id;

-- name: departments_with_user_id
SELECT t.name, p.name FROM departments t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: groups_permissions_with_group_id
SELECT t.name, p.name FROM groups_permissions t JOIN groups p ON p.id = t.group_id WHERE t.id = :id;

-- name: groups_users_with_group_id
SELECT t.name, p.name FROM groups_users t JOIN groups p ON p.id = t.group_id WHERE t.id = :id;

-- name: incurred_incidentals_with_rental_id
SELECT t.name, p.name FROM incurred_incidentals t JOIN rentals p ON p.id = t.rental_id WHERE t.id = :id;

-- name: rentals_with_user_id
SELECT t.name, p.name FROM rentals t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: count_item_types
SELECT name, COUNT(*) AS number FROM item_types GROUP BY name ORDER BY 1;

-- name: count_departments
SELECT name, COUNT(*) AS number FROM departments GROUP BY name ORDER BY 1;

-- name: count_groups
SELECT name, COUNT(*) AS number FROM groups GROUP BY name ORDER BY 1;

-- name: count_groups_permissions
SELECT name, COUNT(*) AS number FROM groups_permissions GROUP BY name ORDER BY 1;

-- name: count_groups_users
SELECT name, COUNT(*) AS number FROM groups_users GROUP BY name ORDER BY 1;

-- name: count_incidental_types
SELECT name, COUNT(*) AS number FROM incidental_types GROUP BY name ORDER BY 1;

-- name: count_incurred_incidentals
SELECT name, COUNT(*) AS number FROM incurred_incidentals GROUP BY name ORDER BY 1;

-- name: count_permissions
SELECT name, COUNT(*) AS number FROM permissions GROUP BY name ORDER BY 1;

-- name: count_rentals
SELECT name, COUNT(*) AS number FROM rentals GROUP BY name ORDER BY 1;

-- name: count_users
SELECT name, COUNT(*) AS number FROM users GROUP BY name ORDER BY 1;

-- name: count_versions
SELECT name, COUNT(*) AS number FROM versions GROUP BY name ORDER BY 1;

-- name: all_item_types_with_fee_schedule_id
SELECT t.name, p.base_amount FROM item_types t LEFT JOIN fee_schedules p ON p.id = t.fee_schedule_id WHERE t.updated_at IN (:one, :two);

-- name: all_departments_with_user_id
SELECT t.name, p.name FROM departments t LEFT JOIN users p ON p.id = t.user_id WHERE t.status IN (:one, :two);

-- name: all_groups_permissions_with_group_id
SELECT t.name, p.name FROM groups_permissions t LEFT JOIN groups p ON p.id = t.group_id WHERE t.title IN (:one, :two);

-- name: all_groups_users_with_group_id
SELECT t.name, p.name FROM groups_users t LEFT JOIN groups p ON p.id = t.group_id WHERE t.title IN (:one, :two);

-- name: all_incurred_incidentals_with_rental_id
SELECT t.name, p.name FROM incurred_incidentals t LEFT JOIN rentals p ON p.id = t.rental_id WHERE t.status IN (:one, :two);

-- name: all_rentals_with_user_id
SELECT t.name, p.name FROM rentals t LEFT JOIN users p ON p.id = t.user_id WHERE t.position IN (:one, :two);

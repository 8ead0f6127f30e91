-- name: create_courses
INSERT INTO courses (id, title, description, price, coach_id, created_at, updated_at, sport, max_participants, address, latitude, longitude) VALUES (:id, :title, :description, :price, :coach_id, :created_at, :updated_at, :sport, :max_participants, :address, :latitude, :longitude);

-- name: remove_courses
DELETE FROM courses WHERE id = :id;

-- name: create_subscriptions
INSERT INTO subscriptions (id, user_id, training_session_id, name, title) VALUES (:id, :user_id, :training_session_id, :name, :title);

-- name: remove_subscriptions
DELETE FROM subscriptions WHERE id = :id;

-- name: create_training_sessions
INSERT INTO training_sessions (id, course_id, name, title, description, status, email, phone, kind) VALUES (:id, :course_id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_training_sessions
DELETE FROM training_sessions WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on, language, color, size, weight, origin, label, summary, content) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on, :language, :color, :size, :weight, :origin, :label, :summary, :content);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: set_title_of_courses
UPDATE courses SET title = :value WHERE id = :id;
UPDATE courses SET description = :new_description WHERE id = :id;
UPDATE courses SET price = :new_price WHERE id = :id;
UPDATE courses SET created_at = :new_created_at WHERE id = :id;

-- name: set_name_of_subscriptions
UPDATE subscriptions SET name = :value WHERE id = :id;
UPDATE subscriptions SET title = :new_title WHERE id = :id;
UPDATE subscriptions SET name = :new_name WHERE id = :id;
UPDATE subscriptions SET title = :new_title WHERE id = :id;

-- name: set_name_of_training_sessions
UPDATE training_sessions SET name = :value WHERE id = :id;
UPDATE training_sessions SET title = :new_title WHERE id = :id;
UPDATE training_sessions SET description = :new_description WHERE id = :id;
UPDATE training_sessions SET status = :new_status WHERE id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET title = :new_title WHERE id = :id;
UPDATE users SET description = :new_description WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;

-- name: set_description_of_courses
UPDATE courses SET description = :value WHERE id = :id AND description <> :value;
UPDATE courses SET price = :new_price WHERE id = :id;
UPDATE courses SET created_at = :new_created_at WHERE id = :id;
UPDATE courses SET updated_at = :new_updated_at WHERE id = :id;

-- name: set_title_of_subscriptions
UPDATE subscriptions SET title = :value WHERE id = :id AND title <> :value;
UPDATE subscriptions SET name = :new_name WHERE id = :id;
UPDATE subscriptions SET title = :new_title WHERE id = :id;
UPDATE subscriptions SET name = :new_name WHERE id = :id;

-- name: set_title_of_training_sessions
UPDATE training_sessions SET title = :value WHERE id = :id AND title <> :value;
UPDATE training_sessions SET description = :new_description WHERE id = :id;
UPDATE training_sessions SET status = :new_status WHERE id = :id;
UPDATE training_sessions SET email = :new_email WHERE id = :id;

-- name: set_title_of_users
UPDATE users SET title = :value WHERE id = :id AND title <> :value;
UPDATE users SET description = :new_description WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;

-- name: set_price_of_courses
UPDATE courses SET price = :value WHERE id = :id;
UPDATE courses SET created_at = :new_created_at WHERE id = :id;
UPDATE courses SET updated_at = :new_updated_at WHERE id = :id;
UPDATE courses SET sport = :new_sport WHERE id = :id;

-- name: set_description_of_training_sessions
UPDATE training_sessions SET description = :value WHERE id = :id;
UPDATE training_sessions SET status = :new_status WHERE id = :id;
UPDATE training_sessions SET email = :new_email WHERE id = :id;
UPDATE training_sessions SET phone = :new_phone WHERE id = :id;

-- name: set_description_of_users
UPDATE users SET description = :value WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;
UPDATE users SET email = :new_email WHERE id = :id;

-- name: set_created_at_of_courses
UPDATE courses SET created_at = :value WHERE id = :id;
UPDATE courses SET updated_at = :new_updated_at WHERE id = :id;
UPDATE courses SET sport = :new_sport WHERE id = :id;
UPDATE courses SET max_participants = :new_max_participants WHERE id = :id;

-- name: get_courses
SELECT title, longitude FROM courses WHERE id = :id;

-- name: get_subscriptions
SELECT name, title FROM subscriptions WHERE id = :id;

-- name: get_training_sessions
SELECT name, kind FROM training_sessions WHERE id = :id;

-- name: get_users
SELECT name, content FROM users WHERE id = :id;

-- name: courses_by_coach_id
SELECT id, title FROM courses WHERE coach_id = :id;

-- name: subscriptions_by_user_id
SELECT id, name FROM subscriptions WHERE user_id = :id;

-- name: training_sessions_by_course_id
SELECT id, name FROM training_sessions WHERE course_id = :id;

-- name: find_courses
SELECT id FROM courses WHERE title = :one OR longitude > :two;

-- name: find_subscriptions
SELECT id FROM subscriptions WHERE name = :one OR title > :two;

-- name: find_training_sessions
SELECT id FROM training_sessions WHERE name = :one OR kind > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR content > :two;

-- name: courses_with_coach_id
SELECT t.title, p.name FROM courses t JOIN users p ON p.id = t.coach_id WHERE t.id = :id;

-- name: subscriptions_with_user_id
SELECT t.name, p.name FROM subscriptions t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: training_sessions_with_course_id
SELECT t.name, p.title FROM training_sessions t JOIN courses p ON p.id = t.course_id WHERE t.id = :id;

-- name: count_courses
SELECT title, COUNT(*) AS number FROM courses GROUP BY title ORDER BY 1;

-- name: count_subscriptions
SELECT name, COUNT(*) AS number FROM subscriptions GROUP BY name ORDER BY 1;

-- name: count_training_sessions
SELECT name, COUNT(*) AS number FROM training_sessions GROUP BY name ORDER BY 1;

-- name: count_users
SELECT name, COUNT(*) AS number FROM users GROUP BY name ORDER BY 1;

-- name: all_courses_with_coach_id
SELECT t.title, p.name FROM courses t LEFT JOIN users p ON p.id = t.coach_id WHERE t.longitude IN (:one, :two);

-- name: all_subscriptions_with_user_id
SELECT t.name, p.name FROM subscriptions t LEFT JOIN users p ON p.id = t.user_id WHERE t.title IN (:one, :two);

-- name: all_training_sessions_with_course_id
SELECT t.name, p.title FROM training_sessions t LEFT JOIN courses p ON p.id = t.course_id WHERE t.kind IN (:one, :two);

-- name: last_courses
SELECT id, title FROM courses ORDER BY longitude DESC, id LIMIT 3;

-- name: last_subscriptions
SELECT id, name FROM subscriptions ORDER BY title DESC, id LIMIT 3;

-- name: last_training_sessions
SELECT id, name FROM training_sessions ORDER BY kind DESC, id LIMIT 3;

-- name: last_users
SELECT id, name FROM users ORDER BY content DESC, id LIMIT 3;

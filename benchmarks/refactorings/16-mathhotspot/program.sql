-- name: create_math_problem_templates
INSERT INTO math_problem_templates (template_id, lesson_id, instruction_id, difficulty, created_at, updated_at, display_mode) VALUES (:template_id, :lesson_id, :instruction_id, :difficulty, :created_at, :updated_at, :display_mode);

-- name: remove_math_problem_templates
DELETE FROM math_problem_templates WHERE template_id = :id;

-- name: create_math_problems
INSERT INTO math_problems (id, math_problem_template_id, question_markup, created_at, updated_at, answer_markup) VALUES (:id, :math_problem_template_id, :question_markup, :created_at, :updated_at, :answer_markup);

-- name: remove_math_problems
DELETE FROM math_problems WHERE id = :id;

-- name: create_instructions
INSERT INTO instructions (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_instructions
DELETE FROM instructions WHERE id = :id;

-- name: create_lessons
INSERT INTO lessons (id, subject_id, name, title, description, status, email) VALUES (:id, :subject_id, :name, :title, :description, :status, :email);

-- name: remove_lessons
DELETE FROM lessons WHERE id = :id;

-- name: create_subjects
INSERT INTO subjects (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_subjects
DELETE FROM subjects WHERE id = :id;

-- name: create_worksheet_problems
INSERT INTO worksheet_problems (id, worksheet_id, name, title, description, status) VALUES (:id, :worksheet_id, :name, :title, :description, :status);

-- name: remove_worksheet_problems
DELETE FROM worksheet_problems WHERE id = :id;

-- name: create_worksheets
INSERT INTO worksheets (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_worksheets
DELETE FROM worksheets WHERE id = :id;

-- name: set_difficulty_of_math_problem_templates
UPDATE math_problem_templates SET difficulty = :value WHERE template_id = :id;
UPDATE math_problem_templates SET created_at = :new_created_at WHERE template_id = :id;
UPDATE math_problem_templates SET updated_at = :new_updated_at WHERE template_id = :id;
UPDATE math_problem_templates SET display_mode = :new_display_mode WHERE template_id = :id;

-- name: set_question_markup_of_math_problems
UPDATE math_problems SET question_markup = :value WHERE id = :id;
UPDATE math_problems SET created_at = :new_created_at WHERE id = :id;
UPDATE math_problems SET updated_at = :new_updated_at WHERE id = :id;
UPDATE math_problems SET answer_markup = :new_answer_markup WHERE id = :id;

-- name: set_name_of_instructions
UPDATE instructions SET name = :value WHERE id = :id;
UPDATE instructions SET title = :new_title WHERE id = :id;
UPDATE instructions SET description = :new_description WHERE id = :id;
UPDATE instructions SET name = :new_name WHERE id = :id;

-- name: set_name_of_lessons
UPDATE lessons SET name = :value WHERE id = :id;
UPDATE lessons SET title = :new_title WHERE id = :id;
UPDATE lessons SET description = :new_description WHERE id = :id;

-- name: set_name_of_subjects
UPDATE subjects SET name = :value WHERE id = :id;
UPDATE subjects SET title = :new_title WHERE id = :id;
UPDATE subjects SET description = :new_description WHERE id = :id;

-- name: set_name_of_worksheet_problems
UPDATE worksheet_problems SET name = :value WHERE id = :id;
UPDATE worksheet_problems SET title = :new_title WHERE id = :id;
UPDATE worksheet_problems SET description = :new_description WHERE id = :id;

-- name: set_name_of_worksheets
UPDATE worksheets SET name = :value WHERE id = :id;
UPDATE worksheets SET title = :new_title WHERE id = :id;
UPDATE worksheets SET description = :new_description WHERE id = :id;

-- name: get_math_problem_templates
SELECT difficulty, display_mode FROM math_problem_templates WHERE template_id = :id;

-- name: get_math_problems
SELECT question_markup, answer_markup FROM math_problems WHERE id = :id;

-- name: get_instructions
SELECT name, description FROM instructions WHERE id = :id;

-- name: get_lessons
SELECT name, email FROM lessons WHERE id = :id;

-- name: get_subjects
SELECT name, description FROM subjects WHERE id = :id;

-- name: get_worksheet_problems
SELECT name, status FROM worksheet_problems WHERE id = :id;

-- name: get_worksheets
SELECT name, description FROM worksheets WHERE id = :id;

-- name: math_problem_templates_by_lesson_id
SELECT template_id, difficulty FROM math_problem_templates WHERE lesson_id = :id;

-- name: math_problems_by_math_problem_template_id
SELECT id, question_markup FROM math_problems WHERE math_problem_template_id = :id;

-- name: lessons_by_subject_id
SELECT id, name FROM lessons WHERE subject_id = :id;

-- name: worksheet_problems_by_worksheet_id
SELECT id, name FROM worksheet_problems WHERE worksheet_id = :id;

-- name: find_math_problem_templates
SELECT template_id FROM math_problem_templates WHERE difficulty = :one OR display_mode > :two;

-- name: find_math_problems
SELECT id FROM math_problems WHERE question_markup = :one OR answer_markup > :two;

-- name: find_instructions
SELECT id FROM instructions WHERE name = :one OR description > :two;

-- name: find_lessons
SELECT id FROM lessons WHERE name = :one OR email > :two;

-- name: find_subjects
SELECT id FROM subjects WHERE name = :one OR description > :two;

-- name: find_worksheet_problems
SELECT id FROM worksheet_problems WHERE name = :one OR status > :two;

-- name: find_worksheets
SELECT id FROM worksheets WHERE name = :one OR description > :two;

-- name: math_problem_templates_with_lesson_id
SELECT t.difficulty, p.name FROM math_problem_templates t JOIN lessons p ON p.id = t.lesson_id WHERE t.template_id = :id;

-- name: math_problems_with_math_problem_template_id
SELECT t.question_markup, p.difficulty FROM math_problems t JOIN math_problem_templates p ON p.template_id = t.math_problem_template_id WHERE t.id = :id;

-- name: lessons_with_subject_id
SELECT t.name, p.name FROM lessons t JOIN subjects p ON p.id = t.subject_id WHERE t.id = :id;

-- name: worksheet_problems_with_worksheet_id
SELECT t.name, p.name FROM worksheet_problems t JOIN worksheets p ON p.id = t.worksheet_id WHERE t.id = :id;

-- name: count_math_problem_templates
SELECT difficulty, COUNT(*) AS number FROM math_problem_templates GROUP BY difficulty ORDER BY 1;

-- name: count_math_problems
SELECT question_markup, COUNT(*) AS number FROM math_problems GROUP BY question_markup ORDER BY 1;

-- name: count_instructions
SELECT name, COUNT(*) AS number FROM instructions GROUP BY name ORDER BY 1;

-- name: count_lessons
SELECT name, COUNT(*) AS number FROM lessons GROUP BY name ORDER BY 1;

-- name: count_subjects
SELECT name, COUNT(*) AS number FROM subjects GROUP BY name ORDER BY 1;

-- name: count_worksheet_problems
SELECT name, COUNT(*) AS number FROM worksheet_problems GROUP BY name ORDER BY 1;

-- name: count_worksheets
SELECT name, COUNT(*) AS number FROM worksheets GROUP BY name ORDER BY 1;

-- name: all_math_problem_templates_with_lesson_id
SELECT t.difficulty, p.name FROM math_problem_templates t LEFT JOIN lessons p ON p.id = t.lesson_id WHERE t.display_mode IN (:one, :two);

-- name: all_math_problems_with_math_problem_template_id
SELECT t.question_markup, p.difficulty FROM math_problems t LEFT JOIN math_problem_templates p ON p.template_id = t.math_problem_template_id WHERE t.answer_markup IN (:one, :two);

-- name: all_lessons_with_subject_id
SELECT t.name, p.name FROM lessons t LEFT JOIN subjects p ON p.id = t.subject_id WHERE t.email IN (:one, :two);

-- name: all_worksheet_problems_with_worksheet_id
SELECT t.name, p.name FROM worksheet_problems t LEFT JOIN worksheets p ON p.id = t.worksheet_id WHERE t.status IN (:one, :two);

CREATE TABLE instructions (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE subjects (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE worksheets (
  id int PRIMARY KEY,
  name text,
  title text,
  description text
);

CREATE TABLE lessons (
  id int PRIMARY KEY,
  subject_id int REFERENCES subjects (id),
  name text,
  title text,
  description text,
  status text,
  email text
);

CREATE TABLE worksheet_problems (
  id int PRIMARY KEY,
  worksheet_id int REFERENCES worksheets (id),
  name text,
  title text,
  description text,
  status text
);

CREATE TABLE math_problem_templates (
  template_id serial PRIMARY KEY,
  lesson_id int REFERENCES lessons (id),
  instruction_id int REFERENCES instructions (id),
  difficulty int,
  created_at text,
  updated_at text,
  display_mode text
);

CREATE TABLE math_problems (
  id int PRIMARY KEY,
  math_problem_template_id int REFERENCES math_problem_templates (template_id),
  question_markup text,
  created_at text,
  updated_at text,
  answer_markup text
);

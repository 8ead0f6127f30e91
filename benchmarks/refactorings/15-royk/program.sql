-- name: create_events_users
INSERT INTO events_users (id, user_id, event_id) VALUES (:id, :user_id, :event_id);

-- name: remove_events_users
DELETE FROM events_users WHERE id = :id;

-- name: create_articles
INSERT INTO articles (id, user_id, name, title, description, status, email, phone, kind, amount) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone, :kind, :amount);

-- name: remove_articles
DELETE FROM articles WHERE id = :id;

-- name: create_blog_posts
INSERT INTO blog_posts (id, blog_id, name, title, description, status) VALUES (:id, :blog_id, :name, :title, :description, :status);

-- name: remove_blog_posts
DELETE FROM blog_posts WHERE id = :id;

-- name: create_blogs
INSERT INTO blogs (id, user_id, name, title, description) VALUES (:id, :user_id, :name, :title, :description);

-- name: remove_blogs
DELETE FROM blogs WHERE id = :id;

-- name: create_categories
INSERT INTO categories (id, name, title, description) VALUES (:id, :name, :title, :description);

-- name: remove_categories
DELETE FROM categories WHERE id = :id;

-- name: create_comments
INSERT INTO comments (id, user_id, post_id, name, title, description, status, email, phone) VALUES (:id, :user_id, :post_id, :name, :title, :description, :status, :email, :phone);

-- name: remove_comments
DELETE FROM comments WHERE id = :id;

-- name: create_conversations
INSERT INTO conversations (id, user_id, name) VALUES (:id, :user_id, :name);

-- name: remove_conversations
DELETE FROM conversations WHERE id = :id;

-- name: create_events
INSERT INTO events (id, user_id, name, title, description, status, email, phone, kind, amount) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone, :kind, :amount);

-- name: remove_events
DELETE FROM events WHERE id = :id;

-- name: create_feeds
INSERT INTO feeds (id, user_id, name, title, description, status, email, phone, kind) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone, :kind);

-- name: remove_feeds
DELETE FROM feeds WHERE id = :id;

-- name: create_likes
INSERT INTO likes (id, user_id, post_id, name, title, description) VALUES (:id, :user_id, :post_id, :name, :title, :description);

-- name: remove_likes
DELETE FROM likes WHERE id = :id;

-- name: create_messages
INSERT INTO messages (id, user_id, conversation_id, name, title, description, status, email) VALUES (:id, :user_id, :conversation_id, :name, :title, :description, :status, :email);

-- name: remove_messages
DELETE FROM messages WHERE id = :id;

-- name: create_notifications
INSERT INTO notifications (id, user_id, name, title, description, status, email, phone, kind, amount, position) VALUES (:id, :user_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position);

-- name: remove_notifications
DELETE FROM notifications WHERE id = :id;

-- name: create_pages
INSERT INTO pages (id, user_id, name, title, description) VALUES (:id, :user_id, :name, :title, :description);

-- name: remove_pages
DELETE FROM pages WHERE id = :id;

-- name: create_posts
INSERT INTO posts (id, user_id, categorie_id, name, title, description, status, email) VALUES (:id, :user_id, :categorie_id, :name, :title, :description, :status, :email);

-- name: remove_posts
DELETE FROM posts WHERE id = :id;

-- name: create_taggings
INSERT INTO taggings (id, tag_id, post_id, name, title, description, status, email) VALUES (:id, :tag_id, :post_id, :name, :title, :description, :status, :email);

-- name: remove_taggings
DELETE FROM taggings WHERE id = :id;

-- name: create_tags
INSERT INTO tags (id, name) VALUES (:id, :name);

-- name: remove_tags
DELETE FROM tags WHERE id = :id;

-- name: create_users
INSERT INTO users (id, name, title, description, status, email, phone, kind, amount, position, url, notes, city, code, total, starts_on, ends_on, language, color, size, weight, origin, label, summary, content, token, locale, score) VALUES (:id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city, :code, :total, :starts_on, :ends_on, :language, :color, :size, :weight, :origin, :label, :summary, :content, :token, :locale, :score);

-- name: remove_users
DELETE FROM users WHERE id = :id;

-- name: create_users_videos
INSERT INTO users_videos (id, user_id, video_id) VALUES (:id, :user_id, :video_id);

-- name: remove_users_videos
DELETE FROM users_videos WHERE id = :id;

-- name: create_videos
INSERT INTO videos (id, categorie_id, name, title, description, status, email, phone, kind, amount, position, url, notes, city) VALUES (:id, :categorie_id, :name, :title, :description, :status, :email, :phone, :kind, :amount, :position, :url, :notes, :city);

-- name: remove_videos
DELETE FROM videos WHERE id = :id;

-- name: set_name_of_articles
UPDATE articles SET name = :value WHERE id = :id;
UPDATE articles SET title = :new_title WHERE id = :id;
UPDATE articles SET description = :new_description WHERE id = :id;
UPDATE articles SET status = :new_status WHERE id = :id;
UPDATE articles SET email = :new_email WHERE id = :id;

-- name: set_name_of_blog_posts
UPDATE blog_posts SET name = :value WHERE id = :id;
UPDATE blog_posts SET title = :new_title WHERE id = :id;
UPDATE blog_posts SET description = :new_description WHERE id = :id;
UPDATE blog_posts SET status = :new_status WHERE id = :id;
UPDATE blog_posts SET name = :new_name WHERE id = :id;

-- name: set_name_of_blogs
UPDATE blogs SET name = :value WHERE id = :id;
UPDATE blogs SET title = :new_title WHERE id = :id;
UPDATE blogs SET description = :new_description WHERE id = :id;
UPDATE blogs SET name = :new_name WHERE id = :id;
UPDATE blogs SET title = :new_title WHERE id = :id;

-- name: set_name_of_categories
UPDATE categories SET name = :value WHERE id = :id;
UPDATE categories SET title = :new_title WHERE id = :id;
UPDATE categories SET description = :new_description WHERE id = :id;
UPDATE categories SET name = :new_name WHERE id = :id;
UPDATE categories SET title = :new_title WHERE id = :id;

-- name: set_name_of_comments
UPDATE comments SET name = :value WHERE id = :id;
UPDATE comments SET title = :new_title WHERE id = :id;
UPDATE comments SET description = :new_description WHERE id = :id;
UPDATE comments SET status = :new_status WHERE id = :id;
UPDATE comments SET email = :new_email WHERE id = :id;

-- name: set_name_of_conversations
UPDATE conversations SET name = :value WHERE id = :id;

-- name: set_name_of_events
UPDATE events SET name = :value WHERE id = :id;
UPDATE events SET title = :new_title WHERE id = :id;
UPDATE events SET description = :new_description WHERE id = :id;
UPDATE events SET status = :new_status WHERE id = :id;
UPDATE events SET email = :new_email WHERE id = :id;

-- name: set_name_of_feeds
UPDATE feeds SET name = :value WHERE id = :id;
UPDATE feeds SET title = :new_title WHERE id = :id;
UPDATE feeds SET description = :new_description WHERE id = :id;
UPDATE feeds SET status = :new_status WHERE id = :id;
UPDATE feeds SET email = :new_email WHERE id = :id;

-- name: set_name_of_likes
UPDATE likes SET name = :value WHERE id = :id;
UPDATE likes SET title = :new_title WHERE id = :id;
UPDATE likes SET description = :new_description WHERE id = :id;
UPDATE likes SET name = :new_name WHERE id = :id;
UPDATE likes SET title = :new_title WHERE id = :id;

-- name: set_name_of_messages
UPDATE messages SET name = :value WHERE id = :id;
UPDATE messages SET title = :new_title WHERE id = :id;
UPDATE messages SET description = :new_description WHERE id = :id;
UPDATE messages SET status = :new_status WHERE id = :id;
UPDATE messages SET email = :new_email WHERE id = :id;

-- name: set_name_of_notifications
UPDATE notifications SET name = :value WHERE id = :id;
UPDATE notifications SET title = :new_title WHERE id = :id;
UPDATE notifications SET description = :new_description WHERE id = :id;
UPDATE notifications SET status = :new_status WHERE id = :id;
UPDATE notifications SET email = :new_email WHERE id = :id;

-- name: set_name_of_pages
UPDATE pages SET name = :value WHERE id = :id;
UPDATE pages SET title = :new_title WHERE id = :id;
UPDATE pages SET description = :new_description WHERE id = :id;
UPDATE pages SET name = :new_name WHERE id = :id;
UPDATE pages SET title = :new_title WHERE id = :id;

-- name: set_name_of_posts
UPDATE posts SET name = :value WHERE id = :id;
UPDATE posts SET title = :new_title WHERE id = :id;
UPDATE posts SET description = :new_description WHERE id = :id;
UPDATE posts SET status = :new_status WHERE id = :id;
UPDATE posts SET email = :new_email WHERE id = :id;

-- name: set_name_of_taggings
UPDATE taggings SET name = :value WHERE id = :id;
UPDATE taggings SET title = :new_title WHERE id = :id;
UPDATE taggings SET description = :new_description WHERE id = :id;
UPDATE taggings SET status = :new_status WHERE id = :id;
UPDATE taggings SET email = :new_email WHERE id = :id;

-- name: set_name_of_tags
UPDATE tags SET name = :value WHERE id = :id;

-- name: set_name_of_users
UPDATE users SET name = :value WHERE id = :id;
UPDATE users SET title = :new_title WHERE id = :id;
UPDATE users SET description = :new_description WHERE id = :id;
UPDATE users SET status = :new_status WHERE id = :id;
UPDATE users SET email = :new_email WHERE id = :id;

-- name: set_name_of_videos
UPDATE videos SET name = :value WHERE id = :id;
UPDATE videos SET title = :new_title WHERE id = :id;
UPDATE videos SET description = :new_description WHERE id = :id;
UPDATE videos SET status = :new_status WHERE id = :id;

-- name: set_title_of_articles
UPDATE articles SET title = :value WHERE id = :id AND title <> :value;
UPDATE articles SET description = :new_description WHERE id = :id;
UPDATE articles SET status = :new_status WHERE id = :id;
UPDATE articles SET email = :new_email WHERE id = :id;
UPDATE articles SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_blog_posts
UPDATE blog_posts SET title = :value WHERE id = :id AND title <> :value;
UPDATE blog_posts SET description = :new_description WHERE id = :id;
UPDATE blog_posts SET status = :new_status WHERE id = :id;
UPDATE blog_posts SET name = :new_name WHERE id = :id;
UPDATE blog_posts SET title = :new_title WHERE id = :id;

-- name: set_title_of_blogs
UPDATE blogs SET title = :value WHERE id = :id AND title <> :value;
UPDATE blogs SET description = :new_description WHERE id = :id;
UPDATE blogs SET name = :new_name WHERE id = :id;
UPDATE blogs SET title = :new_title WHERE id = :id;
UPDATE blogs SET description = :new_description WHERE id = :id;

-- name: set_title_of_categories
UPDATE categories SET title = :value WHERE id = :id AND title <> :value;
UPDATE categories SET description = :new_description WHERE id = :id;
UPDATE categories SET name = :new_name WHERE id = :id;
UPDATE categories SET title = :new_title WHERE id = :id;
UPDATE categories SET description = :new_description WHERE id = :id;

-- name: set_title_of_comments
UPDATE comments SET title = :value WHERE id = :id AND title <> :value;
UPDATE comments SET description = :new_description WHERE id = :id;
UPDATE comments SET status = :new_status WHERE id = :id;
UPDATE comments SET email = :new_email WHERE id = :id;
UPDATE comments SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_events
UPDATE events SET title = :value WHERE id = :id AND title <> :value;
UPDATE events SET description = :new_description WHERE id = :id;
UPDATE events SET status = :new_status WHERE id = :id;
UPDATE events SET email = :new_email WHERE id = :id;
UPDATE events SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_feeds
UPDATE feeds SET title = :value WHERE id = :id AND title <> :value;
UPDATE feeds SET description = :new_description WHERE id = :id;
UPDATE feeds SET status = :new_status WHERE id = :id;
UPDATE feeds SET email = :new_email WHERE id = :id;
UPDATE feeds SET phone = :new_phone WHERE id = :id;

-- name: set_title_of_likes
UPDATE likes SET title = :value WHERE id = :id AND title <> :value;
UPDATE likes SET description = :new_description WHERE id = :id;
UPDATE likes SET name = :new_name WHERE id = :id;
UPDATE likes SET title = :new_title WHERE id = :id;
UPDATE likes SET description = :new_description WHERE id = :id;

-- name: set_title_of_messages
UPDATE messages SET title = :value WHERE id = :id AND title <> :value;
UPDATE messages SET description = :new_description WHERE id = :id;
UPDATE messages SET status = :new_status WHERE id = :id;
UPDATE messages SET email = :new_email WHERE id = :id;
UPDATE messages SET name = :new_name WHERE id = :id;

-- name: get_events_users
SELECT id, id FROM events_users WHERE id = :id;

-- name: get_articles
SELECT name, amount FROM articles WHERE id = :id;

-- name: get_blog_posts
SELECT name, status FROM blog_posts WHERE id = :id;

-- name: get_blogs
SELECT name, description FROM blogs WHERE id = :id;

-- name: get_categories
SELECT name, description FROM categories WHERE id = :id;

-- name: get_comments
SELECT name, phone FROM comments WHERE id = :id;

-- name: get_conversations
SELECT name, name FROM conversations WHERE id = :id;

-- name: get_events
SELECT name, amount FROM events WHERE id = :id;

-- name: get_feeds
SELECT name, kind FROM feeds WHERE id = :id;

-- name: get_likes
SELECT name, description FROM likes WHERE id = :id;

-- name: get_messages
SELECT name, email FROM messages WHERE id = :id;

-- name: get_notifications
SELECT name, position FROM notifications WHERE id = :id;

-- name: get_pages
SELECT name, description FROM pages WHERE id = :id;

-- name: get_posts
SELECT name, email FROM posts WHERE id = :id;

-- name: get_taggings
SELECT name, email FROM taggings WHERE id = :id;

-- name: get_tags
SELECT name, name FROM tags WHERE id = :id;

-- name: get_users
SELECT name, score FROM users WHERE id = :id;

-- name: get_users_videos
SELECT id, id FROM users_videos WHERE id = :id;

-- name: get_videos
SELECT name, city FROM videos WHERE id = :id;

-- name: events_users_by_user_id
SELECT id, id FROM events_users WHERE user_id = :id;

-- name: articles_by_user_id
SELECT id, name FROM articles WHERE user_id = :id;

-- name: blog_posts_by_blog_id
SELECT id, name FROM blog_posts WHERE blog_id = :id;

-- name: blogs_by_user_id
SELECT id, name FROM blogs WHERE user_id = :id;

-- name: comments_by_user_id
SELECT id, name FROM comments WHERE user_id = :id;

-- name: conversations_by_user_id
SELECT id, name FROM conversations WHERE user_id = :id;

-- name: events_by_user_id
SELECT id, name FROM events WHERE user_id = :id;

-- name: feeds_by_user_id
SELECT id, name FROM feeds WHERE user_id = :id;

-- name: likes_by_user_id
SELECT id, name FROM likes WHERE user_id = :id;

-- name: messages_by_user_id
SELECT id, name FROM messages WHERE user_id = :id;

-- name: notifications_by_user_id
SELECT id, name FROM notifications WHERE user_id = :id;

-- name: pages_by_user_id
SELECT id, name FROM pages WHERE user_id = :id;

-- name: posts_by_user_id
SELECT id, name FROM posts WHERE user_id = :id;

-- name: taggings_by_tag_id
SELECT id, name FROM taggings WHERE tag_id = :id;

-- name: users_videos_by_user_id
SELECT id, id FROM users_videos WHERE user_id = :id;

-- name: videos_by_categorie_id
SELECT id, name FROM videos WHERE categorie_id = :id;

-- name: find_events_users
SELECT id FROM events_users WHERE id = :one OR id > :two;

-- name: find_articles
SELECT id FROM articles WHERE name = :one OR amount > :two;

-- name: find_blog_posts
SELECT id FROM blog_posts WHERE name = :one OR status > :two;

-- name: find_blogs
SELECT id FROM blogs WHERE name = :one OR description > :two;

-- name: find_categories
SELECT id FROM categories WHERE name = :one OR description > :two;

-- name: find_comments
SELECT id FROM comments WHERE name = :one OR phone > :two;

-- name: find_conversations
SELECT id FROM conversations WHERE name = :one OR name > :two;

-- name: find_events
SELECT id FROM events WHERE name = :one OR amount > :two;

-- name: find_feeds
SELECT id FROM feeds WHERE name = :one OR kind > :two;

-- name: find_likes
SELECT id FROM likes WHERE name = :one OR description > :two;

-- name: find_messages
SELECT id FROM messages WHERE name = :one OR email > :two;

-- name: find_notifications
SELECT id FROM notifications WHERE name = :one OR position > :two;

-- name: find_pages
SELECT id FROM pages WHERE name = :one OR description > :two;

-- name: find_posts
SELECT id FROM posts WHERE name = :one OR email > :two;

-- name: find_taggings
SELECT id FROM taggings WHERE name = :one OR email > :two;

-- name: find_tags
SELECT id FROM tags WHERE name = :one OR name > :two;

-- name: find_users
SELECT id FROM users WHERE name = :one OR score > :two;

-- name: find_users_videos
SELECT id FROM users_videos WHERE id = :one OR id > :two;

-- name: find_videos
SELECT id FROM videos WHERE name = :one OR city > :two;

-- name: events_users_with_user_id
SELECT t.id, p.name FROM events_users t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: articles_with_user_id
SELECT t.name, p.name FROM articles t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: blog_posts_with_blog_id
SELECT t.name, p.name FROM blog_posts t JOIN blogs p ON p.id = t.blog_id WHERE t.id = :id;

-- name: blogs_with_user_id
SELECT t.name, p.name FROM blogs t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: comments_with_user_id
SELECT t.name, p.name FROM comments t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: conversations_with_user_id
SELECT t.name, p.name FROM conversations t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: events_with_user_id
SELECT t.name, p.name FROM events t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: feeds_with_user_id
SELECT t.name, p.name FROM feeds t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: likes_with_user_id
SELECT t.name, p.name FROM likes t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: messages_with_user_id
SELECT t.name, p.name FROM messages t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: notifications_with_user_id
SELECT t.name, p.name FROM notifications t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: pages_with_user_id
SELECT t.name, p.name FROM pages t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: posts_with_user_id
SELECT t.name, p.name FROM posts t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: taggings_with_tag_id
SELECT t.name, p.name FROM taggings t JOIN tags p ON p.id = t.tag_id WHERE t.id = :id;

-- name: users_videos_with_user_id
SELECT t.id, p.name FROM users_videos t JOIN users p ON p.id = t.user_id WHERE t.id = :id;

-- name: videos_with_categorie_id
SELECT t.name, p.name FROM videos t JOIN categories p ON p.id = t.categorie_id WHERE t.id = :id;

-- name: count_events_users
SELECT id, COUNT(*) AS number FROM events_users GROUP BY id ORDER BY 1;

-- name: count_articles
SELECT name, COUNT(*) AS number FROM articles GROUP BY name ORDER BY 1;

-- name: count_blog_posts
SELECT name, COUNT(*) AS number FROM blog_posts GROUP BY name ORDER BY 1;

-- name: count_blogs
SELECT name, COUNT(*) AS number FROM blogs GROUP BY name ORDER BY 1;

-- name: count_categories
SELECT name, COUNT(*) AS number FROM categories GROUP BY name ORDER BY 1;

-- name: count_comments
SELECT name, COUNT(*) AS number FROM comments GROUP BY name ORDER BY 1;

-- name: count_conversations
SELECT name, COUNT(*) AS number FROM conversations GROUP BY name ORDER BY 1;

-- name: count_events
SELECT name, COUNT(*) AS number FROM events GROUP BY name ORDER BY 1;

-- name: count_feeds
SELECT name, COUNT(*) AS number FROM feeds GROUP BY name ORDER BY 1;

-- name: count_likes
SELECT name, COUNT(*) AS number FROM likes GROUP BY name ORDER BY 1;

-- name: count_messages
SELECT name, COUNT(*) AS number FROM messages GROUP BY name ORDER BY 1;

-- name: count_notifications
SELECT name, COUNT(*) AS number FROM notifications GROUP BY name ORDER BY 1;

-- name: count_pages
SELECT name, COUNT(*) AS number FROM pages GROUP BY name ORDER BY 1;

-- name: count_posts
SELECT name, COUNT(*) AS number FROM posts GROUP BY name ORDER BY 1;

-- name: count_taggings
SELECT name, COUNT(*) AS number FROM taggings GROUP BY name ORDER BY 1;

-- name: count_tags
SELECT name, COUNT(*) AS number FROM tags GROUP BY name ORDER BY 1;

-- name: count_users
SELECT name, COUNT(*) AS number FROM users GROUP BY name ORDER BY 1;

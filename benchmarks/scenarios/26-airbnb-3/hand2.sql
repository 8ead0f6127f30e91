-- Rows keep their order, as is the default of DuckDB, which then writes them in batches.
SET preserve_insertion_order = true;
COPY (SELECT * EXCLUDE (host_name) FROM 'source/Listings.parquet') TO 'target/listings.parquet';
COPY (SELECT DISTINCT host_id, host_name FROM 'source/Listings.parquet') TO 'target/hosts.parquet';
COPY (SELECT listing_id, id, date, reviewer_id, comments FROM 'source/Reviews.parquet')
TO 'target/reviews.parquet';
COPY (SELECT DISTINCT reviewer_id, reviewer_name FROM 'source/Reviews.parquet')
TO 'target/reviewers.parquet';
COPY (SELECT DISTINCT l.name AS listing_name, r.reviewer_name
      FROM 'source/Reviews.parquet' r JOIN 'source/Listings.parquet' l ON l.id = r.listing_id)
TO 'target/listingReviewers.parquet';
COPY (FROM 'source/Calendar.parquet') TO 'target/calendar.parquet';
COPY (SELECT DISTINCT neighbourhood_group, neighbourhood FROM 'source/Neighbourhoods.parquet')
TO 'target/neighbourhoods.parquet';

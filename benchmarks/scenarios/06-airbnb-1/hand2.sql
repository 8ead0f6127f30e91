-- Listings and reviews are joined first and listed then.
COPY (SELECT l.id, l.name, l.host_id, l.host_name, l.neighbourhood_group, l.neighbourhood,
             l.latitude, l.longitude, l.room_type, l.price, l.minimum_nights, l.availability_365,
             coalesce(list({'id': r.id, 'date': r.date, 'reviewer_id': r.reviewer_id,
                            'reviewer_name': r.reviewer_name, 'comments': r.comments})
                      FILTER (r.id IS NOT NULL), []) AS reviews
      FROM 'source/Listings.parquet' l LEFT JOIN 'source/Reviews.parquet' r ON r.listing_id = l.id
      GROUP BY ALL)
TO 'target/listings.jsonl' (FORMAT json);
COPY (SELECT listing_id, list({'date': date, 'available': available, 'price': price}) AS dates
      FROM 'source/Calendar.parquet' GROUP BY listing_id)
TO 'target/calendar.jsonl' (FORMAT json);
COPY (SELECT neighbourhood_group AS "group",
             list({'id': n_id, 'name': neighbourhood}) AS neighbourhood
      FROM 'source/Neighbourhoods.parquet' GROUP BY neighbourhood_group)
TO 'target/neighbourhoods.jsonl' (FORMAT json);

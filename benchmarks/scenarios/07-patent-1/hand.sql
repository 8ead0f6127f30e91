-- The documents of a case are listed first and joined then.
COPY (SELECT c.case_row_id, c.assigned_to, c.referred_to, c.date_filed, c.date_closed,
             c.date_last_filed, coalesce(d.documents, []) AS documents
      FROM 'source/Cases.parquet' c
      LEFT JOIN (SELECT case_row_id,
                        list({'doc_count': doc_count, 'attachment': attachment,
                              'date_filed': date_filed, 'long_description': long_description,
                              'doc_number': doc_number, 'short_description': short_description,
                              'upload_date': upload_date}) AS documents
                 FROM 'source/Documents.parquet' GROUP BY case_row_id) d
      ON d.case_row_id = c.case_row_id)
TO 'target/caseDocs.jsonl' (FORMAT json);
COPY (SELECT case_row_id, case_number,
             list({'party_row_count': party_row_count, 'party_type': party_type,
                   'attorney_row_count': attorney_row_count, 'name': name,
                   'contactinfo': contactinfo, 'position': position}) AS attorneys
      FROM (SELECT DISTINCT * FROM 'source/Attorneys.parquet') GROUP BY ALL)
TO 'target/attorneyByCases.jsonl' (FORMAT json);
COPY (SELECT DISTINCT * FROM 'source/Names.parquet') TO 'target/names.jsonl' (FORMAT json);
COPY (SELECT * EXCLUDE (p_id) FROM 'source/PacerCases.parquet')
TO 'target/pacerCases.jsonl' (FORMAT json);
COPY (FROM 'source/Cases.parquet') TO 'target/cases.jsonl' (FORMAT json);

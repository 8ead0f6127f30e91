-- Cases and documents are joined first and listed then; each attorney once by list(DISTINCT).
COPY (SELECT c.case_row_id, c.assigned_to, c.referred_to, c.date_filed, c.date_closed,
             c.date_last_filed,
             coalesce(list({'doc_count': d.doc_count, 'attachment': d.attachment,
                            'date_filed': d.date_filed, 'long_description': d.long_description,
                            'doc_number': d.doc_number, 'short_description': d.short_description,
                            'upload_date': d.upload_date}) FILTER (d.d_id IS NOT NULL), [])
             AS documents
      FROM 'source/Cases.parquet' c
      LEFT JOIN 'source/Documents.parquet' d ON d.case_row_id = c.case_row_id
      GROUP BY ALL)
TO 'target/caseDocs.jsonl' (FORMAT json);
COPY (SELECT case_row_id, case_number,
             list(DISTINCT {'party_row_count': party_row_count, 'party_type': party_type,
                            'attorney_row_count': attorney_row_count, 'name': name,
                            'contactinfo': contactinfo, 'position': position}) AS attorneys
      FROM 'source/Attorneys.parquet' GROUP BY ALL)
TO 'target/attorneyByCases.jsonl' (FORMAT json);
COPY (SELECT DISTINCT * FROM 'source/Names.parquet') TO 'target/names.jsonl' (FORMAT json);
COPY (SELECT * EXCLUDE (p_id) FROM 'source/PacerCases.parquet')
TO 'target/pacerCases.jsonl' (FORMAT json);
COPY (FROM 'source/Cases.parquet') TO 'target/cases.jsonl' (FORMAT json);

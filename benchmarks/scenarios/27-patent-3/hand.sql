-- Tables are read where they are needed.
COPY (SELECT case_row_id, case_number, case_name, court_name FROM 'source/Cases.parquet')
TO 'target/cases.parquet';
COPY (SELECT * EXCLUDE (pacer_id, case_name, court_name) FROM 'source/Cases.parquet')
TO 'target/caseDetails.parquet';
COPY (SELECT d.d_id, d.case_row_id, c.case_name, d.doc_count, d.attachment, d.date_filed,
             d.long_description, d.doc_number, d.short_description, d.upload_date
      FROM 'source/Documents.parquet' d JOIN 'source/Cases.parquet' c USING (case_row_id))
TO 'target/documents.parquet';
COPY (SELECT attorney_row_count AS attorney_row_id, party_row_count AS party_row_id, name,
             contactinfo, position
      FROM 'source/Attorneys.parquet')
TO 'target/attorneys.parquet';
COPY (SELECT case_row_id, attorney_row_count AS attorney_row_id FROM 'source/Attorneys.parquet')
TO 'target/attorneyCases.parquet';
COPY (SELECT party_row_count AS party_row_id, party_type FROM 'source/Attorneys.parquet'
      UNION
      SELECT party_row_count, party_type FROM 'source/Names.parquet')
TO 'target/parties.parquet';
COPY (SELECT n.case_row_id, n.case_number, c.case_name, n.party_row_count, n.party_type,
             n.name_row_count, n.name
      FROM 'source/Names.parquet' n JOIN 'source/Cases.parquet' c USING (case_row_id))
TO 'target/names.parquet';
COPY (FROM 'source/PacerCases.parquet') TO 'target/pacerCases.parquet';

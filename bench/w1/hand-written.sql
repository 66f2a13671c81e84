-- W1 as somebody who knows DuckDB would write it: strict checks instead of lax casts, rejects with error fields,
-- exact counts, source order kept, ties decided. {input}, {result} and {rejects} are filled in.

CREATE TEMP TABLE checked AS
SELECT
  *,
  CASE
    WHEN email IS NULL OR NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+') THEN 1
    WHEN amount IS NOT NULL AND amount_value IS NULL THEN 2
    WHEN order_date IS NOT NULL AND date_value IS NULL THEN 3
    ELSE 0
  END AS verdict
FROM (
  SELECT
    order_id, customer_id, lower(trim(email)) AS email, name, phone, country, city, product, sku, quantity,
    amount,
    CASE WHEN regexp_full_match(amount, '\s*[+-]?\d{1,10}(\.\d{1,2})?\s*') THEN TRY_CAST(trim(amount) AS DECIMAL(12, 2)) END AS amount_value,
    order_date,
    CASE WHEN regexp_full_match(order_date, '\s*\d{4}-\d{2}-\d{2}\s*') THEN TRY_CAST(trim(order_date) AS DATE) END AS date_value,
    status, note
  FROM read_csv(
    '{input}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '',
    max_line_size = 16777216, store_rejects = true,
    columns = {
      'order_id': 'VARCHAR', 'customer_id': 'VARCHAR', 'email': 'VARCHAR', 'name': 'VARCHAR', 'phone': 'VARCHAR', 'country': 'VARCHAR',
      'city': 'VARCHAR', 'product': 'VARCHAR', 'sku': 'VARCHAR', 'quantity': 'VARCHAR', 'amount': 'VARCHAR', 'order_date': 'VARCHAR',
      'status': 'VARCHAR', 'note': 'VARCHAR'
    }
  )
);

SELECT verdict, count(*) AS rows FROM checked GROUP BY verdict;

COPY (
  SELECT
    order_id, customer_id, email, name, phone, country, city, product, sku, quantity, amount, order_date, status, note,
    CASE verdict WHEN 2 THEN 'not-a-number' ELSE 'not-a-date' END AS _error_code,
    CASE verdict WHEN 2 THEN 'amount' ELSE 'order_date' END AS _error_column,
    CASE verdict WHEN 2 THEN 'not a number' ELSE 'not a date' END AS _error_message,
    CASE verdict WHEN 2 THEN amount ELSE order_date END AS _error_value,
    NULL AS _source, NULL AS _line,
    '[{"code":"' || _error_code || '","column":"' || _error_column || '","message":"' || _error_message || '","value":' || to_json(_error_value) || '}]' AS _errors
  FROM checked WHERE verdict IN (2, 3) ORDER BY verdict, rowid
) TO '{rejects}' (FORMAT csv, HEADER);

CREATE TEMP TABLE latest AS
SELECT arg_max(rowid, (date_value, rowid)) AS kept FROM checked WHERE verdict = 0 GROUP BY customer_id;

COPY (
  SELECT
    order_id, customer_id, email, name, phone, country, city, product, sku, quantity,
    amount_value AS amount, date_value AS order_date, status, note,
    amount_value * 1.19 AS gross, year(date_value) AS year, concat(upper(country), '-', customer_id) AS label
  FROM checked WHERE rowid IN (SELECT kept FROM latest) ORDER BY rowid
) TO '{result}' (FORMAT csv, HEADER);

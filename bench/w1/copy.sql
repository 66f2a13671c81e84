-- DuckDB's plain copy of the same file: the floor that any work over it stands on.
COPY (
  SELECT * FROM read_csv(
    '{input}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', max_line_size = 16777216,
    columns = {
      'order_id': 'VARCHAR', 'customer_id': 'VARCHAR', 'email': 'VARCHAR', 'name': 'VARCHAR', 'phone': 'VARCHAR', 'country': 'VARCHAR',
      'city': 'VARCHAR', 'product': 'VARCHAR', 'sku': 'VARCHAR', 'quantity': 'VARCHAR', 'amount': 'VARCHAR', 'order_date': 'VARCHAR',
      'status': 'VARCHAR', 'note': 'VARCHAR'
    }
  )
) TO '{result}' (FORMAT csv, HEADER);

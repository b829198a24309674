"""Tables that leave the house: CSV, XLSX and PDF of records and of what the desk shows."""

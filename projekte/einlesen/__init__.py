"""Reading projects from CSV files: file → rows → checked records → comparison with the catalogue → one transaction."""

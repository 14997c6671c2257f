"""Reading: what is asked of a company's rows, beside its writer; every statement names the company."""

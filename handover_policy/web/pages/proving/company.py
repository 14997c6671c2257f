"""company_asked: the company whose ledger somebody asks about who has not signed in."""

from __future__ import annotations

from starlette.requests import Request

from handover_policy.app.serving.company import Company
from handover_policy.web.doors import COMPANY, doors_of
from handover_policy.web.pages.answers import PageProblem
from handover_policy.web.pages.visit import spoken_to


def company_asked(request: Request) -> Company:
    """Return the company that is asked about; of several it has to be named. The page does not tell its name."""
    companies = doors_of(request).service.companies
    named = request.query_params.get(COMPANY)
    if named is None and len(companies) > 1:
        raise PageProblem("which-company", parameter=COMPANY)
    company = companies.get(named) if named is not None else next(iter(companies.values()), None)
    if company is None:
        raise PageProblem("not-found")
    request.state.words = spoken_to(request, company)
    return company

"""ENGLISH: the English words by the part they play; what stands first wins where two patterns fit."""

from __future__ import annotations

from handover_policy.lint.wording.parts import Part

ENGLISH: tuple[tuple[str, ...], ...] = (
    (
        Part.ASIDE,
        "(no|not) (later|earlier|less|more|longer|fewer|sooner) than|not only|not just|no doubt",
        r"no longer than|without delay|nothing but|no problem|no later|waives? no\b|waive none|\bif any\b",
        "not to mention|in no time|return of post|return receipt|tax returns?|hand[- ]written|signed for",
        r"\bfine\b(?! of)(?<!a fine)(?<!the fine)",
        r"lost(?= (propert(y|ies)|equipment|things|items?|keys?|cards?|badges?|books?|laptops?|devices?|tools?)\b)",
        r"deductions?(?=[^.;,]{0,40}\b(is|are) (not|never) (taken|made)\b)",
    ),
    (
        Part.COPY,
        "cop(y|ies)|scans?|photocop(y|ies)",
    ),
    (
        Part.MUST,
        "no (choice|option|alternative) but( to)?|cannot but|can'?t help but|will not fail to",
        "have no (choice|alternative)",
    ),
    (
        Part.EVEN,
        r"whether or not|whether\b[^.;,]{0,40}\bor not|whether|regardless( of)?|irrespective( of)?",
        "whatever|no matter|even if|even though|even where|although|though|notwithstanding",
        "independent(ly)? of|in any case|in any event|despite",
    ),
    (
        Part.ALL,
        "all the same|nevertheless|anyway",
    ),
    (
        Part.IF,
        "if|should|where|in case|when(ever)?(?= (the company|we|hr|your employer|the employer))",
    ),
    (
        Part.ELSE,
        "otherwise|or else|failing which",
    ),
    (
        Part.ANYBODY,
        "any|every|all",
    ),
    (
        Part.VOID,
        "(is|are) (null and )?void|void|invalid|unenforceable|has no effect|have no effect|unlawful",
        "not valid",
    ),
    (
        Part.CAUSE,
        "withdrawn|internal transfer|after a death|no last day",
    ),
    (
        Part.LAWFUL,
        "income tax|taxes|tax|social (security|insurance)|insurance contributions?|contributions",
        "court[- ]order(ed)?|unamorti[sz]ed|20 ?%|twenty per ?cent",
    ),
    (
        Part.REMEDY,
        r"(please )?(tell|contact|inform|notify|call|write to|ask|alert|complain|report)\b|works council",
        "complaint|arbitration|labou?r (office|inspection|court|bureau)|entitled to (claim|demand|refuse)",
        "you may (refuse|claim)|union",
    ),
    (
        Part.CERTIFICATE,
        "certificates?|references?|p45|leaving (letter|paper)s?|service letters?",
    ),
    (
        Part.TRANSFER,
        "(transfer (of|your)[^.;,]{0,20}(insurance|file|fund)|(insurance|file|fund)[^.;,]{0,12}transfer(red)?|personnel file)",  # noqa: E501 - one expression
    ),
    (
        Part.OTHER,
        "severance|bonus(es)?|recommendation|account access|access|unemployment (benefit|insurance)",
        "payslips?",
    ),
    (
        Part.PAPERS,
        r"passports?|identity cards?|id cards?|ids?\b|diplomas?|visas?|work permits?|original documents",
    ),
    (
        Part.DEPOSIT,
        "deposits?|security bond|guarantee money|bond",
    ),
    (
        Part.FINE,
        "fined|fines|(a|the) fine( of)?|surcharge",
    ),
    (
        Part.PENALTY,
        r"penalt(y|ies)|liquidated damages|donat(e|es|ed|ion|ions)|charged?(?=[^.;,]{0,20}(\$|€|£|\d))",
        r"(owes?|pays?|compensates?|reimburses?)(?=[^.;,]{0,30}(\$|€|£|[\d,]+ ?(yuan|dollars|euros?|pounds|rmb|usd)|months?'? (of )?(wages?|salary|pay)|month'?s))",  # noqa: E501 - one expression
    ),
    (
        Part.REPAY,
        r"(repa(y|ys|id)|repayment|claw(s|ed|ing)? ?back|clawback|pay(s)? back|return|reclaim(s|ed)?|recover(s|ed)?)(?=[^.;,]{0,30}(wages?|salary|bonus|commission|pay\b|costs?|fees?))",  # noqa: E501 - one expression
        "(wages?|salary|bonus(es)?|commissions?|costs?|fees?)[^.;,]{0,40}(repaid|clawed back|paid back|reclaimed|recovered)",  # noqa: E501 - one expression
    ),
    (
        Part.DEDUCT,
        "deduct(s|ed|ing|ion|ions)?|dock(s|ed|ing)?|set(-| )?off against|taken (out of|from)",
        "offset against|withdrawn from",
    ),
    (
        Part.PAY,
        "wages?|salar(y|ies)|pay ?checks?|remuneration|earnings|commissions?",
        "(final|last|outstanding|remaining|month'?s|earned) (pay|payment|settlement)|payout",
        "(your|the|any|all|his|her|their|no|whose) (pay|payment)",
        r"\bpay\b(?= (is|will|shall|may|must|can|cannot|won'?t|waits?|depends?|stays?|remains?))",
        "(?<=day of )pay|(?<=not be )paid|(?<=not get )paid|(?<=never be )paid|get paid",
    ),
    (
        Part.WAIVE,
        "waive(s|d|r|rs)?|waiving|gives? up|gave up|renounces?d?|forgo(es)?|relinquish(es|ed)?",
    ),
    (
        Part.COMPETE,
        "competitors?|non-?compete|same industry|competing",
    ),
    (
        Part.REJECT,
        "unauthori[sz]ed absence|absent without leave|awol|desertion",
        r"(\w+ )?(not|never|\w+n't) (accept|recogni[sz]e|acknowledge)(ed|s)?(?=[^.;,]{0,20}(resignation|notice|leaving))",  # noqa: E501 - one expression
        "(resignation|notice)[^.;,]{0,12}(not|never) (be )?(accepted|recogni[sz]ed|valid|effective|count)",
    ),
    (
        Part.BLOCK,
        "prevents?|hinders?|stops?(?= (you|anyone|an employee)[^.;,]{0,12}leav)",
    ),
    (
        Part.HOLD,
        "withh(o|e)ld(s|ing)?|hold(s|ing)? (back|on to)|held (back|up|on)?",
        "hold(?=[^.;,]{0,25}(certificate|wages|salary|pay))|keep(s|ing)? back|kept back",
        "keep(?=[^.;,]{0,15}(certificate|wages|salary|pay))|delay(s|ed|ing)?|postpon(e|es|ed|ing)",
        "defer(s|red)?|refus(e|es|ed|al)|suspend(s|ed)?|block(s|ed)?|freez(e|es)|frozen|stop(s|ped)?",
        "forfeit(s|ed)?|lose(s)?|lost|on hold|affect(s|ed|ing)?|jeopardi[sz]e(s|d)?|retain(s|ed)?",
        "den(y|ies|ied)|cancel(s|led|ed)?|at risk|extend(s|ed)?|hold off|sit on|stay with us|kept",
        "fall away|impact(s|ed)?|say goodbye|forget( about)?|reduce[sd]?",
    ),
    (
        Part.GATE,
        "not until|not before|until|unless|except (where|when|if)",
        "only (after|when|once|if|upon|on|against|as|with|following|then|where|employees|those|people|staff|leavers)",
        "once|as soon as|subject to|condition(al)? (up)?on|made conditional|conditional",
        "on (the )?condition|provided( that)?|providing",
        "depend(s|ed|ent|ing)?( entirely| solely| only| largely)? (up)?on|depends?|depend|contingent",
        "in (exchange|return) for|in exchange|wait(s|ing)? (for|until)|waits?|as long as|so long as",
        r"first\b|tied to|linked to|prerequisite|hinges? on|needs?|requires?|required|will trigger",
        "triggers",
    ),
    (
        Part.NOT,
        r"so that(?=[^.;,]{0,40}\b(not|never|no)\b)",
        "(may|must|can|shall|will|would|could|should|do|does|did|is|are|be|has|have|was|were) not|cannot",
        r"can'?t|won'?t|n'?t\b|\w+n't|not|never|nobody|no one|no-one|neither|nor|nothing|none|not be",
        "not (entitled|allowed|permitted) to|hardly",
    ),
    (
        Part.LACK,
        "missing|incomplete|unfinished|unsigned|unreturned|fail(s|ed|ing|ure)? to|open|outstanding",
    ),
    (
        Part.NEVER,
        "no|without( any)?",
    ),
    (
        Part.APPROVAL,
        "approv(al|als|ed|es|e)|consent(s|ed)?|permission|agree(s|d|ment)?|authori[sz]ation",
        "manager'?s? (sign|ok|okay)",
    ),
    (
        Part.DONE,
        r"hand(ed|ing|s)?[- ]?overs?|hand(ed|ing|s)?\b[^.;,]{0,25}\bover|handover|hand(s|ed)? in|returns?",
        "returned|returning|give(s|n)? back|gave back|(is|are|comes?|came|been) back|bring(s)? back",
        "brought back|complet(e|es|ed|ing|ion)|finish(es|ed|ing)?|sign(s|ed|ing|ature|atures|-off)?",
        "clear(ed|ance|s)?|checklists?|tasks?|laptops?|equipment|propert(y|ies)|badges?|keys|sheet|done",
        "accepted|successors?|replacements?",
    ),
    (
        Part.LEAVE,
        "resign(s|ed|ation|ations|ing)?",
        "leave(s)?( the company| us| the firm|(?= ?(on|before|after|at the end|until|unless|only|when|once|if|without|[.,;]|$)))",  # noqa: E501 - one expression
        "leaving(?! certificate| letter)|depart(s|ed|ure|ures)?|released?(?= (before|until|unless|only))",
        "last day|employment|quit(s|ting)?|contract",
    ),
    (
        Part.KEEP,
        "keep(s|ing)?|kept|custody|collect(s|ed)?(?= (your|the|all) (passport|id))|surrender(s|ed)?",
        "stored",
    ),
    (
        Part.AFTER,
        "after|when|upon|following|before|if|against",
    ),
    (
        Part.GIVE,
        "issu(e|es|ed|ing)|paid|pay(s)?|releas(e|es|ed|ing)|give(s|n)?|receive(s|d)?|get(s|ting)?",
        "collect(s|ed)?|settle(s|d)?|sen(d|ds|t)|provide(s|d)?|transfer(red|s)?|ready|available|due",
        "grant(s|ed)?|obtain(s)?|hand(s|ed)? out|available|forward(ed)?|process(ed)?",
    ),
    (
        Part.RIGHT,
        "rights?|claims?|compensation|severance|wages?|salary|insurance",
    ),
    (
        Part.AMOUNT,
        r"(\$|€|£) ?\d[\d,.]*|\d[\d,.]* ?(yuan|dollars|euros?|pounds|rmb|usd)",
    ),
)

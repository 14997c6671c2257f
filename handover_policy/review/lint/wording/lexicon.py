"""WORDS: the words by which a sentence is read, in Chinese and in English, by the part that they play in it.

A word plays the first part whose pattern it fits, from the top: `不超过` is a measure and no denial, `不得不` is `must`.
Nothing here is law: which claims are unlawful, and how grave that is, stands in `rules/statutes/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class Part(StrEnum):
    """The part that a word plays."""

    LAWFUL = "lawful"  # what the law itself has withheld from wages
    LIMIT = "limit"  # the limits that the law sets to deductions
    ASIDE = "aside"  # measures, "not only": no denial, and nothing else
    UNRELATED = "unrelated"  # "has nothing to do with"
    BECAUSE = "because"
    COPY = "copy"  # a copy of papers is not the papers
    MUST = "must"  # "has no choice but to"
    EVEN = "even"  # opens a concession: what follows makes no difference
    ALL = "all"  # closes a concession
    IF = "if"
    ELSE = "else"
    COMPANY = "company"
    ANYBODY = "anybody"
    VOID = "void"
    CAUSE = "cause"  # there is no end of employment, so that nothing is due
    REMEDY = "remedy"  # what somebody may do against it
    CERTIFICATE = "certificate"
    TRANSFER = "transfer"
    OTHER = "other"  # what may well wait for the handover
    PAPERS = "papers"
    DEPOSIT = "deposit"
    RIGHT = "right"
    FINE = "fine"
    PENALTY = "penalty"
    REPAY = "repay"
    DEDUCT = "deduct"
    AMOUNT = "amount"
    PAY = "pay"
    WAIVE = "waive"
    COMPETE = "compete"
    REJECT = "reject"  # a resignation is not taken for one
    BLOCK = "block"  # hinders somebody
    HOLD = "hold"
    GATE = "gate"  # "only after", "unless"
    NOT = "not"  # denies what is done: "may not", "will not"
    LACK = "lack"  # says of the handover that it is open, and denies nothing else
    NEVER = "never"  # denies the next word of any kind: "un-", "not"
    AFTER = "after"  # "after", "when": in time, perhaps on condition
    APPROVAL = "approval"
    NOTICE = "notice"  # giving notice, which a denial before it denies
    DONE = "done"  # the handover, and what belongs to it
    LEAVE = "leave"
    KEEP = "keep"  # takes papers into custody
    GIVE = "give"


HOLDING = frozenset({Part.HOLD, Part.BLOCK, Part.DEDUCT, Part.FINE, Part.PENALTY, Part.REPAY, Part.WAIVE, Part.KEEP})
"""Parts that harm where they are said, and reassure where they are denied."""
ACTS = HOLDING | {Part.GIVE, Part.GATE, Part.REJECT, Part.DEPOSIT, Part.COMPETE}
"""Parts that a denial can turn round."""

CHINESE: tuple[tuple[Part, str], ...] = (
    (Part.LIMIT, "每月(扣除)?(的部分)?不超过[^，。；,;]{0,8}工资的?(百分之二十|20%)|不低于(当地)?(月)?最低工资"),
    (Part.UNRELATED, "无关|没有关系|不相关|不存在|不成立"),
    (
        Part.ASIDE,
        "不(超过|低于|高于|少于|多于|足|仅|但|只|光|久|同|妨|便|断|过|错|好意思|如)|不限于|无故|不等于|未休|未用|未来|不动产|无论如何请|差不多|非全日制",
    ),
    (Part.COPY, "复印件|扫描件|复印|影印件|登记号码"),
    (Part.MUST, "不得不|不能不|不会不|不可不|不是不|并非不|没有不|无不|不可能不|并不是不"),
    (Part.EVEN, "无论|不论|不管|即使|即便|就算|哪怕|纵使|尽管|任凭|虽然"),
    (Part.ALL, "都|也|均|仍然|仍|依然|照样|一律|还是|照(?=开|发|办|给|付|常|旧|领|结)"),
    (Part.IF, "如果|倘若|假如|要是|一旦|如有|若|如(?=公司|单位|甲方|未|不|没|逾期|员工|乙方|您)"),
    (Part.ELSE, "否则|不然|要不"),
    (Part.ANYBODY, "任何|凡是|凡|一切|所有"),
    (Part.VOID, "删除|废止|废除|不再适用|(属|为|是|一律|均|都)?(无效|违法|不合法|不成立)|不具(有)?(法律)?效力|没有(法律)?效力"),
    (Part.CAUSE, "撤回|内部调动|身故|死亡|最后工作日未定|尚未离职|劳动关系(仍)?存续|未成年"),
    (
        Part.LAWFUL,
        "个税|个人所得税|所得税|五险一金|住房公积金|代扣代缴|社保(?=[、和及后，]|个人|费)|社会保险(?=[、和及后，]|个人|费)|法院|抚养费",
    ),
    (
        Part.REMEDY,
        "投诉|举报|申诉|告诉|联系|反映|申请仲裁|劳动监察|劳动仲裁|通过仲裁|责令|求助|有权(要求|向|主张)|可以(要求|主张|随时|立即)|请(拒绝|立即)",
    ),
    (
        Part.CERTIFICATE,
        "(离职|解除|终止|退工|在职|工作|劳动关系|劳动合同)[^，。；,;]{0,8}证明(书|文件|信)?|退工单|离职单"
        "|(?<!经)(?<!举)(?<!证据)(?<!可以)(?<!能够)证明(?!损失|数额|材料|其|责任|有|存在|因果|该|，|。)|离职信",
    ),
    (
        Part.TRANSFER,
        "(社保|社会保险|公积金|档案)[^，。；,;]{0,6}(转移|转出|转走|转档|减员|停缴|封存|关系)|(转移|转出)[^，。；,;]{0,6}(社保|社会保险|公积金|档案)|人事档案",
    ),
    (Part.OTHER, "经济补偿|补偿金|(?<!扣回)(?<!已发)(?<!已发放的)奖金|留任奖|推荐信|失业保险金|失业金|账号|权限|工资(条|单|卡)"),
    (Part.PAPERS, "身份证|学历证|毕业证|学位证|资格证|职业证书|驾驶证|护照|户口(本|簿)|银行卡|证件|证书原件"),
    (Part.DEPOSIT, "押金|保证金|风险金|担保金|抵押金|服装费|入职费|培训押款"),
    (
        Part.FINE,
        "罚款|罚金|罚没|处罚|记过罚|滞纳金|罚(?=[0-9一二三四五六七八九十百千两半])|扣罚",
    ),
    (
        Part.PENALTY,
        "违约金|代通知金|违约赔偿|惩罚性|捐(赠|款|出|献)|乐捐|赞助费|赔偿金(?!额)|买断费|手续费|(赔偿|赔付|支付|补偿|缴纳|交纳|赔|付|交)"
        "(?=[^，。；,;]{0,10}([0-9一二三四五六七八九十百千万两半]+(元|万|千|百|块|倍)|[一二三两半0-9]+个月(的)?(工资|薪)|月薪))",
    ),
    (
        Part.REPAY,
        "(退还|退回|返还|交回|追回|收回|吐出|缴回|倒扣)(?=[^，。；,;]{0,10}(工资|薪|提成|奖金|绩效|佣金|报酬))"
        "|(工资|薪酬|薪资|提成|奖金|绩效|佣金|报酬)([^，。；,;不无没未]){0,8}(退还|退回|返还|交回|追回|收回|缴回|吐出|归公司|清零|作废|取消)",
    ),
    (
        Part.DEDUCT,
        "克扣|扣除|扣减|扣掉|扣回|扣罚|倒扣|抵扣|抵销|冲抵|抵充|折抵|抵作|充抵|扣(?=[^，。；,;留押发住下缓]{0,8}(工资|薪|奖金|提成|绩效|报酬))"
        "|扣(?=[0-9一二三四五六七八九十百千两半])|从[^，。；,;]{0,8}(工资|薪酬|薪水|报酬)[^，。；,;]{0,4}(扣|抵|划)|少发|降薪|打折发",
    ),
    (
        Part.PAY,
        "工资结算|工资|薪资|薪水|薪酬|结薪|发薪|月薪|薪(?!火)|劳动报酬|报酬|提成|绩效|佣金|加班费",
    ),
    (
        Part.WAIVE,
        "放弃|(不再|不得|无权)(向[^，。；,;]{0,6})?主张|不得(再)?(要求|索要|追索)|不再(要求|追索)|免除(?=[^，。；,;]{0,8}(公司|甲方|单位))|一笔勾销|两清",
    ),
    (
        Part.COMPETE,
        "(从事|加入|入职|任职|供职|到|去|做|受雇)[^，。；,;]{0,12}(同行业?|同业|竞争对手|竞品|竞争关系|竞争(公司|企业|单位)|同类(业务|行业|公司))",
    ),
    (
        Part.REJECT,
        "旷工|自动离职|不(予)?(认可|受理|接受|承认|批准|批|同意)(?=[^，。；,;]{0,8}(辞职|离职|申请|走))|(辞职|离职)[^，。；,;]{0,6}(不(予)?(认可|受理|接受|承认|批准)|不算数|驳回|不生效)|(延长|推迟|顺延|延后)[^，。；,;]{0,8}(最后工作日|离职日|解除日|劳动合同|劳动关系|通知期)",
    ),
    (Part.BLOCK, "阻止|阻拦|阻挠|限制|刁难|阻碍|禁止(?=[^，。；,;]{0,4}(辞职|离职))|不放(人|行)|不让(走|离)|强留"),
    (
        Part.HOLD,
        "扣留|扣押|扣发|扣下|扣住|暂扣|押着|压着|压(?=[到后一])|卡住|卡着|暂缓|暂不|缓发|缓办|缓开|停发|停办|停止|暂停|冻结|延期|延后|延迟|推迟|顺延|推后|拖延|拖着|耽误|耽搁|(?<!有权)(?<!可以)拒绝(?![^，。；,;]{0,4}(扣|押|暂缓|放弃|交押金|支付违约金))|拒发|拒不|拒开"
        "|影响|取消|泡汤|搁置|留置|不予|免谈|(先)?(就)?(先)?(别|休|甭|莫)(再)?想|没戏|没门|拿不到|领不到|开不(了|出)|办不(了|成)|发不(了|出)|收不到|得不到|拿不出|等(通知|消息)|以后再说|再说|再议|另说|另行安排|没有着落|不保(?![管证存留护])|难办|打水漂|有变数|后果自负",
    ),
    (
        Part.GATE,
        "的前提|前提条件|除外|(需|须|要|应|必须|应当)先|方可|方能|方得|才能|才可以?|才会|才给|才肯|才(?!能力|华|是)|方(?=予|领|发|办|开|出|给|可)|除非|以[^，。；,;]{0,16}为(条件|前提)|为(条件|前提)|前提是|取决于|挂钩|视[^，。；,;]{0,12}(而定|情况|办理|决定)"
        "|看[^，。；,;]{0,8}(情况|表现|进度)|根据[^，。；,;]{0,4}交接[^，。；,;]{0,4}(情况|结果)|凭[^，。；,;]{0,8}(交接|清单|签字|确认单)|等[^，。；,;]{0,14}(后|了|完|再|之后)|待[^，。；,;]{0,14}(后|再)|再(?=发|给|办|开|结|付|领|出|拿|谈|补|安排|支付|发放|转)|直到|直至|只有|必须先|须先|先[^，。；,;]{0,8}再|换取|一手[^，。；,;]{0,6}一手",
    ),
    (
        Part.NOT,
        "(?<=有权)拒绝|(?<=可以)拒绝|拒绝(?=[^，。；,;]{0,4}(扣|押|暂缓|放弃|交押金|支付违约金))|不得|不能|不会|不可|不应当?|不该|不准|不许|无权|无法|不再|禁止|严禁|绝不|决不|从不|永不|切勿|请勿|不因|不随|不与|不以|不会因|不(需|必|用|须|要)|无需|无须|毋须|不是|并非|并不|不属于|不构成|不存在|不依赖|没有权|没权|难以|不受|不等|不自动",
    ),
    (Part.NEVER, "尚未|未曾|未经|未能|未|没有|没|不|别|勿|莫|无(?!论)|非|拒(?=交|签|还|绝)"),
    (Part.APPROVAL, "批准|审批|同意|核准|准许|许可|点头|领导(签字|签批)|批复|放行"),
    (
        Part.DONE,
        "交接(单|清单|手续|工作|任务|事项|确认单)?|移交|归还|退还|返还(?=[^，。；,;]{0,6}(电脑|设备|财物|资产|物品|工牌|钥匙))|交还|交回|交清|交齐|还清|还回|还(?=电脑|设备|工牌|钥匙|东西)"
        "|办结|办完|办妥|办好|做完|弄完|搞定|完成|完毕|签字|签署|签名|签(?=了|好|完|完字)|签收单|清单|手续|确认单|会签|清退|离场|接替者|接替人|接手人|招到人|工牌|工卡|电脑|赔清|结清(?=[^，。；,;]{0,4}(借款|备用金|欠款))|达标",
    ),
    (Part.AFTER, "之后|以后|后(?!果|续|天|年|台|勤)|完了|前(?!提|台|端|往|述|线)|之前|以前|时(?!间|限|效|常|刻)|的话|之日起"),
    (Part.NOTICE, "(工作|年|服务)?满[^，。；,;]{0,5}(年|月|天|岁)|提前[^，。；,;]{0,6}通知|提前|通知|说明|上班|到岗|来上班"),
    (Part.BECAUSE, "因(?!果|素|此|而)|由于|以(?=[^，。；,;]{1,16}为由)"),
    (Part.LEAVE, "离职|辞职|离岗|离开公司|离司|解除(劳动)?(合同|关系)|走人|退工|调走|跳槽"),
    (Part.KEEP, "保管|收存|留存|上交|收走|暂存|代管|统一管理|存放|押在|交由|交给(公司|甲方|人事)|扣(?=[^，。；,;]{0,3}(身份证|证件))"),
    (
        Part.GIVE,
        "出具|开具|开给|(?<![离展公召分打])开(?!始|通|户|发|会|展|放|门|工|支|除|设|源)|发放|补发|(?<![开研出并触频颁])发(?!生|现|展|送|布|起|言|票|邮|包|动|挥|表|货|件|信|消息|短信|通知|函|薪)|给(?!予|出的)"
        "|办理|(?<![代承经补主协])办(?!公|法|事|结|完|妥|好)|领取|领(?!导|用|域|班)|拿(到|走)?|取得|支付|付清|付|结清|结算|结(?=薪|工资|账|$)|(?<=工资)结|(?<=薪)结|转移|转出|生成|提供|交付|到账|到手|寄给|兑现",
    ),
    (Part.RIGHT, "补偿|赔偿(?!责任)|社会保险|社保|权利|仲裁|诉讼|年休假|加班费|劳动债权"),
    (Part.AMOUNT, "[0-9一二三四五六七八九十百千万两半]+(元|万元|千元|块)|(?<!最后)[一二三两半0-9]+个月(?=的?(工资|薪))"),
)

THINGS_EN = r"certificates?|references?|p45|leaving (letter|paper)s?|service letters?"
PAY_EN = (
    r"wages?|salar(y|ies)|pay ?checks?|remuneration|earnings|commissions?|(final|last|outstanding|remaining|month'?s|earned) (pay|payment|settlement)|payout"
    r"|(your|the|any|all|his|her|their|no|whose) (pay|payment)|\bpay\b(?= (is|will|shall|may|must|can|cannot|won'?t|waits?|depends?|stays?|remains?))|(?<=day of )pay|(?<=not be )paid|(?<=not get )paid|(?<=never be )paid|get paid"
)
DONE_EN = (
    r"hand(ed|ing|s)?[- ]?overs?|hand(ed|ing|s)?\b[^.;,]{0,25}\bover|handover|hand(s|ed)? in|returns?|returned|returning|give(s|n)? back|gave back|(is|are|comes?|came|been) back|bring(s)? back|brought back"
    r"|complet(e|es|ed|ing|ion)|finish(es|ed|ing)?|sign(s|ed|ing|ature|atures|-off)?|clear(ed|ance|s)?|checklists?|tasks?|laptops?|equipment|propert(y|ies)|badges?|keys|sheet|done|accepted|successors?|replacements?"
)
ENGLISH: tuple[tuple[Part, str], ...] = (
    (
        Part.ASIDE,
        r"(no|not) (later|earlier|less|more|longer|fewer|sooner) than|not only|not just|no doubt|no longer than|without delay|nothing but|no problem|no later|\bif any\b|not to mention|in no time"
        r"|return of post|return receipt|tax returns?|hand[- ]written|signed for|\bfine\b(?! of)(?<!a fine)(?<!the fine)",
    ),
    (Part.COPY, r"cop(y|ies)|scans?|photocop(y|ies)"),
    (Part.MUST, r"no (choice|option|alternative) but( to)?|cannot but|can'?t help but|will not fail to|have no (choice|alternative)"),
    (
        Part.EVEN,
        r"whether or not|whether\b[^.;,]{0,40}\bor not|whether|regardless( of)?|irrespective( of)?|whatever|no matter|even if|even though|even where|although|though|notwithstanding|independent(ly)? of|in any case|in any event|despite",
    ),
    (Part.ALL, r"all the same|nevertheless|anyway"),
    (Part.IF, r"if|should|where|in case|when(ever)?(?= (the company|we|hr|your employer|the employer))"),
    (Part.ELSE, r"otherwise|or else|failing which"),
    (Part.ANYBODY, r"any|every|all"),
    (Part.VOID, r"(is|are) (null and )?void|void|invalid|unenforceable|has no effect|have no effect|unlawful|not valid"),
    (Part.CAUSE, r"withdrawn|internal transfer|after a death|no last day"),
    (
        Part.LAWFUL,
        r"income tax|taxes|tax|social (security|insurance)|insurance contributions?|contributions|court[- ]order(ed)?|unamorti[sz]ed|20 ?%|twenty per ?cent",
    ),
    (
        Part.REMEDY,
        r"(please )?(tell|contact|inform|notify|call|write to|ask|alert|complain|report)\b|works council|complaint|arbitration|labou?r (office|inspection|court|bureau)|entitled to (claim|demand|refuse)|you may (refuse|claim)|union",
    ),
    (Part.CERTIFICATE, THINGS_EN),
    (Part.TRANSFER, r"(transfer (of|your)[^.;,]{0,20}(insurance|file|fund)|(insurance|file|fund)[^.;,]{0,12}transfer(red)?|personnel file)"),
    (Part.OTHER, r"severance|bonus(es)?|recommendation|account access|access|unemployment (benefit|insurance)|payslips?"),
    (Part.PAPERS, r"passports?|identity cards?|id cards?|ids?\b|diplomas?|visas?|work permits?|original documents"),
    (Part.DEPOSIT, r"deposits?|security bond|guarantee money|bond"),
    (Part.FINE, r"fined|fines|(a|the) fine( of)?|surcharge"),
    (
        Part.PENALTY,
        r"penalt(y|ies)|liquidated damages|donat(e|es|ed|ion|ions)|charged?(?=[^.;,]{0,20}(\$|€|£|\d))|(owes?|pays?|compensates?|reimburses?)(?=[^.;,]{0,30}(\$|€|£|[\d,]+ ?(yuan|dollars|euros?|pounds|rmb|usd)|months?'? (of )?(wages?|salary|pay)|month'?s))",
    ),
    (
        Part.REPAY,
        r"(repa(y|ys|id)|repayment|claw(s|ed|ing)? ?back|clawback|pay(s)? back|return|reclaim(s|ed)?|recover(s|ed)?)(?=[^.;,]{0,30}(wages?|salary|bonus|commission|pay\b|costs?|fees?))"
        r"|(wages?|salary|bonus(es)?|commissions?|costs?|fees?)[^.;,]{0,40}(repaid|clawed back|paid back|reclaimed|recovered)",
    ),
    (Part.DEDUCT, r"deduct(s|ed|ing|ion|ions)?|dock(s|ed|ing)?|set(-| )?off against|taken (out of|from)|offset against|withdrawn from"),
    (Part.PAY, PAY_EN),
    (Part.WAIVE, r"waive(s|d|r|rs)?|waiving|gives? up|gave up|renounces?d?|forgo(es)?|relinquish(es|ed)?"),
    (Part.COMPETE, r"competitors?|non-?compete|same industry|competing"),
    (
        Part.REJECT,
        r"unauthori[sz]ed absence|absent without leave|awol|desertion|(\w+ )?(not|never|\w+n't) (accept|recogni[sz]e|acknowledge)(ed|s)?(?=[^.;,]{0,20}(resignation|notice|leaving))|(resignation|notice)[^.;,]{0,12}(not|never) (be )?(accepted|recogni[sz]ed|valid|effective|count)",
    ),
    (Part.BLOCK, r"prevents?|hinders?|stops?(?= (you|anyone|an employee)[^.;,]{0,12}leav)"),
    (
        Part.HOLD,
        r"withh(o|e)ld(s|ing)?|hold(s|ing)? (back|on to)|held (back|up|on)?|hold(?=[^.;,]{0,25}(certificate|wages|salary|pay))|keep(s|ing)? back|kept back|keep(?=[^.;,]{0,15}(certificate|wages|salary|pay))|delay(s|ed|ing)?|postpon(e|es|ed|ing)|defer(s|red)?|refus(e|es|ed|al)|suspend(s|ed)?|block(s|ed)?|freez(e|es)|frozen"
        r"|stop(s|ped)?|forfeit(s|ed)?|lose(s)?|lost|on hold|affect(s|ed|ing)?|jeopardi[sz]e(s|d)?|retain(s|ed)?|den(y|ies|ied)|cancel(s|led|ed)?|at risk|extend(s|ed)?|hold off|sit on|stay with us|kept|fall away|impact(s|ed)?|say goodbye|forget( about)?|reduce[sd]?",
    ),
    (
        Part.GATE,
        r"not until|not before|until|unless|except (where|when|if)|only (after|when|once|if|upon|on|against|as|with|following|then|where|employees|those|people|staff|leavers)|once|as soon as|subject to|condition(al)? (up)?on|made conditional|conditional|on (the )?condition|provided( that)?|providing|depend(s|ed|ent|ing)?( entirely| solely| only| largely)? (up)?on|depends?|depend|contingent|in (exchange|return) for|in exchange|wait(s|ing)? (for|until)|waits?|as long as|so long as|first\b|tied to|linked to|prerequisite|hinges? on|needs?|requires?|required|will trigger|triggers",
    ),
    (Part.NOT, r"so that(?=[^.;,]{0,40}\b(not|never|no)\b)|(may|must|can|shall|will|would|could|should|do|does|did|is|are|be|has|have|was|were) not|cannot|can'?t|won'?t|n'?t\b|\w+n't|not|never|nobody|no one|no-one|neither|nor|nothing|none|not be|not (entitled|allowed|permitted) to|hardly"),
    (Part.LACK, r"missing|incomplete|unfinished|unsigned|unreturned|fail(s|ed|ing|ure)? to|open|outstanding"),
    (Part.NEVER, r"no|without( any)?"),
    (Part.APPROVAL, r"approv(al|als|ed|es|e)|consent(s|ed)?|permission|agree(s|d|ment)?|authori[sz]ation|manager'?s? (sign|ok|okay)"),
    (Part.DONE, DONE_EN),
    (Part.LEAVE, r"resign(s|ed|ation|ations|ing)?|leave(s)?( the company| us| the firm|(?= ?(on|before|after|at the end|until|unless|only|when|once|if|without|[.,;]|$)))|leaving(?! certificate| letter)|depart(s|ed|ure|ures)?|released?(?= (before|until|unless|only))|last day|employment|quit(s|ting)?|contract"),
    (Part.KEEP, r"keep(s|ing)?|kept|custody|collect(s|ed)?(?= (your|the|all) (passport|id))|surrender(s|ed)?|stored"),
    (Part.AFTER, r"after|when|upon|following|before|if|against"),
    (Part.GIVE, r"issu(e|es|ed|ing)|paid|pay(s)?|releas(e|es|ed|ing)|give(s|n)?|receive(s|d)?|get(s|ting)?|collect(s|ed)?|settle(s|d)?|sen(d|ds|t)|provide(s|d)?|transfer(red|s)?|ready|available|due|grant(s|ed)?|obtain(s)?|hand(s|ed)? out|available|forward(ed)?|process(ed)?"),
    (Part.RIGHT, r"rights?|claims?|compensation|severance|wages?|salary|insurance"),
    (Part.AMOUNT, r"(\$|€|£) ?\d[\d,.]*|\d[\d,.]* ?(yuan|dollars|euros?|pounds|rmb|usd)"),
)


def _compiled(rows: Iterable[tuple[Part, str]], frame: str) -> re.Pattern[str]:
    """Return one pattern for all parts; the name of the group that fits is the part."""
    named: list[str] = []
    for number, (part, pattern) in enumerate(rows):
        free = re.sub(r"\((?!\?)", "(?:", pattern)
        named.append(f"(?P<{part.value}_{number}>{frame.format(free)})")
    return re.compile("|".join(named), re.IGNORECASE)


OF_HANDOVER = re.compile(
    "|".join(
        pattern
        for rows in (CHINESE, ENGLISH)
        for part, pattern in rows
        if part in {Part.DONE, Part.APPROVAL}
    ),
    re.IGNORECASE,
)
"""Finds the handover, or an approval, within the words of a condition: "等签字后再"."""
IN_CHINESE = _compiled(CHINESE, "{}")
IN_ENGLISH = _compiled(ENGLISH, r"(?:\b(?:{})(?!\w))")

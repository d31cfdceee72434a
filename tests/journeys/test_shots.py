import os
from datetime import UTC, datetime
from tests.journeys.filled import fill
NOW = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
def pages(f):
    return {
    "list": "/incident/", "list-f": "/incident/?state=open&team=network", "detail": f"/incident/{f.told}/", "new": "/incident/new/",
    "amend": f"/incident/{f.told}/amend/", "move": f"/incident/{f.told}/move/resolve/", "assign": f"/incident/{f.told}/move/assign/",
    "why": f"/incident/{f.told}/why/resolution/", "picture": "/incident/picture/", "picture-a": "/agreement/picture/",
    "agreements": "/agreement/", "agreement": f"/agreement/{f.agreement}/", "service": "/service/", "service1": f"/service/{f.service}/",
    "persons": "/registers/person/", "project": "/registers/project/2/", "person": "/registers/person/3/", "calendars": "/registers/calendar/",
    "m404": "/incident/INC-999999/", "m403": "/service/new/", "n404": "/nowhere/", "root": "/", "dashboard": "/dashboard/", "notices": "/notices/", "account": "/account/"}
def test_shots(visit, steward):
    f = fill(NOW)
    steward.clock_is(NOW)
    only = os.environ.get("ONLY", "").split(",") if os.environ.get("ONLY") else None
    who = os.environ.get("WHO", "desk")
    for lang, theme, phone in (("zh-hans","light",False),("en","light",False),("en","dark",False),("zh-hans","light",True),("en","dark",True)):
        tag = f"{lang[:2]}-{theme}-{'p' if phone else 'w'}"
        if os.environ.get("TAGS") and tag not in os.environ["TAGS"].split(","): continue
        v = visit(who, language=lang, theme=theme, phone=phone)
        for name, path in pages(f).items():
            if only and name not in only: continue
            r = v.go(path)
            over = v.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            print(tag, name, r.status, "OVER %s" % over if over > 0 else "")
            v.page.screenshot(path=f"/tmp/shots/{name}-{tag}.png", full_page=phone)
    v = visit(None, phone=True)
    v.go("/accounts/login/"); v.page.screenshot(path="/tmp/shots/login-p.png")
    v = visit(None)
    v.go("/accounts/login/"); v.page.screenshot(path="/tmp/shots/login-w.png")

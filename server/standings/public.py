"""The public page of a certificate: valid, suspended or revoked today; nothing about any person.

Plain HTML that a cheap phone shows at once, without a script and without a sign-in.
"""

from dataclasses import dataclass
from typing import Final

from flask import render_template_string
from sqlalchemy import select

from server.config import now_ms
from server.database.keys import op_key
from server.db import db
from server.models import Place, PRecord
from server.standings.certificates import TITLES, facts_of, moment_words
from server.standings.frozen import Held, verify
from server.standings.opened import story_of
from server.visible import path_names
from sync.standing import ACTIVE, STEP_KIND, Standing, Step
from sync.words import Words

VALID: Final = "valid"
_SAID: Final = {
    VALID: Words("今天有效", "Valid today"),
    "suspended": Words("已暂停", "Suspended"),
    "revoked": Words("已取消", "Revoked"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "replaced": Words("已被新证书代替", "Replaced by a newer certificate"),
}
_ADVICE: Final = {
    "suspended": Words(
        "已放宽的措施必须马上停止;恢复以后,这一页会写明",
        "Whatever was relaxed must stop; once it is restored this page says so",
    ),
    "revoked": Words("已放宽的措施必须马上停止", "Whatever was relaxed must stop"),
    "withdrawn": Words("已放宽的措施必须马上停止", "Whatever was relaxed must stop"),
}
_PROVED: Final[dict[Held, Words]] = {
    "holds": Words(
        "证据核对:和当时的记录一致",
        "Evidence: recomputed from the log, equal to what was certified",
    ),
    "differs": Words(
        "证据核对:和记录不一致,请向认定单位核实",
        "Evidence: differs from the log; ask the authority",
    ),
    "missing": Words("证据核对:没有留存", "Evidence: none was kept"),
}
PAGE: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>{{ title.zh }} {{ name }}</title>
<link rel="stylesheet" href="/certificates/page.css"></head>
<body><main>
<h1>{{ title.zh }}<small lang="en">{{ title.en }}</small></h1>
{% if name %}<p class="name">{{ name }}</p><p class="path">{{ path }}</p>{% endif %}
<p class="state {{ state }}" role="status"><b>{{ said.zh }}</b> <span lang="en">{{ said.en }}</span>
{% if since %}<small>{{ since }}</small>{% endif %}</p>
{% if advice %}<p>{{ advice.zh }}<br><span lang="en">{{ advice.en }}</span></p>{% endif %}
{% if facts %}<dl>{% for zh, en, value in facts %}
<dt>{{ zh }} <span lang="en">{{ en }}</span></dt><dd>{{ value }}</dd>{% endfor %}</dl>{% endif %}
{% if proved %}<p class="proof">{{ proved.zh }}<br>
<span lang="en">{{ proved.en }}</span></p>{% endif %}
<p class="foot">六个到位 <span lang="en">Six in Place</span>{% if now %} · {{ now }}{% endif %}</p>
</main></body></html>
"""
STYLE: Final = """:root{color-scheme:light dark}
body{margin:0;font:17px/1.5 -apple-system,"PingFang SC","HarmonyOS Sans SC","Noto Sans SC",
"Microsoft YaHei",sans-serif;background:#fff;color:#101418}
main{max-width:34rem;margin:0 auto;padding:16px}
h1{font-size:1.5rem;margin:0}h1 small{display:block;font-size:1rem;font-weight:400}
.name{font-size:1.3rem;font-weight:700;margin:12px 0 0}.path{margin:0}
.state{border:3px solid;border-radius:8px;padding:12px;font-size:1.3rem;margin:16px 0}
.state small{display:block;font-size:1rem}
.valid{color:#0b5a2a;background:#e7f5ec}.suspended,.revoked,.withdrawn,.replaced,.unknown
{color:#8a1010;background:#fdecec}
dl{margin:0}dt{font-size:.95rem}dd{margin:0 0 10px;font-weight:600;overflow-wrap:anywhere}
.proof{border-top:1px solid;padding-top:12px}.foot{font-size:.95rem}
@media(prefers-color-scheme:dark){body{background:#101418;color:#f2f4f6}
.valid{color:#a6e9bf;background:#0d2a18}.suspended,.revoked,.withdrawn,.replaced,.unknown
{color:#ffc2c2;background:#33100f}}
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate that was given, and what has become of it by now."""

    place: Place
    step: Step
    state: str
    since_at: int


def find_certificate(record: str) -> Shown | None:
    """Return the certificate that a step gave; None where no step of that id gave one."""
    try:
        key = op_key(record)
    except ValueError:
        return None
    place = db.session.scalar(
        select(Place)
        .join(PRecord, PRecord.place_key == Place.key)
        .where(PRecord.key == key, PRecord.kind == STEP_KIND)
    )
    if place is None:
        return None
    story = story_of(place)
    now = story.at(now_ms())
    given = {change.cause for change in now.changes if change.state in ("certified", "named")}
    step = next((one for one in story.steps if one.id == record), None)
    if step is None or step.id not in given or step.step not in ("certify", "name"):
        return None
    return Shown(place, step, *_today(step, now))


def _today(step: Step, now: Standing) -> tuple[str, int]:
    """Return what a certificate is today, and since when."""
    last = now.changes[-1]
    if now.certificate is not None and now.certificate.id == step.id:
        return (VALID if now.state in ACTIVE else now.state), last.at
    after = [change for change in now.changes if change.at > step.at]
    ended = next((one for one in after if one.state in ("revoked", "withdrawn")), None)
    return (ended.state, ended.at) if ended else ("replaced", last.at)


def page_of(record: str) -> tuple[str, int]:
    """Return the page of a certificate and its status."""
    found = find_certificate(record)
    if found is None:
        said = Words("查不到这张证书", "There is no such certificate")
        title = Words("无疫情证书", "Certificate")
        return render_template_string(PAGE, title=title, said=said, state="unknown"), 404
    place, step = found.place, found.step
    page = render_template_string(
        PAGE,
        title=Words(*TITLES[place.type]),
        name=place.name,
        path=" ".join(path_names([place.key])[place.key]),
        state=found.state,
        said=_SAID[found.state],
        since="" if found.state == VALID else moment_words(found.since_at),
        advice=_ADVICE.get(found.state),
        facts=facts_of(step, place),
        proved=_PROVED[verify(step, place)],
        now=moment_words(now_ms()),
    )
    return page, 200

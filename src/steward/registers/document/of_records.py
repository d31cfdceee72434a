"""Every record tells which edition of its procedure was in force when it was opened (manual 2.2.4, 10)."""

from django.utils.translation import gettext_lazy as _

from steward.kernel.nouns import OfRecords

# The procedure under which the type of the record stands; else the one that governs its kind.
_IN_FORCE_THEN = """select * from (select distinct on (r.id) 'procedure' as noun, r.id,
        d.code || ' ' || d.name_zh || ' ' || i.edition, d.code || ' ' || d.name_en || ' ' || i.edition,
        d.code || '/?edition=' || i.edition
    from kernel_record r join document_document t on t.process = r.kind
    join document_document d on d.id = case t.layer when 'D' then t.parent_id else t.id end
    join document_issued i on i.document_id = d.id and i.in_force_at <= r.opened_at
        and (i.replaced_at is null or i.replaced_at > r.opened_at)
    where r.id = any(%s::bigint[]) order by r.id, t.layer = 'D' desc, d.layer, d.code) as then_in_force"""

# By which disposal it went, for whoever sees that.
_GONE_BY = """select 'disposal', l.subject_id, r.number, r.number, r.number || '/'
    from document_disposalline l join kernel_record r on r.id = l.record_id
    where l.subject_id = any(%s::bigint[]) and l.outcome = 'disposed'"""

OF_RECORDS = (
    OfRecords("procedure", _("Procedure in force then"), "/documents/", _IN_FORCE_THEN),
    OfRecords("disposal", _("Disposed of by"), "/disposal/", _GONE_BY),
)

-- Files of editions that were put into force, as far as they are the text itself: what it shows by name, or the file that
-- it is. Every one of the provider's people may open them as they may read the text; other files stay the record's.

create view document_issued_file with (security_barrier) as
select a.id, a.record_id as edition_id, a.name, a.media_type, a.size, a.sha256
from document_edition e join kernel_record r on r.id = e.record_id join kernel_attachment a on a.record_id = e.record_id
where r.state in ('in_force', 'retained', 'obsolete') and 3 = any(steward.scope('audiences'))
    and a.made_at <= e.approved_at
    and (e.is_file or position('](' || a.name || ')' in e.sections::text) > 0);

grant select on document_issued_file to steward_web, steward_system;

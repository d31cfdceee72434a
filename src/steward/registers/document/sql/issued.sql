-- Editions that were put into force: every one of the provider's people may read what counts, whatever service project
-- they work in; drafts stay under the visibility of records. Contacts read nothing here.

create view document_issued with (security_barrier) as
select e.record_id as id, r.number, r.state, r.author_id, r.opened_at, e.document_id, e.edition, e.reason, e.effective_on, e.sections,
    e.is_file, e.order_of_issue, e.review_on, e.approved_at, e.in_force_at, e.replaced_at,
    e.in_force_of_id is not null as in_force
from document_edition e join kernel_record r on r.id = e.record_id
where r.state in ('in_force', 'retained', 'obsolete') and 3 = any(steward.scope('audiences'));

grant select on document_issued to steward_web, steward_system;

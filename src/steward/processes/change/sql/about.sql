-- The answer to the question which changes are about an item: those that cover it.
create or replace function steward.changes_about(items bigint[]) returns table (item bigint, change bigint)
language sql stable as $$
select i.ci_id, i.record_id from change_changeitem i where i.ci_id = any(changes_about.items)
$$;

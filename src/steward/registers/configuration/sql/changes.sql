-- Which changes are about items, beside those that wrote them; the chapter of changes answers it.
create function steward.changes_about(items bigint[]) returns table (item bigint, change bigint)
language sql stable as $$ select null::bigint, null::bigint where false $$;

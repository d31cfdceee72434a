-- Search takes the scope inside: the index is lost under row-level security, whose functions must be leakproof. Who
-- sees many customers gets a frequent word's newest hits from the newest records alone, else all are looked at.
-- The newest are those of the kinds that are asked for: a hundred thousand items that came in since hide no incident.
create or replace function steward.search(question text, kinds text[], most integer) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    customers bigint[] := steward.scope('customers');
    projects bigint[] := steward.scope('projects');
    suppliers bigint[] := steward.scope('suppliers');
    audiences bigint[] := steward.scope('audiences');
    restrictions text[] := steward.scope_words('restrictions');
    wanted tsquery := steward.search_query(question);
    few constant integer := 10;
    newest constant bigint := 65536;
    found bigint[];
    last bigint := coalesce((select max(each.record_id) from unnest(kinds) as asked (kind) cross join lateral (
        select s.record_id from kernel_searchrow s where s.kind = asked.kind order by s.record_id desc limit 1) each), 0);
    oldest bigint;
begin
    foreach oldest in array array[last - newest, 0] loop
        continue when oldest <> 0 and (oldest < 0 or cardinality(customers) < few);
        found := array(
            select s.record_id from kernel_searchrow s
            where s.vector @@ wanted and s.record_id between oldest and last and s.kind = any(kinds)
                and s.reach = any(audiences) and (s.audience = 0 or s.customer_id = any(customers) or s.project_id = any(projects)
                    or s.supplier_id = any(suppliers))
                and s.audience = any(audiences) and s.restriction = any(restrictions)
            group by s.record_id order by s.record_id desc limit most);
        exit when cardinality(found) = most;
    end loop;
    return query select unnest(found);
end $$;

"""What an actor sees of each table, as conditions of hand-written queries; the policies say it again."""

PARTIES = "any((select steward.scope('parties'))::bigint[])"
CUSTOMERS = "any((select steward.scope('customers'))::bigint[])"
PROJECTS = "any((select steward.scope('projects'))::bigint[])"
SUPPLIERS = "any((select steward.scope('suppliers'))::bigint[])"
AUDIENCES = "any((select steward.scope('audiences'))::bigint[])"
RESTRICTIONS = "any((select steward.scope_words('restrictions'))::text[])"

PARTY = f"id = {PARTIES}"
OF_PARTY = f"party_id = {PARTIES}"
KEPT = "any((select steward.scope('kept'))::bigint[])"
PROJECT = f"(customer_id = {CUSTOMERS} or customer_id = {KEPT} or id = {PROJECTS})"
RECORD = (
    f"(audience = 0 or customer_id = {CUSTOMERS} or project_id = {PROJECTS} or supplier_id = {SUPPLIERS})"
    f" and audience = {AUDIENCES} and restriction = {RESTRICTIONS}"
)

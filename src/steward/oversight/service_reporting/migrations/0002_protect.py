"""Puts agreements and reports under their records' visibility; of a project one agreement holds on each day."""

from django.db import migrations

from steward.kernel.operations import protect

APART = """alter table service_reporting_reportagreement add constraint one_agreement_at_a_time exclude using gist (
    int8range(project_id, project_id, '[]') with &&, daterange(starts_on, ends_on, '[]') with &&) where (holds)"""


class Migration(migrations.Migration):
    """Protects the tables; what is told of effort is found by its time."""

    dependencies = (("service_reporting", "0001_nouns"), ("kernel", "0002_record_scope"))
    operations = (
        protect("service_reporting_reportagreement", "RAG"),
        protect("service_reporting_servicereport", "SRP"),
        migrations.RunSQL(APART),
        # The effort of a period: few entries tell minutes.
        migrations.RunSQL(
            """create index timeline_by_effort on kernel_timelineentry (occurred_at) include (record_id, minutes)
                where minutes is not null""",
            "drop index timeline_by_effort",
        ),
    )

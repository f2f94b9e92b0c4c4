"""The database refuses to count one hour of a person twice."""

from django.db import migrations

from kepu.volunteers import overlaps


class Migration(migrations.Migration):

    dependencies = [('volunteers', '0001_initial')]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: overlaps.install(schema_editor.connection),
            lambda apps, schema_editor: overlaps.remove(schema_editor.connection),
        ),
    ]
